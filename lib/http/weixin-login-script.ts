import { inScript } from "./weixin-script";

/** The argument of `new WxLogin`. (Website application, embedded QR code) */
export type WxLoginOptions = {
  id: string;
  appid: string;
  scope: string;
  /** URL-encoded: WxLogin puts it into an address as it is. */
  redirect_uri: string;
  state: string;
  self_redirect: boolean;
  style?: string | undefined;
  /** URL-encoded, for the same reason. */
  href?: string | undefined;
  stylelite?: number | undefined;
  fast_login?: number | undefined;
  lang?: string | undefined;
};

/**
 * Runs in the page as it stands, in browsers of any age: plain ES5. Loads WeChat's script unless it is there, waits
 * for the element that the QR code goes into, and shows it there.
 */
const run = `function (login, script) {
  function say(text) {
    if (window.console) console.error("weixin-login.js: " + text);
  }
  function show() {
    if (!document.getElementById(login.id)) return say("there is no element with the id " + login.id);
    new WxLogin(login);
  }
  function whenParsed() {
    if (document.readyState !== "loading" || document.getElementById(login.id)) return show();
    document.addEventListener("DOMContentLoaded", show);
  }
  if (window.WxLogin) return whenParsed();
  var tag = document.createElement("script");
  tag.src = script;
  tag.onload = function () {
    if (window.WxLogin) whenParsed();
    else say("WeChat's script defines no WxLogin");
  };
  tag.onerror = function () { say("WeChat's script cannot be loaded: " + script); };
  document.documentElement.appendChild(tag);
}`;

/** The script that shows the QR code of a login. */
export const loginScript = (options: WxLoginOptions, script: string): string =>
  `(${run})(${inScript(options)}, ${inScript(script)});\n`;
