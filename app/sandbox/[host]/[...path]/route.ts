import { inSandbox, notHere } from "@/lib/sandbox/gate";
import { answerHost } from "@/lib/sandbox/hosts";

type Context = { params: Promise<{ host: string; path: string[] }> };

/** WeChat's hosts, with their own paths. */
const answer = inSandbox<Context>(async (request, { params }) => {
  const { host, path } = await params;
  return (await answerHost(host, `/${path.join("/")}`, request)) ?? notHere();
});

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
