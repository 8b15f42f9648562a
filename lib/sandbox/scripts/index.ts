import { joinedScript } from "./joined";

/** The scripts that WeChat serves to pages, in the sandbox's own words. */

// A loader gets the SDK as a module, a page gets the globals; a page that has one already keeps it.
const publishSdk = `
if (typeof define === "function" && (define.amd || define.cmd)) define(function () { return window.jWeixin || sdk; });
else if (!window.jWeixin) window.wx = window.jWeixin = sdk;
`;

const jweixin = (): Promise<string> =>
  joinedScript(["bridge/api-names.js", "scripts/jweixin-core.js", "scripts/jweixin-calls.js"], publishSdk);

const wxLogin = (): Promise<string> => joinedScript(["scripts/wx-login.js"], "window.WxLogin = WxLogin;");

/** A script by its path on res.wx.qq.com or res2.wx.qq.com; null for what the sandbox does not have. */
export async function pageScript(path: string): Promise<string | null> {
  switch (path) {
    case "/open/js/jweixin-1.6.0.js":
      return jweixin();
    case "/connect/zh_CN/htmledition/js/wxLogin.js":
      return wxLogin();
    default:
      return null;
  }
}
