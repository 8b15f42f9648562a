import type { WxConfig } from "../wechat/jssdk";
import { inScript } from "./weixin-script";

export type Signed = {
  /** The argument of wx.config. */
  config: WxConfig;
  /** The page that was signed. */
  url: string;
  /** Whether the page itself named it, and the Referer was not asked. */
  asked: boolean;
  /** Where WeChat's own script is: one address after the other. */
  scripts: readonly string[];
};

/**
 * Runs in the page as it stands, in web views of any age: plain ES5. Loads WeChat's script unless it is there, then
 * calls wx.config. Until then `wx` is a stand-in whose `ready` and `error` keep what they are given. A page that its
 * Referer did not name in full, since a policy cut it or it is too long, asks once more by name.
 */
const run = `function (signed) {
  var page = location.href.split("#")[0];
  var config = signed.config;
  function say(how, text) {
    if (window.console) console[how]("weixin-config.js: " + text);
  }
  function sdk() {
    var found = window.jWeixin || window.wx;
    return found && found.config ? found : null;
  }
  function load(address, done, failed) {
    var tag = document.createElement("script");
    tag.src = address;
    tag.onload = done;
    tag.onerror = failed;
    document.documentElement.appendChild(tag);
  }
  function keep(list) {
    return function (callback) { list.push(callback); };
  }
  var waiting = window.wx && window.wx.waiting;
  if (!sdk() && !waiting) {
    waiting = { ready: [], error: [] };
    window.wx = { waiting: waiting, ready: keep(waiting.ready), error: keep(waiting.error) };
  }
  function fail(result) {
    say("error", result.errMsg + ". Signed was " + signed.url + ", the page is " + page);
    for (var i = 0; waiting && i < waiting.error.length; i++) waiting.error[i](result);
  }
  function configure() {
    var wx = sdk();
    if (!wx) return fail({ errMsg: "config:fail, WeChat's script defines no wx" });
    window.wx = wx;
    if (config.debug) say("log", "wx.config for " + signed.url + " " + JSON.stringify(config));
    wx.error(fail);
    wx.config(config);
    while (waiting && waiting.ready.length) wx.ready(waiting.ready.shift());
  }
  function loadScript(index) {
    if (sdk()) return configure();
    if (index === signed.scripts.length) return fail({ errMsg: "config:fail, WeChat's script cannot be loaded" });
    load(signed.scripts[index], configure, function () { loadScript(index + 1); });
  }
  if (signed.asked || signed.url === page) return loadScript(0);
  var query = (config.debug ? "debug=true&" : "") + "url=" + encodeURIComponent(page);
  load("/weixin-config.js?" + query, null, function () {
    fail({ errMsg: "config:fail, no signature for this page" });
  });
}`;

/** The script that configures the page which loads it. */
export const configScript = (signed: Signed): string => `(${run})(${inScript(signed)});\n`;
