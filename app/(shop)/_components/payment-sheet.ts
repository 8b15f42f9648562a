import type { BridgeConf } from "@/lib/wechat/wxpay";
import { inWechat, jssdk, kindOf } from "./use-jssdk";

type BridgeResult = { err_msg?: string; err_desc?: string };
type Bridge = {
  invoke(name: string, argument: BridgeConf, callback: (result: BridgeResult) => void): void;
};
declare global {
  interface Window {
    WeixinJSBridge?: Bridge;
  }
}

/** What WeChat's payment sheet says when it closes, which proves nothing. `unknown`: it has not said a word. */
export type SheetResult = "ok" | "cancel" | "unknown" | { refused: string };

const bridgeWaitMs = 3000;
/** As a rule the page was configured when it was opened. The bridge needs no configuration. */
const readyWaitMs = 2000;

const sleep = (ms: number) => new Promise<null>((resolve) => setTimeout(resolve, ms, null));

/** WeChat's bridge, which may come after the page; null outside WeChat. */
function bridge(): Promise<Bridge | null> {
  if (window.WeixinJSBridge) return Promise.resolve(window.WeixinJSBridge);
  if (!inWechat()) return Promise.resolve(null);
  return new Promise((resolve) => {
    const done = () => resolve(window.WeixinJSBridge ?? null);
    document.addEventListener("WeixinJSBridgeReady", done, { once: true });
    setTimeout(done, bridgeWaitMs);
  });
}

const bridgeAnswer = "get_brand_wcpay_request:";

/** By the bridge itself; null outside WeChat. (JSAPI call-up) */
async function byBridge(conf: BridgeConf): Promise<SheetResult | null> {
  const wechat = await bridge();
  if (!wechat) return null;
  return new Promise((resolve) => {
    wechat.invoke("getBrandWCPayRequest", conf, ({ err_msg = "", err_desc }) => {
      const ours = err_msg.startsWith(bridgeAnswer);
      const word = err_msg.slice(bridgeAnswer.length);
      if (ours && (word === "ok" || word === "cancel")) resolve(word);
      // Some versions answer first with another call's name, such as pre_verify_jsapi:ok. A sentence is a failure.
      else if (ours || !/^\w+:/.test(err_msg)) resolve({ refused: err_desc || (ours ? "" : err_msg) });
    });
  });
}

/** By the JS-SDK; null when it is not configured for this page, or not granted: then nothing has been shown. */
async function byJssdk({ appId, timeStamp, ...conf }: BridgeConf): Promise<SheetResult | null> {
  if (!inWechat()) return null;
  const configured = jssdk().then(async (client) => ({ client, config: await client.ready() }));
  const found = await Promise.race([configured, sleep(readyWaitMs)]).catch(() => null);
  // It pays as the app that the page is configured for, which may be another than the merchant's.
  if (found?.config.appId !== appId) return null;
  try {
    await found.client.call("chooseWXPay", { timestamp: timeStamp, ...conf });
    return "ok";
  } catch (error) {
    const [, said] =
      /^chooseWXPay:(?:fail)?[\s,_]*(.*)/.exec(error instanceof Error ? error.message : "") ?? [];
    if (said === undefined) return null;
    switch (kindOf(error)) {
      case "cancelled":
        return "cancel";
      case "timeout":
        return "unknown";
      case "failed":
        return { refused: said };
      case "denied":
      case "unsupported":
      case "unavailable":
        return null;
    }
  }
}

/** Opens WeChat's payment sheet over the page; null outside WeChat. */
export const openSheet = async (conf: BridgeConf): Promise<SheetResult | null> =>
  (await byJssdk(conf)) ?? byBridge(conf);
