import { bearerSeconds, sealBearer } from "../bearer";
import { config } from "../config";
import { whoLogsIn } from "../session";
import type { AuthSuccess } from "../wechat/wxauth";
import { wxauth } from "../weixin";
import { sameOrigin } from "./caller";
import { admit, failed, guarded } from "./login";
import { loginFailed } from "./login-answers";
import type { LoginHandlers } from "./login-handlers";
import { snapshotUser } from "./login-problems";
import { LoginRefused, readCode } from "./mobile-code";

const action = "mobile";

async function succeed(request: Request, success: AuthSuccess, handlers: LoginHandlers): Promise<Response> {
  if (success.access.isSnapshotuser) return failed(request, { action, next: "/", ...snapshotUser }, handlers);
  const { result: own, user } = await whoLogsIn(() => admit(success, "/", handlers));
  if (own) return own;
  if (!user) return loginFailed(request, { action, err: "auth_error", reason: "not_admitted" });
  const { id, nickname, avatarUrl } = user;
  const token = await sealBearer(user);
  return Response.json(
    { ok: true, token, tokenType: "Bearer", expiresIn: bearerSeconds, user: { id, nickname, avatarUrl } },
    { headers: { "cache-control": "no-store" } },
  );
}

/** @throws LoginRefused, and what the shop's own machinery throws */
async function logIn(request: Request, handlers: LoginHandlers): Promise<Response> {
  if (!config().auth[action]) throw new LoginRefused("not_configured");
  if (!sameOrigin(request)) throw new LoginRefused("foreign_page");
  const outcome = await wxauth().exchange(action, await readCode(request), { next: "/" });
  return outcome.ok ? succeed(request, outcome, handlers) : failed(request, outcome, handlers);
}

/**
 * Ends the login of a native app, which posts the code that WeChat's app gave it: as the parameter `code` of the
 * address, as a form's field or as a field of a JSON object. (Mobile app login)
 *
 * Answers `{ ok: true, token, tokenType: "Bearer", expiresIn, user: { id, nickname, avatarUrl } }`, with `expiresIn` in
 * seconds, and sets the session's cookie. An app that keeps no cookies sends `Authorization: Bearer <token>` instead,
 * with which everything works that works with the cookie. What fails is the JSON of 20006; a code that is handed in
 * twice is dead (40163), since nothing shows that both came from the same phone.
 *
 * No web page of another site may post here: it would log its visitor in as somebody else.
 */
export async function answerMobileLogin(request: Request, handlers: LoginHandlers): Promise<Response> {
  return guarded(request, { action }, async () => {
    try {
      return await logIn(request, handlers);
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      return failed(request, { action, err: "args_error", reason: error.reason, next: "/" }, handlers);
    }
  });
}
