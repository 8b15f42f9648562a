import type { Answer, JssdkWindow, Wx } from "@/lib/wechat/browser/jssdk";
import type { WxConfig } from "@/lib/wechat/jssdk";

/**
 * A page open in WeChat, as far as the JS-SDK's client sees it. Its WeChat's script is as trap-ridden as the real
 * one: `ready` fires at once from the second config on, whatever becomes of it, and fires after a refusal too.
 */

export const androidAgent = "Mozilla/5.0 (Linux; Android 13; wv) Chrome/116.0.0.0 MicroMessenger/8.0.47.2560";
export const iosAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) MicroMessenger/8.0.47";
const shop = "https://shop.example";

type Callbacks = Partial<Record<"success" | "cancel" | "fail", (answer: Answer) => void>>;
type ScriptTag = { src: string; onload?: () => void; onerror?: () => void };

const configFor = (url: string): WxConfig => ({
  debug: false,
  appId: "wx0123456789abcdef",
  timestamp: 1,
  nonceStr: "n",
  signature: `for ${url}`,
  jsApiList: ["chooseWXPay"],
  openTagList: [],
});

export type PhoneOptions = {
  agent?: string;
  path?: string;
  /** The address that WeChat holds a signature against; default: Android's and iOS's own ways. */
  checks?: "present" | "entry";
  /** Whether WeChat's script is in the page already. */
  scriptThere?: boolean;
};

export function phone({ agent = androidAgent, path = "/", checks, scriptThere = false }: PhoneOptions = {}) {
  const entry = shop + path;
  const location = { href: entry };
  const checked = checks ?? (agent === iosAgent ? "entry" : "present");
  const listeners: (() => void)[] = [];
  const log = {
    asked: [] as string[],
    scripts: [] as string[],
    signed: [] as string[],
    calls: [] as { name: string; argument: object; page: string }[],
  };
  const here = () => location.href.replace(/#.*/, "");

  /** What a test may replace. */
  const world = {
    server: async (url: string): Promise<Response> =>
      Response.json({ ok: true, config: configFor(url), scripts: ["main.js", "fallback.js"] }),
    /** Whether a script comes: false is an error, null is silence. */
    script: (_address: string): boolean | null => true,
    /** What WeChat says to a signature; null is silence. */
    verdict: (config: WxConfig): string | null =>
      config.signature === `for ${checked === "entry" ? entry : here()}`
        ? "config:ok"
        : "config:invalid signature",
    /** What WeChat answers to a call; null is silence. */
    answer: (name: string): Answer | null => ({ errMsg: `${name}:ok` }),
    /** When WeChat's verdict comes. */
    soon: (deliver: () => void) => queueMicrotask(deliver),
  };

  let configured = false;
  let granted = "";
  let onError: (answer: Answer) => void = () => {};
  const waiting: (() => void)[] = [];

  const wx: Wx = {
    config(config) {
      log.signed.push(config.signature.replace(/^for /, ""));
      granted = "";
      const errMsg = world.verdict(config);
      if (errMsg === null) return;
      world.soon(() => {
        configured = true;
        if (errMsg === "config:ok") granted = config.signature;
        else onError({ errMsg });
        for (const callback of waiting.splice(0)) callback();
      });
    },
    ready: (callback) => (configured ? callback() : void waiting.push(callback)),
    error: (callback) => {
      onError = callback;
    },
  };

  const call = (name: string) => (options: Callbacks & object) => {
    const { success, cancel, fail, ...argument } = options;
    log.calls.push({ name, argument, page: here() });
    const answer = granted ? world.answer(name) : { errMsg: `${name}:permission denied` };
    if (!answer) return;
    queueMicrotask(() => {
      if (answer.errMsg.endsWith(":ok")) success?.(answer);
      else if (answer.errMsg.endsWith(":cancel")) cancel?.(answer);
      else fail?.(answer);
    });
  };
  const sdk = Object.assign(
    wx,
    Object.fromEntries(
      ["chooseWXPay", "scanQRCode", "getNetworkType", "updateAppMessageShareData"].map((name) => [
        name,
        call(name),
      ]),
    ),
  );

  function append(tag: ScriptTag) {
    log.scripts.push(tag.src);
    const comes = world.script(tag.src);
    if (comes === null) return;
    queueMicrotask(() => {
      if (comes) page.jWeixin = sdk;
      (comes ? tag.onload : tag.onerror)?.();
    });
  }

  const page = {
    location,
    navigator: { userAgent: agent },
    document: {
      createElement: () => ({}),
      head: { appendChild: append },
      addEventListener: (_: string, listener: () => void) => listeners.push(listener),
    },
    fetch: async (address: string) => {
      log.asked.push(address);
      const url = new URL(address, shop).searchParams.get("url") ?? "";
      return world.server(url);
    },
    WeixinJSBridge: {} as unknown,
    ...(scriptThere ? { wx: sdk } : {}),
  } as unknown as JssdkWindow;

  return {
    window: page,
    entry,
    world,
    log,
    /** What the router does: the address changes, the document stays. */
    go: (next: string) => {
      location.href = shop + next;
    },
    url: (next: string) => shop + next,
    /** WeChat takes its bridge away, or brings it late. */
    bridge: (there: boolean) => {
      page.WeixinJSBridge = there ? {} : undefined;
      if (there) for (const listener of listeners.splice(0)) listener();
    },
  };
}

export type Phone = ReturnType<typeof phone>;
