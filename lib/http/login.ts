import { unstable_rethrow } from "next/navigation";
import { config } from "../config";
import { browserName, knownBrowser } from "../session";
import type { AuthOutcome, AuthSuccess, WebAction, WxauthAction } from "../wechat/wxauth";
import { wxauth } from "../weixin";
import { wantsJson } from "./caller";
import { askAgain, cameWithoutCookie } from "./framed-login";
import { loginFailed } from "./login-answers";
import type { LoginHandlers } from "./login-handlers";
import { type LoginProblem, snapshotUser } from "./login-problems";
import { safeNext } from "./next";

const asWebAction = (action: string): WebAction | null =>
  action === "mp" || action === "qrcode" ? action : null;
const notHere = () => new Response(null, { status: 404 });

/** Of a parameter that is there twice this makes what none of its readers takes. */
const only = (query: URLSearchParams, name: string): string => query.getAll(name).join(" ");

/** Sends a browser on; a script gets the address. */
function goOn(request: Request, location: string): Response {
  const headers = { "cache-control": "no-store" };
  if (wantsJson(request)) return Response.json({ ok: true, location }, { headers });
  return new Response(null, { status: 302, headers: { ...headers, location } });
}

/**
 * Does a part of a login. Whatever it throws, such as a database that is gone for a moment, becomes an answer that
 * says so and offers to start again.
 */
export async function guarded(
  request: Request,
  { action, next }: { action: WxauthAction; next?: string | null },
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    unstable_rethrow(error);
    return loginFailed(request, { action, err: "access_error", reason: "shop_failed", next, error });
  }
}

/**
 * Starts a login: the browser is sent to WeChat with a one-time state that is bound to it; a script gets the address
 * as `{ ok: true, location }`.
 */
export async function beginLogin(request: Request, actionName: string): Promise<Response> {
  const action = asWebAction(actionName);
  if (!action) return notHere();
  const query = new URL(request.url).searchParams;
  const next = safeNext(query.has("next") ? only(query, "next") : "/");
  if (!next) return loginFailed(request, { action, err: "args_error", reason: "foreign_next" });
  if (!config().auth[action])
    return loginFailed(request, { action, err: "args_error", reason: "not_configured", next });
  const wanted = query.get("scope");
  const scope = action === "mp" && wanted === "snsapi_userinfo" ? "snsapi_userinfo" : undefined;
  return guarded(request, { action, next }, async () => {
    const browser = await browserName();
    const embed = query.has("embed");
    return goOn(request, await wxauth().auth(action, { next, scope, browser, embed }));
  });
}

/** What is made of a login that failed: the handler's own answer, or ours. */
export async function failed(
  request: Request,
  problem: LoginProblem,
  handlers: LoginHandlers,
): Promise<Response> {
  const { err, action, next = null } = problem;
  // The line in the log is written in any case.
  const answer = loginFailed(request, problem);
  return (await handlers.onLoginError(err, action, next)) ?? answer;
}

/** What the login's handler is told, and its answer. */
export const admit = (
  { action, scope, access, userinfo }: AuthSuccess,
  next: string,
  handlers: LoginHandlers,
): Promise<Response | undefined> => handlers.onLogin(action, scope, { ...access, userinfo }, next);

async function conclude(request: Request, outcome: AuthOutcome, handlers: LoginHandlers): Promise<Response> {
  if (!outcome.ok) return failed(request, outcome, handlers);
  const { action, access } = outcome;
  const next = safeNext(outcome.next) ?? "/";
  if (access.isSnapshotuser) return failed(request, { action, next, ...snapshotUser }, handlers);
  return guarded(
    request,
    { action, next },
    async () => (await admit(outcome, next, handlers)) ?? goOn(request, next),
  );
}

/**
 * Ends a login that came back from WeChat. The same code twice from one browser logs in once and shows no error;
 * whatever is wrong leads to a page that says so and offers to start again. Who asks for JSON gets
 * `{ ok: true, location }`, or the JSON of 20006. (Web page authorization, step 2)
 */
export async function finishLogin(
  request: Request,
  actionName: string,
  handlers: LoginHandlers,
): Promise<Response> {
  const action = asWebAction(actionName);
  if (!action) return notHere();
  const query = new URL(request.url).searchParams;
  const [code, state] = [only(query, "code"), only(query, "state")];
  return guarded(request, { action }, async () => {
    if (!config().auth[action])
      return failed(request, { action, err: "args_error", reason: "not_configured" }, handlers);
    const browser = await knownBrowser();
    if (cameWithoutCookie(request, browser)) return askAgain(request);
    return conclude(request, await wxauth().callback(action, { code, state, browser }), handlers);
  });
}

/** Answers a method that a login's address does not take. */
export function refuseMethod(request: Request, actionName: string, allow: "GET" | "POST"): Response {
  const action = actionName === "mobile" ? actionName : asWebAction(actionName);
  if (!action) return notHere();
  return loginFailed(request, { action, err: "args_error", reason: "wrong_method" }, { allow });
}
