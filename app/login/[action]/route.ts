import { beginLogin } from "@/lib/http/login";

type Context = { params: Promise<{ action: string }> };

/** Off to WeChat. */
export const GET = async (request: Request, { params }: Context) =>
  beginLogin(request, (await params).action);
