import { loginHandlers } from "@/lib/handlers/login";
import { finishLogin, refuseMethod } from "@/lib/http/login";
import { answerMobileLogin } from "@/lib/http/mobile-login";

type Context = { params: Promise<{ action: string }> };

/** Back from WeChat, with a code or without. An app does not come this way: a GET must not log anyone in for it. */
export const GET = async (request: Request, { params }: Context) => {
  const { action } = await params;
  if (action === "mobile") return refuseMethod(request, action, "POST");
  return finishLogin(request, action, loginHandlers);
};

/** A native app hands in its code. */
export const POST = async (request: Request, { params }: Context) => {
  const { action } = await params;
  if (action !== "mobile") return refuseMethod(request, action, "GET");
  return answerMobileLogin(request, loginHandlers);
};
