import type { StateStore } from "../store";
import type { Transport } from "../transport";

/** The three ways to log in: inside WeChat, by QR code on another screen, from a native app. */
export type WxauthAction = "mp" | "qrcode" | "mobile";

/** The ways that go through a browser, and so through a state and a callback address. */
export type WebAction = Exclude<WxauthAction, "mobile">;

export type Scope = "snsapi_base" | "snsapi_userinfo" | "snsapi_login";

export interface AppCredentials {
  appid: string;
  secret: string;
}

export interface WxauthOptions {
  /** An action without an app is switched off. */
  apps: Partial<Record<WxauthAction, AppCredentials>>;
  /** Our public callback address for an action. */
  callbackUrl: (action: WebAction) => string;
  store: StateStore;
  transport: Transport;
  /** Pauses between two looks at an exchange that another request is doing. Milliseconds. */
  wait?: ((ms: number) => Promise<void>) | undefined;
}

export interface AuthOptions {
  /** Where the visitor goes after the login. Not checked here: hand in a path of your own site. */
  next: string;
  /** For `mp`: `snsapi_base` (default, silent, openid only) or `snsapi_userinfo`. `qrcode` is always `snsapi_login`. */
  scope?: Scope | undefined;
  /** A secret that only this browser has, such as the value of a random cookie. The login is bound to it. */
  browser: string;
  /** A state of your own making, 32 letters and digits; drawn when absent. */
  state?: string | undefined;
  /** For `qrcode`: the address is for an iframe of one's own page. */
  embed?: boolean | undefined;
  /** The browser's User-Agent, which chooses the action when none is given. */
  userAgent?: string | null | undefined;
}

/** A login that was started: the address to redirect to, and its parts for WxLogin. */
export interface AuthStart {
  url: string;
  /** The one that was asked for, or that the user agent chose. */
  action: WebAction;
  appid: string;
  redirectUri: string;
  scope: Scope;
  state: string;
}

export interface CallbackQuery {
  code: string | null | undefined;
  state: string | null | undefined;
  /** As given to `auth`; empty or missing when the cookie did not come back. */
  browser: string | null | undefined;
}

/** Who it is. An openid is only valid under its appid; a unionid is shared by all apps of one open platform account. */
export interface Identity {
  openid: string;
  unionid?: string | undefined;
  /** The granted scopes, comma-separated. */
  scope: string;
  /** A virtual visitor of WeChat's snapshot page: never create or bind an account for one. */
  isSnapshotuser: boolean;
}

export interface Access extends Identity {
  accessToken: string;
  refreshToken: string;
  /** Seconds. */
  expiresIn: number;
}

/** The profile. WeChat may give an anonymous placeholder: never use it as identity. */
export interface Userinfo {
  openid: string;
  unionid?: string | undefined;
  nickname: string;
  headimgurl: string;
  /** 0 since October 2021, as region fields are empty. */
  sex: number;
  province: string;
  city: string;
  country: string;
  privilege: string[];
}

/** Which step failed: our own arguments, WeChat's or the visitor's refusal, the exchange, the profile. */
export type AuthErr = "args_error" | "auth_error" | "access_error" | "get_userinfo_error";

export type AuthReason =
  /** No state at all came back. */
  | "missing_state"
  /** Not one of ours, or older than 10 minutes. */
  | "bad_state"
  /** It already served another code. */
  | "used_state"
  /** The cookie is missing or another browser's. Start again, in this browser. */
  | "other_browser"
  /** Not something WeChat would send as a code. */
  | "bad_code"
  /** The visitor refused: WeChat came back without a code. */
  | "denied"
  /** The code is unknown, expired or used, or its token was revoked before the profile was read. Start again. */
  | "dead_code"
  /** No answer, or a busy one. Start again in a moment. */
  | "wechat_unavailable"
  /** WeChat said no for a reason that the operator has to mend: secret, allow-list, rights. */
  | "refused";

export interface AuthFailure {
  ok: false;
  action: WxauthAction;
  err: AuthErr;
  reason: AuthReason;
  /** Null when the state is unknown, so that nobody can say where the visitor was going. */
  next: string | null;
  errcode?: number | undefined;
  errmsg?: string | undefined;
}

interface AuthSuccessBase {
  ok: true;
  action: WxauthAction;
  /** The scope that was asked for. */
  scope: Scope;
  next: string;
  userinfo?: Userinfo | undefined;
}

/**
 * `repeated`: WeChat brought the same code a second time, and this is what came of it the first time. Tokens are
 * not kept for that, so a repeated outcome has none.
 */
export type AuthSuccess = AuthSuccessBase &
  ({ repeated: false; access: Access } | { repeated: true; access: Identity });

export type AuthOutcome = AuthSuccess | AuthFailure;

export interface ExchangeOptions {
  next: string;
  /** Default `snsapi_userinfo`, the only scope that an app can ask for. */
  scope?: Scope | undefined;
}

export interface Wxauth {
  /** Whether an app is configured for this action. */
  has(action: WxauthAction): boolean;
  /**
   * Begins a login and returns the address to redirect the browser to. (Web page authorization, step 1; website
   * application, step 1)
   * @param action when undefined, the one that suits `userAgent`
   * @throws WechatError kind `config` when the action has no app or an argument is unusable
   */
  auth(action: WebAction | undefined, options: AuthOptions): Promise<string>;
  /** As `auth`, with the parts of the address as well, for an embedded QR code. */
  begin(action: WebAction | undefined, options: AuthOptions): Promise<AuthStart>;
  /**
   * Ends a login. What a visitor or WeChat did wrong is an outcome, not an exception; a second arrival of the same
   * code gets the same outcome for 2 minutes. Throws only what the store throws.
   */
  callback(action: WebAction, query: CallbackQuery): Promise<AuthOutcome>;
  /** Ends a login whose code did not come through a browser, such as a native app's. There is no state to check. */
  exchange(
    action: WxauthAction,
    code: string | null | undefined,
    options: ExchangeOptions,
  ): Promise<AuthOutcome>;
  /** Exchanges a code. @throws WechatApiError, WechatError */
  accessToken(action: WxauthAction, code: string): Promise<Access>;
  /** Renews a visitor's access token; a refresh token lives 30 days. @throws WechatApiError, WechatError */
  refreshToken(action: WxauthAction, refreshToken: string): Promise<Access>;
  /** Whether a visitor's access token still works. @throws WechatError when WeChat cannot be asked */
  checkToken(accessToken: string, openid: string): Promise<boolean>;
  /** @throws WechatApiError (48001 for a token of snsapi_base), WechatError */
  getUserinfo(accessToken: string, openid: string): Promise<Userinfo>;
  /** The action that suits a browser: `mp` inside WeChat, `qrcode` elsewhere. */
  actionFor(userAgent: string | null | undefined): WebAction;
}
