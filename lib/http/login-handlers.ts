import type { AuthErr, AuthSuccess, WxauthAction } from "../wechat/wxauth";

/** Who it is that WeChat vouches for. */
export type LoginAccess = {
  /** Of this action's appid only. */
  openid: string;
  unionid?: string | undefined;
  /** The profile, after a login with consent. */
  userinfo?: AuthSuccess["userinfo"];
};

/** What a cloner decides about logins: lib/handlers/login.ts. Each returns nothing, or a Response of its own. */
export type LoginHandlers = {
  onLogin(
    action: WxauthAction,
    scope: string,
    access: LoginAccess,
    next: string,
  ): Promise<Response | undefined>;
  onLoginError(err: AuthErr, action: WxauthAction, next: string | null): Promise<Response | undefined>;
};
