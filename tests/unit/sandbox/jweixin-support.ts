import vm from "node:vm";
import { pageScript } from "@/lib/sandbox/scripts";

/** A page without a DOM: just what jweixin touches. */

export const android = "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64";
export const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) MicroMessenger/8.0.47(0x18002f2c)";
export const desktop = "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0";

export type Answer = Record<string, unknown>;
type Call = { name: string; parameters: Record<string, unknown>; answer: (answer: Answer) => void };
type Callback = (answer: Answer) => void;

/** What the tests use of `wx`. */
export type Wx = Record<string, (options?: unknown, ...more: unknown[]) => void> & {
  miniProgram: Record<string, (options?: unknown) => void>;
};

export type Page = {
  wx: Wx;
  window: Record<string, unknown>;
  /** What the page asked of the app, in order; each can be answered. */
  calls: Call[];
  /** The last call; throws when there was none. */
  lastCall: () => Call;
  /** Fires an event of the app's menus. */
  fire: (event: string, detail?: Answer) => void;
  /** The app defines its bridge and says so. */
  bridgeArrives: () => void;
  alerts: unknown[];
  logs: unknown[][];
};

export type PageOptions = {
  userAgent?: string;
  /** Whether the bridge is there before the script. */
  bridge?: boolean;
  /** What else the page has: a loader, another jWeixin. */
  globals?: Record<string, unknown>;
};

/** Loads the sandbox's jweixin into a page. */
export async function openPage(options: PageOptions = {}): Promise<Page> {
  const { userAgent = android, bridge = true, globals = {} } = options;
  const calls: Call[] = [];
  const listeners = new Map<string, Callback[]>();
  const onDocument = new Map<string, (() => void)[]>();
  const [alerts, logs]: [unknown[], unknown[][]] = [[], []];
  const app = {
    invoke: (name: string, parameters: Record<string, unknown>, answer: Callback) =>
      calls.push({ name, parameters, answer: answer ?? (() => undefined) }),
    on: (name: string, listener: Callback) => listeners.set(name, [...(listeners.get(name) ?? []), listener]),
  };
  const window: Record<string, unknown> = {
    navigator: { userAgent },
    location: { href: "https://shop.example/products/opal?from=x#top" },
    document: {
      title: "月光宝石",
      addEventListener: (type: string, work: () => void) =>
        onDocument.set(type, [...(onDocument.get(type) ?? []), work]),
    },
    alert: (text: string) => alerts.push(JSON.parse(text)),
    console: { log: (...parts: unknown[]) => logs.push(parts) },
    ...(bridge ? { WeixinJSBridge: app } : {}),
    ...globals,
  };
  window.window = window;
  const script = await pageScript("/open/js/jweixin-1.6.0.js");
  if (script === null) throw new Error("No jweixin");
  vm.runInNewContext(script, window);
  return {
    wx: window.wx as Wx,
    window,
    calls,
    lastCall: () => {
      const call = calls.at(-1);
      if (!call) throw new Error("The page asked nothing");
      return call;
    },
    fire: (event, detail = {}) => {
      for (const listener of listeners.get(event) ?? []) listener(detail);
    },
    bridgeArrives: () => {
      window.WeixinJSBridge = app;
      for (const work of onDocument.get("WeixinJSBridgeReady") ?? []) work();
    },
    alerts,
    logs,
  };
}

export const settings = {
  appId: "wx7f3c1e9a5b20d846",
  timestamp: 1414587457,
  nonceStr: "Wm3WZYTPz0wzccnW",
  signature: "0f9de62fce790f9a083d5c99e95740ceb90c27ed",
  jsApiList: ["openAddress", "scanQRCode", "onMenuShareTimeline"],
  openTagList: ["wx-open-launch-weapp"],
};

/** A page whose wx.config went through. */
export async function configuredPage(options: PageOptions = {}): Promise<Page> {
  const page = await openPage(options);
  page.wx.config?.(settings);
  page.lastCall().answer({ err_msg: "pre_verify_jsapi:ok" });
  return page;
}

/** Which callbacks ran, in order, with what they got. */
export function recorder() {
  const heard: [string, Answer][] = [];
  const hear = (name: string) => (answer: Answer) => heard.push([name, answer]);
  const names = ["success", "fail", "cancel", "complete", "trigger"];
  const callbacks = Object.fromEntries(names.map((name) => [name, hear(name)]));
  return { callbacks, heard, names: () => heard.map(([name]) => name) };
}
