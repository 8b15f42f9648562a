/*
 * What the WeChat app gives to every page it opens: its name in navigator.userAgent and window.WeixinJSBridge.
 * Plain ES2017 that runs before the page's own scripts. ../bridge-script.ts joins it with the modules that it imports
 * and with the style sheets of what the app draws.
 */
import { carryOut, report } from "./calls.js";
import { showEnvelope } from "./envelope.js";
import { setStyles } from "./layer.js";
import { isWechatItself, native } from "./native.js";
import { payScanned } from "./pay.js";
import { refusalOf, withoutSignature } from "./permission.js";
import { listenToMenu } from "./share.js";
import { showMenu } from "./share-menu.js";

const readyEvent = "WeixinJSBridgeReady";
let ready = false;

/** The page believes that it is in WeChat, as the server does. */
function wearUserAgent(userAgent) {
  if (isWechatItself) return;
  Object.defineProperty(navigator, "userAgent", { get: () => userAgent, configurable: true });
}

const isOurs = (address) => {
  const url = new URL(address, location.href);
  return url.origin === location.origin && !url.pathname.startsWith("/sandbox/");
};

/** A script's requests cannot change their User-Agent: the mark sends them through the phone instead. */
function markRequests() {
  if (isWechatItself) return;
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

const forPage = ({ why, ...told }) => told;

/** One call: the permission first, then the app's work; the ledger hears of both. */
async function perform(name, parameters) {
  if (name === "preVerifyJSAPI") return forPage(await carryOut(name, parameters));
  const own = withoutSignature(parameters);
  const refusal = refusalOf(name, parameters);
  const answer = refusal
    ? { err_msg: `${name}:${refusal.result}`, why: refusal.why }
    : await carryOut(name, own);
  report(name, own, answer, refusal !== null);
  return forPage(answer);
}

const bridge = {
  /** @param callback is called once with the raw `{err_msg}`, never before invoke has returned */
  async invoke(name, parameters, callback) {
    await null;
    const answer = await perform(name, parameters || {});
    if (typeof callback === "function") callback(answer);
  },
  /** Events of the app, of which there are the taps in its menu. */
  on(event, listener) {
    listenToMenu(event, listener);
  },
  call(name, parameters) {
    bridge.invoke(name, parameters);
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

/** What the phone around the page tells the app to do. */
const orders = new Map([
  ["menu", () => showMenu()],
  ["pay", ({ order }) => payScanned(order)],
  ["red-pack", ({ id }) => showEnvelope(id)],
]);

function obeyFrame() {
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || !event.data) return;
    const obey = orders.get(event.data.sandboxPhone);
    if (obey) void obey(event.data);
  });
}

/** A frame of the console's that is the phone, or a frame in it. Without any frame the whole browser is the phone. */
function isInPhone() {
  if (window === window.parent) return true;
  try {
    for (let frame = window; frame !== frame.parent; frame = frame.parent) {
      if (frame.frameElement.name === "phone") return true;
    }
  } catch (_error) {
    // A stranger's page is around it, which does not let itself be asked.
  }
  return false;
}

/**
 * Puts all of it into the page, once. A frame in a desktop's page asks for its page as the phone does, and so gets
 * this script too: it stays what it is.
 */
export function start(userAgent, styles) {
  if (window.sandboxBridge || !isInPhone()) return;
  window.sandboxBridge = true;
  setStyles(styles);
  wearUserAgent(userAgent);
  markRequests();
  forgiveLateListeners();
  obeyFrame();
  const soon = () => setTimeout(becomeReady, 20);
  if (document.readyState === "loading") native.listen("DOMContentLoaded", soon);
  else soon();
}
