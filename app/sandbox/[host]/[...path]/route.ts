import { notHere, route } from "@/lib/sandbox/gate";
import { answerHost } from "@/lib/sandbox/hosts";

type Context = { params: Promise<{ host: string; path: string[] }> };

/** WeChat's hosts, with their own paths. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  ANY: async (request, { params }) => {
    const { host, path } = await params;
    return (await answerHost(host, `/${path.join("/")}`, request)) ?? notHere();
  },
});
