import { config } from "../config";
import { log } from "../log";
import { browserName, readSession } from "../session";
import type {
  AuthErr,
  AuthFailure,
  AuthReason,
  AuthSuccess,
  WebAction,
  WxauthAction,
} from "../wechat/wxauth";
import { wxauth } from "../weixin";
import { type Message, messagePage } from "./message-page";
import { safeNext } from "./next";

/** Who it is that WeChat vouches for. */
export type LoginAccess = {
  /** Of this action's appid only. */
  openid: string;
  unionid?: string | undefined;
  /** The profile, after a login with consent. */
  userinfo?: AuthSuccess["userinfo"];
};

/** What a cloner decides about logins: lib/handlers/login.ts. Each may answer with a Response of its own. */
export type LoginHandlers = {
  onLogin(
    action: WxauthAction,
    scope: string,
    access: LoginAccess,
    next: string,
  ): Promise<Response | undefined>;
  onLoginError(err: AuthErr, action: WxauthAction, next: string | null): Promise<Response | undefined>;
};

const redirect = (location: string) =>
  new Response(null, { status: 302, headers: { location, "cache-control": "no-store" } });

const asWebAction = (action: string): WebAction | null =>
  action === "mp" || action === "qrcode" ? action : null;

const loginPath = (action: WebAction, next: string) => `/login/${action}?next=${encodeURIComponent(next)}`;

const foreignNext: Message = {
  status: 400,
  title: "这个地址不在本店",
  text: "登录之后只能回到本店的页面，刚才的链接指向了别处。",
  action: { href: "/login", label: "重新登录" },
};

const notConfigured: Message = {
  status: 503,
  title: "暂未开通",
  text: "本店还没有开通这种登录方式。",
};

/** Starts a login: the browser is sent to WeChat with a one-time state that is bound to it. */
export async function beginLogin(request: Request, actionName: string): Promise<Response> {
  const action = asWebAction(actionName);
  if (!action) return new Response(null, { status: 404 });
  const query = new URL(request.url).searchParams;
  const next = safeNext(query.get("next") ?? "/");
  if (!next) return messagePage(foreignNext);
  if (!config().auth[action]) return messagePage(notConfigured);
  const wanted = query.get("scope");
  const scope = action === "mp" && wanted === "snsapi_userinfo" ? "snsapi_userinfo" : undefined;
  const browser = await browserName();
  return redirect(await wxauth().auth(action, { next, scope, browser, embed: query.has("embed") }));
}

const restartTexts: Record<AuthReason, { status: number; title: string; text: string }> = {
  missing_state: { status: 400, title: "登录没有完成", text: "返回的地址不完整，请重新登录一次。" },
  bad_state: {
    status: 400,
    title: "登录已经过期",
    text: "这次登录等得太久，或不是从本店开始的，请重新登录。",
  },
  used_state: {
    status: 400,
    title: "这次登录已经用过",
    text: "为了您的安全，每次登录只能用一次，请重新登录。",
  },
  other_browser: {
    status: 400,
    title: "请在同一个浏览器里登录",
    text: "登录是在别处开始的，或浏览器没有保存本店的 Cookie。请在这里重新登录。",
  },
  bad_code: { status: 400, title: "登录没有完成", text: "返回的地址不对，请重新登录一次。" },
  denied: { status: 403, title: "您没有同意登录", text: "没有关系，随时可以再来。不登录也可以继续逛。" },
  dead_code: {
    status: 400,
    title: "登录凭证已经失效",
    text: "微信给的凭证只能用一次，而且很快过期，请重新登录。",
  },
  wechat_unavailable: { status: 502, title: "微信暂时没有答复", text: "没有任何改变，请稍等一下再登录。" },
  refused: {
    status: 502,
    title: "微信没有接受这次登录",
    text: "本店的设置可能有误，我们已经记下了，请稍后再试。",
  },
};

async function failed(action: WebAction, failure: AuthFailure, handlers: LoginHandlers): Promise<Response> {
  const { err, reason, next, errcode, errmsg } = failure;
  log[reason === "refused" ? "error" : "info"]("login.failed", { action, err, reason, errcode, errmsg });
  const own = await handlers.onLoginError(err, action, next);
  if (own) return own;
  const href = loginPath(action, safeNext(next) ?? "/");
  return messagePage({ ...restartTexts[reason], action: { href, label: "重新登录" } });
}

async function succeeded(
  action: WebAction,
  success: AuthSuccess,
  handlers: LoginHandlers,
): Promise<Response> {
  const { access, scope, userinfo } = success;
  const next = safeNext(success.next) ?? "/";
  if (access.isSnapshotuser) {
    return messagePage({
      status: 403,
      icon: "info",
      title: "请使用完整服务",
      text: "现在是微信的快照页，看不到您是谁。请点右下角的“使用完整服务”，再回来登录。",
      action: { href: loginPath(action, next), label: "重新登录" },
    });
  }
  const own = await handlers.onLogin(action, scope, { ...access, userinfo }, next);
  return own ?? redirect(next);
}

/**
 * Ends a login that came back from WeChat. The same code twice from one browser logs in once and shows no error;
 * whatever is wrong leads to a page that says so and offers to start again.
 */
export async function finishLogin(
  request: Request,
  actionName: string,
  handlers: LoginHandlers,
): Promise<Response> {
  const action = asWebAction(actionName);
  if (!action || !config().auth[action]) return new Response(null, { status: 404 });
  const query = new URL(request.url).searchParams;
  const { browser } = await readSession();
  const [code, state] = [query.get("code"), query.get("state")];
  const outcome = await wxauth().callback(action, { code, state, browser });
  return outcome.ok ? succeeded(action, outcome, handlers) : failed(action, outcome, handlers);
}
