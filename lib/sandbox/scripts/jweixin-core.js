/*
 * jweixin-1.6.0.js of the sandbox: what the JS-SDK does between a page and WeixinJSBridge. Written from the
 * protocol; it behaves as WeChat's own script does, traps included, so that a page that works here works there.
 * ./jweixin-calls.js has the calls, ./index.ts joins the two. (JS-SDK)
 */
import { internalName, publicName } from "../bridge/api-names.js";

const userAgent = navigator.userAgent.toLowerCase();
const inWechat = userAgent.indexOf("micromessenger") >= 0;
export const onAndroid = userAgent.indexOf("android") >= 0;
export const onIos = /iphone|ipad/.test(userAgent);
const bridgeReady = "WeixinJSBridgeReady";

let settings = {};
/** "new" until WeChat has answered; never again after that, also when the page configures once more. */
let verdict = "new";
let answerToConfig = {};
let waiting = [];
let onError = null;

/** What wx.config was given last. */
export const configured = () => settings;

/** Outside WeChat nothing runs. */
export function whenBridge(work) {
  if (!inWechat) return;
  if (window.WeixinJSBridge) work();
  else document.addEventListener(bridgeReady, work, false);
}

/** Every call carries the signature again: the app looks up by it what the page may do. */
function signed(parameters) {
  return Object.assign(parameters || {}, {
    appId: settings.appId,
    verifyAppId: settings.appId,
    verifySignType: "sha1",
    verifyTimestamp: `${settings.timestamp}`,
    verifyNonceStr: settings.nonceStr,
    verifySignature: settings.signature,
  });
}

const meanings = new Map([
  ["confirm", "ok"],
  ["failed", "fail"],
  ["access denied", "permission denied"],
  ["no permission to execute", "permission denied"],
  ["", "fail"],
]);

/** `edit_address:ok`, `x:fail_no network`, `access_control:access_denied` as one kind of text: `openAddress:ok`. */
function readable(name, raw) {
  const known = publicName(name);
  if (!raw) return `${known}:ok`;
  const result = raw
    .slice(raw.indexOf(":") + 1)
    .replace(/^fail(?:ed)?_/, "")
    .replace(/_/g, " ")
    .toLowerCase();
  // The oldest apps have no check, and let everything pass.
  if (known === "config" && result === "function not exist") return "config:ok";
  return `${known}:${meanings.get(result) || result}`;
}

function route(answer, options) {
  const result = answer.errMsg.slice(answer.errMsg.indexOf(":") + 1);
  const callback = result === "ok" ? "success" : result === "cancel" ? "cancel" : "fail";
  if (options[callback]) options[callback](answer);
  if (options.complete) options.complete(answer);
}

/** Puts an answer of the app into the page's words and hands it to the page's callbacks. */
function settle(name, answer, options, adapt) {
  if (name === "openEnterpriseChat" || name === "openBusinessView") answer.errCode = answer.err_code;
  if (!answer.errMsg) answer.errMsg = readable(name, answer.err_msg);
  for (const raw of ["err_msg", "err_code", "err_desc", "err_detail"]) delete answer[raw];
  if (adapt) adapt(answer);
  if (settings.debug) alert(JSON.stringify(answer));
  route(answer, options);
}

function log(name, options) {
  if (settings.debug) console.log(`"${publicName(name)}",`, options || "");
}

/**
 * Asks the app. Without a bridge, on a desktop say, the call is only logged.
 * @param adapt changes the answer before the page sees it
 */
export function call(name, parameters, options, adapt) {
  if (!window.WeixinJSBridge) {
    log(name, options);
    return;
  }
  window.WeixinJSBridge.invoke(name, signed(parameters), (answer) => settle(name, answer, options, adapt));
}

/** Waits for an event of the app, such as a tap in its menu. `react` runs in place of the page's own callbacks. */
export function subscribe(name, options, react) {
  if (!window.WeixinJSBridge) {
    log(name, options);
    return;
  }
  window.WeixinJSBridge.on(name, (event) => {
    if (options.trigger) options.trigger(event);
    settle(name, event, react ? { complete: react } : options);
  });
}

/** The ready callbacks run after the error callback too: WeChat's script knows no difference there. */
function runWaiting() {
  const callbacks = waiting;
  waiting = [];
  for (const callback of callbacks) callback();
}

function verify() {
  const lists = {
    verifyJsApiList: (settings.jsApiList || []).map(internalName),
    verifyOpenTagList: settings.openTagList || [],
  };
  const remember = (answer) => {
    verdict = "known";
    answerToConfig = answer;
  };
  const fail = (answer) => {
    if (onError) onError(answer);
    else verdict = "failed";
  };
  call("preVerifyJSAPI", lists, { fail, complete: runWaiting }, remember);
}

function skipCheck() {
  verdict = "known";
  runWaiting();
}

/** The SDK. `invoke` and `on` come with the first config. (JS-SDK, wx.config) */
export const sdk = {
  config(given) {
    settings = given;
    log("config", given);
    whenBridge(given.check === false ? skipCheck : verify);
    sdk.invoke = (name, parameters, callback) => {
      if (window.WeixinJSBridge) window.WeixinJSBridge.invoke(name, signed(parameters), callback);
    };
    sdk.on = (name, callback) => {
      if (window.WeixinJSBridge) window.WeixinJSBridge.on(name, callback);
    };
  },
  ready(callback) {
    if (verdict !== "new") {
      callback();
      return;
    }
    waiting.push(callback);
    if (!inWechat && settings.debug) callback();
  },
  error(callback) {
    if (verdict === "failed") callback(answerToConfig);
    else onError = callback;
  },
};
