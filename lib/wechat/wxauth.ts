import { setTimeout as pause } from "node:timers/promises";
import { WechatConfigError } from "./errors";
import { nonceStr, sha256Hex } from "./sign";
import { actionFor } from "./useragent";
import { authorizeUrl } from "./wxauth/authorize-url";
import { handleCallback } from "./wxauth/callback";
import { putState, stateFormat } from "./wxauth/login-state";
import { exchange, failure, isCode, type Sns } from "./wxauth/outcome";
import { exchangeCode, fetchUserinfo, isTokenAlive, renewToken } from "./wxauth/sns";
import type {
  AppCredentials,
  AuthOptions,
  AuthStart,
  Scope,
  WebAction,
  Wxauth,
  WxauthAction,
  WxauthOptions,
} from "./wxauth/types";

export type * from "./wxauth/types";

/** Logging in with WeChat: inside WeChat, by QR code, from a native app. (Web page authorization) */
export function createWxauth(options: WxauthOptions): Wxauth {
  const { apps, store, transport, wait = pause } = options;
  const sns: Sns = {
    accessToken: async (action, code) => exchangeCode(transport, appOf(apps, action), code),
    getUserinfo: (accessToken, openid) => fetchUserinfo(transport, accessToken, openid),
  };

  async function begin(given: WebAction | undefined, auth: AuthOptions): Promise<AuthStart> {
    const action = given ?? actionFor(auth.userAgent);
    const { appid } = appOf(apps, action);
    const scope = checkedScope(action, auth.scope);
    const state = checkedState(auth.state ?? nonceStr(32, transport.random));
    if (auth.browser === "") throw new WechatConfigError("A login must be bound to a browser", "BROWSER");
    const redirectUri = options.callbackUrl(action);
    await putState(store, state, { action, scope, next: auth.next, browserHash: sha256Hex(auth.browser) });
    const url = authorizeUrl(transport.gateway, action, {
      appid,
      redirectUri,
      scope,
      state,
      embed: auth.embed,
    });
    return { url, action, appid, redirectUri, scope, state };
  }

  return {
    ...sns,
    begin,
    has: (action) => apps[action] !== undefined,
    auth: async (action, auth) => (await begin(action, auth)).url,
    callback: (action, query) => handleCallback({ store, sns, wait: async (ms) => wait(ms) }, action, query),
    exchange: async (action, code, { next, scope = "snsapi_userinfo" }) => {
      if (!code) return failure(action, "auth_error", "denied", next);
      if (!isCode(code)) return failure(action, "args_error", "bad_code", next);
      return exchange(sns, { action, scope, next }, code);
    },
    refreshToken: async (action, token) => renewToken(transport, appOf(apps, action), token),
    checkToken: (accessToken, openid) => isTokenAlive(transport, accessToken, openid),
    actionFor,
  };
}

function appOf(apps: WxauthOptions["apps"], action: WxauthAction): AppCredentials {
  const app = apps[action];
  if (app === undefined)
    throw new WechatConfigError(`No app is configured for the login "${action}"`, "NO_APP");
  return app;
}

function checkedScope(action: WebAction, scope: Scope | undefined): Scope {
  switch (action) {
    case "qrcode":
      return "snsapi_login";
    case "mp":
      if (scope === "snsapi_login")
        throw new WechatConfigError("Inside WeChat there is no snsapi_login", "SCOPE");
      return scope ?? "snsapi_base";
  }
}

function checkedState(state: string): string {
  if (!stateFormat.test(state)) throw new WechatConfigError("A state has 32 letters and digits", "STATE");
  return state;
}
