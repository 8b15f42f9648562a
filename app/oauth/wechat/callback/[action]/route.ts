import { loginHandlers } from "@/lib/handlers/login";
import { finishLogin } from "@/lib/http/login";

type Context = { params: Promise<{ action: string }> };

/** Back from WeChat, with a code or without. */
export const GET = async (request: Request, { params }: Context) =>
  finishLogin(request, (await params).action, loginHandlers);
