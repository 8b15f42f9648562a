import vm from "node:vm";
import { vi } from "vitest";
import { bridgeScript } from "@/lib/sandbox/bridge-script";
import { android } from "./jweixin-support";

/** A page without a DOM: the bridge draws nothing until a call has a face. */

type Answer = Record<string, unknown>;
type Posted = { path: string; body: Record<string, unknown> };

export type BridgePage = {
  /** Calls the bridge and waits for its answer. */
  invoke: (name: string, parameters?: Record<string, unknown>) => Promise<Answer>;
  on: (event: string, listener: (detail: Answer) => void) => void;
  /** What the bridge posted to the sandbox, without what it only writes down. */
  asked: () => Posted[];
  /** What it had written into the ledger. */
  recorded: () => Record<string, unknown>[];
  /** What the sandbox answers to a path from now on. */
  answer: (path: string, body: unknown) => void;
  /** The sandbox does not answer to a path any more. */
  offline: (path: string) => void;
  /** The page goes to another address by itself. */
  moveTo: (address: string) => void;
  window: Record<string, unknown>;
};

const here = "http://localhost:3000/products/opal?from=x#top";

/** Puts the bridge into a page of the phone with this User-Agent. */
export async function bridgedPage({ userAgent = android, url = here } = {}): Promise<BridgePage> {
  const location = locationOf(url);
  const posted: Posted[] = [];
  const answers = new Map<string, unknown>([["bridge/jssdk/call", { ok: true }]]);
  const fetch = vi.fn(async (address: string, { body }: { body: string }) => {
    const path = address.replace("/sandbox/api/", "");
    posted.push({ path, body: JSON.parse(body) });
    if (!answers.has(path)) throw new Error("offline");
    return { json: async () => answers.get(path) };
  });
  const document = {
    title: "欧泊 · 月光宝石",
    readyState: "complete",
    addEventListener: () => undefined,
    dispatchEvent: () => true,
  };
  const window: Record<string, unknown> = {
    navigator: { userAgent },
    location,
    document,
    fetch,
    addEventListener: () => undefined,
    Event: class {},
    URL,
    setTimeout: (work: (...values: unknown[]) => void, _ms?: number, ...values: unknown[]) =>
      setTimeout(work, 0, ...values),
  };
  window.window = window;
  window.parent = window;
  vm.runInNewContext(await bridgeScript("never worn"), window);
  await vi.waitUntil(() => window.WeixinJSBridge);
  const bridge = window.WeixinJSBridge as {
    invoke: (name: string, parameters: unknown, callback: (answer: Answer) => void) => void;
    on: BridgePage["on"];
  };
  return {
    invoke: (name, parameters) =>
      new Promise((resolve) => bridge.invoke(name, parameters, (answer) => resolve({ ...answer }))),
    on: bridge.on,
    asked: () => posted.filter(({ path }) => path !== "bridge/jssdk/call"),
    recorded: () => posted.filter(({ path }) => path === "bridge/jssdk/call").map(({ body }) => body),
    answer: (path, body) => answers.set(path, body),
    offline: (path) => answers.delete(path),
    moveTo: (address) => Object.assign(location, locationOf(new URL(address, location.href).href)),
    window,
  };
}

function locationOf(address: string) {
  const { href, origin, pathname, hostname } = new URL(address);
  return { href, origin, pathname, hostname };
}

/** What jweixin adds to every call. */
export const signed = {
  appId: "wx1",
  verifyAppId: "wx1",
  verifySignType: "sha1",
  verifyTimestamp: "1414587457",
  verifyNonceStr: "abc",
  verifySignature: "0f9d",
};
