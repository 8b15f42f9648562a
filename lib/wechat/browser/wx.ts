import type { WxConfig } from "../jssdk";
import type { Answer } from "./calls";
import { errorOf, JssdkError } from "./errors";

/** The global that WeChat's script defines. */
export interface Wx {
  config(config: WxConfig): void;
  ready(callback: () => void): void;
  error(callback: (answer: Answer) => void): void;
}

/** What is used of a browser's window. */
export type JssdkWindow = Pick<Window, "document" | "location" | "navigator"> & {
  fetch: typeof fetch;
  wx?: Wx;
  jWeixin?: Wx;
  WeixinJSBridge?: unknown;
};

/** Settles as `promise` does, or is rejected with `timeout` after `ms`. */
export function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new JssdkError("timeout", `${what}:fail, no answer in time`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function loaded(host: JssdkWindow): Wx | undefined {
  const wx = host.jWeixin ?? host.wx;
  return typeof wx?.config === "function" ? wx : undefined;
}

function loadScript(host: JssdkWindow, address: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const script = host.document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    host.document.head.appendChild(script);
  });
}

/** Loads WeChat's script unless it is there: from the first address that gives it. */
export async function loadWx(host: JssdkWindow, scripts: readonly string[], ms: number): Promise<Wx> {
  for (const address of scripts) {
    if (loaded(host)) break;
    await within(ms, "config", loadScript(host, address)).catch(() => {});
  }
  const wx = loaded(host);
  if (wx) return wx;
  throw new JssdkError("failed", "config:fail, WeChat's script cannot be loaded");
}

/** Waits for WeChat's bridge, which may come after the page: before that, WeChat's script would only wait as well. */
export function untilBridge(host: JssdkWindow): Promise<unknown> {
  if (host.WeixinJSBridge) return Promise.resolve();
  return new Promise((resolve) => {
    host.document.addEventListener("WeixinJSBridgeReady", resolve, { once: true });
  });
}

/** One call, as a promise. */
export function invoke(wx: Wx, name: string, argument: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call: unknown = Reflect.get(wx, name);
    const refuse = ({ errMsg }: Answer) => reject(errorOf(errMsg));
    if (typeof call !== "function") refuse({ errMsg: `${name}:function not exist` });
    else call({ ...argument, success: resolve, cancel: refuse, fail: refuse });
  });
}
