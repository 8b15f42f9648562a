import { type Answer, askServer, offlineMessage } from "./ask-server";

/** The argument of getBrandWCPayRequest, as our server signed it. */
type BridgeConf = Record<string, string>;
type BridgeResult = { err_msg?: string; err_desc?: string };
type Bridge = {
  invoke(name: string, argument: BridgeConf, callback: (result: BridgeResult) => void): void;
};
declare global {
  interface Window {
    WeixinJSBridge?: Bridge;
  }
}

type Prepared =
  | { ok: true; state?: "ready"; outTradeNo: string; conf: BridgeConf; location?: string }
  | { ok: true; state: "paid"; outTradeNo: string; location?: string }
  | { ok: false; message: string };
type Checked =
  | { ok: true; state: "paid" | "created" | "closed"; location?: string }
  | { ok: false; message: string };

/** How a tap on "pay" ended. Only "paid" is certain: our server has it from WeChat. */
export type PayOutcome =
  | { kind: "paid" | "cancelled" | "unconfirmed" | "outside" }
  | { kind: "elsewhere"; location: string }
  | { kind: "refused"; message: string };

const bridgeWaitMs = 3000;
/** Pauses before we ask our server again whether the money has come. */
const checkPausesMs = [0, 1000, 2000, 3000, 4000];

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** WeChat's bridge, which may come after the page; null outside WeChat. */
function bridge(): Promise<Bridge | null> {
  if (window.WeixinJSBridge) return Promise.resolve(window.WeixinJSBridge);
  if (!/MicroMessenger/i.test(navigator.userAgent)) return Promise.resolve(null);
  return new Promise((resolve) => {
    const done = () => resolve(window.WeixinJSBridge ?? null);
    document.addEventListener("WeixinJSBridgeReady", done, { once: true });
    setTimeout(done, bridgeWaitMs);
  });
}

const payResult = "get_brand_wcpay_request:";

/** Opens WeChat's payment sheet; the result is what it says, which proves nothing. */
function openSheet(wechat: Bridge, conf: BridgeConf): Promise<BridgeResult> {
  return new Promise((resolve) => {
    wechat.invoke("getBrandWCPayRequest", conf, (result) => {
      const message = result.err_msg ?? "";
      // Some versions answer first with another call's name, such as pre_verify_jsapi:ok. A sentence is a failure.
      const anotherCall = /^\w+:/.test(message) && !message.startsWith(payResult);
      if (!anotherCall) resolve(result);
    });
  });
}

/** Waits until our server knows of the money. */
async function confirmPaid(outTradeNo: string): Promise<PayOutcome> {
  for (const pause of checkPausesMs) {
    await sleep(pause);
    const answer = await askServer<Checked>(`/api/payments/${outTradeNo}/check`).catch(() => null);
    if (answer?.ok && answer.state === "paid") return { kind: "paid" };
  }
  return { kind: "unconfirmed" };
}

/** Pays what `prepayUrl` prepares: from the tap to our server's own word. */
export async function payWithWechat(prepayUrl: string): Promise<PayOutcome> {
  const prepared: Prepared = await askServer<Prepared & Answer>(prepayUrl).catch(() => ({
    ok: false,
    message: offlineMessage,
  }));
  if (!prepared.ok) return { kind: "refused", message: prepared.message };
  if (prepared.location) return { kind: "elsewhere", location: prepared.location };
  if (prepared.state === "paid") return { kind: "paid" };
  const wechat = await bridge();
  if (!wechat) return { kind: "outside" };
  const { err_msg = "", err_desc } = await openSheet(wechat, prepared.conf);
  if (err_msg === `${payResult}ok`) return confirmPaid(prepared.outTradeNo);
  if (err_msg === `${payResult}cancel`) return { kind: "cancelled" };
  const reason = err_msg.startsWith(payResult) ? "" : err_msg;
  return { kind: "refused", message: err_desc || reason || "支付没有完成，请重试" };
}
