/*
 * What the WeChat app gives to every page it opens: its name in navigator.userAgent and window.WeixinJSBridge.
 * Plain ES2017 that runs before the page's own scripts. ../bridge-script.ts joins it with sheet.js, which draws what
 * the app would draw, and with sheet.css.
 */
import { setStyles, showAddresses, showOutcome, showPayment, showProgress, showToast } from "./sheet.js";

const native = {
  fetch: window.fetch,
  userAgent: navigator.userAgent,
  listen: document.addEventListener.bind(document),
};
const readyEvent = "WeixinJSBridgeReady";
let ready = false;

/** The page believes that it is in WeChat, as the server does. */
function wearUserAgent(userAgent) {
  if (/MicroMessenger/i.test(native.userAgent)) return;
  Object.defineProperty(navigator, "userAgent", { get: () => userAgent, configurable: true });
}

const isOurs = (address) => {
  const url = new URL(address, location.href);
  return url.origin === location.origin && !url.pathname.startsWith("/sandbox/");
};

/** A script's requests cannot change their User-Agent: the mark sends them through the phone instead. */
function markRequests() {
  if (/MicroMessenger/i.test(native.userAgent)) return;
  const mark = "x-sandbox-phone";
  window.fetch = function fetch(input, options) {
    const request = new Request(input, options);
    if (isOurs(request.url)) request.headers.set(mark, "1");
    return native.fetch.call(window, request);
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (...parts) {
    open.apply(this, parts);
    if (isOurs(parts[1])) this.setRequestHeader(mark, "1");
  };
}

async function askSandbox(path, body) {
  const answer = await native.fetch.call(window, `/sandbox/api/bridge/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "same-origin",
    body: JSON.stringify(body),
  });
  return answer.json();
}

const payResult = (message, description) =>
  description ? { err_msg: message, err_desc: description } : { err_msg: message };

/** From the page's parameters to the result that the app hands back. WeChat's ledger has the reason of a refusal. */
async function pay(params) {
  const opened = await askSandbox("pay/open", { params, url: location.href });
  if (!opened.ok) {
    showToast(opened.errDesc || opened.errMsg);
    return payResult(opened.errMsg, opened.errDesc);
  }
  const action = await showPayment(opened.order);
  const finish = () => askSandbox("pay/finish", { prepayId: opened.order.prepayId, action });
  const finished = action === "cancel" ? await finish() : await showProgress(finish);
  const outcome = finished.errMsg.split(":")[1];
  if (outcome !== "cancel") await showOutcome(outcome === "ok", opened.order, finished.errDesc);
  return payResult(finished.errMsg, finished.errDesc);
}

async function payOrExplain(params) {
  try {
    return await pay(params);
  } catch (error) {
    showToast("沙箱没有回答");
    return payResult("get_brand_wcpay_request:fail", String(error));
  }
}

/** The names are the app's own, the answers as its address picker gives them. */
async function editAddress() {
  const chosen = await showAddresses();
  if (!chosen) return { err_msg: "edit_address:cancel" };
  return {
    err_msg: "edit_address:ok",
    userName: chosen.name,
    telNumber: chosen.phone,
    proviceFirstStageName: chosen.region[0],
    addressCitySecondStageName: chosen.region[1],
    addressCountiesThirdStageName: chosen.region[2],
    addressDetailInfo: chosen.street,
    addressPostalCode: chosen.postcode,
    nationalCode: chosen.nationalCode,
  };
}

/** The phone's frame takes the page away; without a frame the way back has to do. */
function closeWindow() {
  if (window.parent === window) history.back();
  else window.parent.postMessage({ sandboxPhone: "close" }, location.origin);
  return { err_msg: "close_window:ok" };
}

const accept = (name) => () => ({ err_msg: `${name}:ok` });
const handlers = {
  getBrandWCPayRequest: payOrExplain,
  preVerifyJSAPI: accept("preVerifyJSAPI"),
  editAddress,
  closeWindow,
  getNetworkType: () => ({ err_msg: "network_type:wifi" }),
};
for (const name of ["hideOptionMenu", "showOptionMenu", "hideMenuItems", "showMenuItems", "hideToolbar"]) {
  handlers[name] = accept(name);
}

const bridge = {
  /** @param callback is called once with the raw `{err_msg}`, never before invoke has returned */
  async invoke(name, params, callback) {
    const known = Object.hasOwn(handlers, name);
    const handle = known ? handlers[name] : () => ({ err_msg: `${name}:function_not_exist` });
    await null;
    const result = await handle(params || {});
    if (typeof callback === "function") callback(result);
  },
  /** Events of the app's menus: nobody taps them here. */
  on() {},
  call(name, params) {
    bridge.invoke(name, params);
  },
};

/** The app defines the bridge late and says so once. Who subscribes later waits for ever there: here it is told. */
function becomeReady() {
  if (ready) return;
  ready = true;
  window.WeixinJSBridge = bridge;
  document.dispatchEvent(new Event(readyEvent));
}

function forgiveLateListeners() {
  document.addEventListener = (type, listener, options) => {
    native.listen(type, listener, options);
    if (type !== readyEvent || !ready) return;
    console.warn(`${readyEvent} was fired already: check for window.WeixinJSBridge before you wait for it`);
    setTimeout(() =>
      listener.handleEvent ? listener.handleEvent(new Event(type)) : listener(new Event(type)),
    );
  };
}

/** Puts all of it into the page, once. */
export function start(userAgent, styles) {
  if (window.sandboxBridge) return;
  window.sandboxBridge = true;
  setStyles(styles);
  wearUserAgent(userAgent);
  markRequests();
  forgiveLateListeners();
  const soon = () => setTimeout(becomeReady, 20);
  if (document.readyState === "loading") native.listen("DOMContentLoaded", soon);
  else soon();
}
