import { POST as callbackPost, GET as callbackRoute } from "@/app/oauth/wechat/callback/[action]/route";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { beginLogin } from "@/lib/http/login";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { createCode } from "@/lib/sandbox/grants";
import type { PersonId } from "@/lib/sandbox/people";
import { phoneUserAgent } from "@/lib/sandbox/phone-agent";
import { freshBrowser } from "@/tests/support/cookies";
import { calls, interceptWechat } from "@/tests/support/world";

/** As a fresh world for tests of logins, which leave no orders behind; much faster than another database. */
export async function forgetEverybody(): Promise<void> {
  setClockOffset(0);
  interceptWechat(async () => null);
  calls.clear();
  freshBrowser();
  await db().keyValue.deleteMany();
  await db().cart.deleteMany();
  await db().user.deleteMany();
}

export const origin = "http://localhost:3000";
export const inWechat = { "user-agent": phoneUserAgent };
export const asJson = { accept: "application/json" };

type Headers = Record<string, string>;
type WebAction = "mp" | "qrcode";

/** GET /login/{action}. */
export const begin = (action: string, query = "next=/me", headers: Headers = inWechat): Promise<Response> =>
  beginLogin(new Request(`${origin}/login/${action}?${query}`, { headers }), action);

/** GET /oauth/wechat/callback/{action}. */
export const callback = (action: string, query: string, headers: Headers = inWechat): Promise<Response> =>
  callbackRoute(new Request(`${origin}/oauth/wechat/callback/${action}?${query}`, { headers }), {
    params: Promise.resolve({ action }),
  });

/** POST /oauth/wechat/callback/{action}. */
export const post = (action: string, init: RequestInit = {}, query = ""): Promise<Response> =>
  callbackPost(
    new Request(`${origin}/oauth/wechat/callback/${action}${query}`, { method: "POST", ...init }),
    {
      params: Promise.resolve({ action }),
    },
  );

/** The state that a login which has begun sent to WeChat. */
export function stateOf(started: Response): string {
  const location = started.headers.get("location") ?? "";
  return new URL(location).searchParams.get("state") ?? "";
}

/** A code as WeChat gives it to a person who agrees. */
export const codeOf = (
  action: "mp" | "qrcode" | "mobile",
  { person = "lin", scope, snapshot }: { person?: PersonId; scope?: string; snapshot?: boolean } = {},
): Promise<string> => {
  const usual = { mp: "snsapi_base", qrcode: "snsapi_login", mobile: "snsapi_userinfo" }[action];
  const { appid } = sandboxAccounts[action];
  return createCode({ appid, scope: scope ?? usual, personId: person, snapshot: snapshot ?? false });
};

/** Starts a login, and what WeChat would send the browser back with. */
export async function started(
  action: WebAction = "mp",
  {
    query,
    person,
    scope,
    snapshot,
  }: { query?: string; person?: PersonId; scope?: string; snapshot?: boolean } = {},
): Promise<string> {
  const state = stateOf(await begin(action, query));
  return `code=${await codeOf(action, { person, scope, snapshot })}&state=${state}`;
}

/** Logs the browser in. */
export const logIn = async (...[action = "mp", options]: Parameters<typeof started>): Promise<Response> =>
  callback(action, await started(action, options));

/** What a page says: its title, text and way to start again. */
export async function pageOf(answer: Response) {
  const html = await answer.text();
  const [, title] = /<h1>(.*?)<\/h1>/.exec(html) ?? [];
  const [, text] = /<p role="status">(.*?)<\/p>/.exec(html) ?? [];
  const [, restart] = /<a class="primary" href="(.*?)">重新登录<\/a>/.exec(html) ?? [];
  return { status: answer.status, title, text, restart };
}
