import type { BridgeConf } from "@/lib/wechat/wxpay";
import { type Answer, askServer, locationOf, offlineMessage } from "./ask-server";
import { openSheet } from "./payment-sheet";

type Prepared =
  | { ok: true; state?: "ready"; outTradeNo: string; conf: BridgeConf; location?: string }
  | { ok: true; state: "paid"; outTradeNo: string; location?: string }
  | Extract<Answer, { ok: false }>;
type Checked =
  | { ok: true; state: "paid" | "created" | "closed"; location?: string }
  | { ok: false; message: string };

/** How a tap on "pay" ended. Only "paid" is certain: our server has it from WeChat. */
export type PayOutcome =
  | { kind: "paid" | "cancelled" | "unconfirmed" | "outside" }
  | { kind: "elsewhere"; location: string }
  | { kind: "refused"; message: string };

/** Pauses before we ask our server again whether the money has come. */
const checkPausesMs = [0, 1000, 2000, 3000, 4000];

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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
  const location = locationOf(prepared);
  if (location) return { kind: "elsewhere", location };
  if (!prepared.ok) return { kind: "refused", message: prepared.message };
  if (prepared.state === "paid") return { kind: "paid" };
  const result = await openSheet(prepared.conf);
  switch (result) {
    case null:
      return { kind: "outside" };
    case "cancel":
      return { kind: "cancelled" };
    case "ok":
    case "unknown":
      return confirmPaid(prepared.outTradeNo);
    default:
      return { kind: "refused", message: result.refused || "支付没有完成，请重试" };
  }
}
