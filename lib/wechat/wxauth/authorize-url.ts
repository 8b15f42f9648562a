import type { Gateway } from "../gateway";
import type { Scope, WebAction } from "./types";

export interface AuthorizeUrlOptions {
  appid: string;
  redirectUri: string;
  scope: Scope;
  state?: string | undefined;
  /** For `qrcode`: for an iframe, as WxLogin makes it. */
  embed?: boolean | undefined;
}

const paths: Readonly<Record<WebAction, string>> = {
  mp: "/connect/oauth2/authorize",
  qrcode: "/connect/qrconnect",
};

/**
 * The page on open.weixin.qq.com where the visitor agrees. WeChat matches the parameters in this very order, and
 * wants the fragment. (Web page authorization, step 1; website application, step 1)
 */
export function authorizeUrl(gateway: Gateway, action: WebAction, options: AuthorizeUrlOptions): string {
  const { appid, redirectUri, scope, state, embed = false } = options;
  const query = [
    `appid=${encodeURIComponent(appid)}`,
    `redirect_uri=${encodeURIComponent(redirectUri)}`,
    "response_type=code",
    `scope=${scope}`,
    ...(state === undefined ? [] : [`state=${encodeURIComponent(state)}`]),
    ...(embed && action === "qrcode" ? ["login_type=jssdk", "self_redirect=default"] : []),
  ];
  return gateway.url("open.weixin.qq.com", `${paths[action]}?${query.join("&")}#wechat_redirect`);
}
