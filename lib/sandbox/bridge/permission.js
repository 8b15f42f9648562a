/*
 * What a page may call. WeChat checks the signature of wx.config for the page's address, and remembers for that
 * address what the page asked for. (JS-SDK, wx.config; JS-SDK, errors)
 */
import { publicName } from "./api-names.js";
import { askSandbox, landing, pageAddress } from "./native.js";
import { allowOpenTags } from "./open-subscribe.js";

/** By address, the public names that were granted; null while or after a check that did not succeed. */
const grants = new Map();

/** Calls that need no wx.config when a page makes them on the bridge itself. (JSAPI call-up) */
const openCalls = [
  "getBrandWCPayRequest",
  "closeWindow",
  "getNetworkType",
  "imagePreview",
  "hideOptionMenu",
  "showOptionMenu",
  "hideToolbar",
  "showToolbar",
];

/** Calls for which a wx.config that succeeded is enough, whatever its jsApiList says. */
const basicCalls = ["checkJsApi"];

/** A tap in the menu is answered under another name than the one that was granted. (JS-SDK, sharing) */
const answersTo = new Map([
  ["sendAppMessage", "onMenuShareAppMessage"],
  ["shareTimeline", "onMenuShareTimeline"],
]);

const grantFor = (name) => answersTo.get(name) || publicName(name);

const textOf = (value) => (value === undefined || value === null ? "" : String(value));

/** The JS-SDK gives its signature along with every call. */
export const isSigned = (parameters) => "verifySignType" in parameters;

/** What the page itself gave. */
export function withoutSignature(parameters) {
  const own = {};
  for (const name of Object.keys(parameters)) {
    if (!/^verify[A-Z]/.test(name)) own[name] = parameters[name];
  }
  return own;
}

/** wx.config: has the signature checked, and keeps what was granted for this address. */
export async function preVerify(parameters) {
  const url = pageAddress();
  // What an earlier check granted holds until this one is decided.
  if (!grants.has(url)) grants.set(url, null);
  const answer = await askSandbox("bridge/jssdk/verify", {
    appId: textOf(parameters.verifyAppId),
    timestamp: textOf(parameters.verifyTimestamp),
    nonceStr: textOf(parameters.verifyNonceStr),
    signature: textOf(parameters.verifySignature),
    url,
    jsApiList: (parameters.verifyJsApiList || []).map((name) => publicName(textOf(name))),
    openTagList: (parameters.verifyOpenTagList || []).map(textOf),
    href: location.href,
    landing,
  });
  if (!answer.ok) {
    grants.set(url, null);
    return { err_msg: (answer.errMsg || "config:fail").replace(/^config:/, "pre_verify_jsapi:") };
  }
  grants.set(url, new Set(answer.granted.map(publicName)));
  allowOpenTags((parameters.verifyOpenTagList || []).map(textOf));
  return { err_msg: "pre_verify_jsapi:ok" };
}

const unverified = "fail, the permission value is offline verifying";

/**
 * Whether WeChat turns a call down.
 * @returns null when it may go on; else the result, and why in Chinese
 */
export function refusalOf(name, parameters) {
  if (openCalls.includes(name) && !isSigned(parameters)) return null;
  const url = pageAddress();
  const granted = grants.get(url);
  if (!granted) return { result: unverified, why: whyUnverified(url) };
  if (basicCalls.includes(name) || granted.has(grantFor(name))) return null;
  const why = `wx.config 的 jsApiList 里没有 ${grantFor(name)}，或这个公众号没有它的权限`;
  return { result: "access denied", why };
}

function whyUnverified(url) {
  if (grants.has(url)) return "这个网址的 wx.config 还没有通过：等 wx.ready 之后再调用，失败时看 wx.error";
  const others = Array.from(grants.keys());
  if (others.length === 0) return "这个页面还没有调用 wx.config";
  return `通过 wx.config 的是 ${others[others.length - 1]}，现在的网址是 ${url}：安卓上换了网址要重新 wx.config`;
}
