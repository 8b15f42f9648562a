import { config } from "../config";
import { log } from "../log";
import { actionFor } from "../wechat/useragent";
import { wantsJson } from "./caller";
import { isOurFault, type LoginProblem, told } from "./login-problems";
import { messagePage } from "./message-page";
import { safeNext } from "./next";

/** What scripts and apps decide by. */
const wxauthRequired = 20005;
const wxauthError = 20006;

const noStore = { "cache-control": "no-store" };

/** The login page, which leads on to `next`. */
export const loginPath = (next: string) => `/login?next=${encodeURIComponent(next)}`;

/**
 * Tells a script or an app that a login is needed first: 401 with `{ ok: false, code: 20005, key, message, location }`.
 * @param next where the login shall lead
 */
export function loginRequired(next: string): Response {
  const body = {
    ok: false,
    code: wxauthRequired,
    key: "WXAUTH_REQUIRED",
    message: "请先登录",
    location: loginPath(next),
  };
  return Response.json(body, { status: 401, headers: { ...noStore, "www-authenticate": "Bearer" } });
}

const requestId = /[,\s]*(rid:\s*[\w-]+|hints:\s*\[.*?\])/gi;
const ipAddress = /(?:::ffff:)?\b(?:\d{1,3}\.){3}\d{1,3}\b|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}/gi;

/** WeChat's words without the request's id, and without the address of our server that 40164 names. */
const publicWords = (errmsg: string) => errmsg.slice(0, 300).replace(requestId, "").replace(ipAddress, "*");

/** `{ ok: false, code: 20006, key, message, err, reason, errcode?, errmsg? }`; the last two are WeChat's own. */
function errorJson(
  { err, reason, errcode, errmsg = "" }: LoginProblem,
  headers: Record<string, string>,
): Response {
  const { status, text } = told[reason];
  const wechats = errcode === undefined ? {} : { errcode, errmsg: publicWords(errmsg) };
  const body = { ok: false, code: wxauthError, key: "WXAUTH_ERROR", message: text, err, reason, ...wechats };
  return Response.json(body, { status, headers: { ...noStore, ...headers } });
}

/** The same way again, unless it is not this browser's: a link that was passed on, say. */
function restartPath(request: Request, { action, next }: LoginProblem): string {
  const where = safeNext(next) ?? "/";
  const suits = action === actionFor(request.headers.get("user-agent")) && config().auth[action];
  return suits ? `/login/${action}?next=${encodeURIComponent(where)}` : loginPath(where);
}

/**
 * Answers a login that failed: a page that says why and starts it again, or the JSON of 20006 for who asks for it and
 * for apps. Leaves one line in the log.
 */
export function loginFailed(
  request: Request,
  problem: LoginProblem,
  headers: Record<string, string> = {},
): Response {
  const { action, err, reason, errcode, errmsg, error } = problem;
  log[isOurFault(reason) ? "error" : "info"]("login.failed", { action, err, reason, errcode, errmsg, error });
  if (action === "mobile" || wantsJson(request)) return errorJson(problem, headers);
  // The login page shows WeChat's QR code in a frame.
  const top = new URL(request.url).searchParams.has("embed");
  const restart = { href: restartPath(request, problem), label: "重新登录", top };
  const page = messagePage({ ...told[reason], action: restart });
  for (const [name, value] of Object.entries(headers)) page.headers.set(name, value);
  return page;
}
