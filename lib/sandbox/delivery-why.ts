import { db } from "@/lib/db";
import { parseXml } from "@/lib/wechat/xml";
import { sandboxAccounts } from "./accounts";
import { type Explanation, sections } from "./explanation";
import { signatureParts } from "./signature/parts";

/** What the shop said to a notification. */
export interface Reply {
  /** 0 when no answer came. */
  status: number;
  text: string;
  acknowledged: boolean;
  durationMs: number;
}

const forgeryTexts: Readonly<Record<string, string>> = {
  signature: "用错误密钥签名",
  unsigned: "没有签名",
  amount: "金额不对（签名正确）",
  appid: "别人的 appid（签名正确）",
  mch_id: "别人的商户号（签名正确）",
  openid: "别人的 openid（签名正确）",
};

interface Told {
  outcome: string;
  ok: boolean;
  why: Explanation;
}

/** A delivery for the ledger: what was sent, how it was signed, what the reply means. */
export async function explainDelivery(
  notice: { kind: string; body: string; orderId: number },
  attempt: number,
  wait: number | null,
  reply: Reply,
): Promise<Told> {
  const order = await db().sandboxOrder.findUnique({ where: { id: notice.orderId } });
  const params = parseXml(notice.body);
  const signType = order?.signType === "MD5" ? "MD5" : "HMAC-SHA256";
  const signature = signatureParts({ params, field: "sign", key: sandboxAccounts.pay.key, signType });
  const told =
    notice.kind === "genuine"
      ? genuine(attempt, wait, reply)
      : forged(notice.kind, order?.tradeState ?? "", reply);
  // What the sandbox sends itself is no mistake of anybody's, so only its parts are shown.
  return { ...told, why: { section: sections.payNotice, signature, ...told.why } };
}

function genuine(attempt: number, wait: number | null, reply: Reply): Told {
  const which = attempt === 1 ? "支付通知" : `支付通知（第 ${attempt} 次）`;
  if (reply.acknowledged) return { outcome: `${which}：店铺已确认`, ok: true, why: {} };
  const next = wait === null ? "不再重发" : `${span(wait)}后重发`;
  return {
    outcome: `${which}：${complaint(reply)}，${next}`,
    ok: false,
    why: {
      rule: "只有 2xx 并且 XML 里 return_code 是 SUCCESS 才算收到，5 秒内要应答",
      expected: "<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>",
      given: reply.status === 0 ? reply.text : `HTTP ${reply.status} ${reply.text.slice(0, 200)}`,
    },
  };
}

function complaint(reply: Reply): string {
  if (reply.status === 0) return reply.text;
  if (reply.status < 200 || reply.status > 299) return `店铺回答 HTTP ${reply.status}`;
  return "店铺没有回答 SUCCESS";
}

function forged(kind: string, tradeState: string, reply: Reply): Told {
  const outcome = `伪造通知（${forgeryTexts[kind] ?? kind}）：`;
  if (!reply.acknowledged) return { outcome: `${outcome}店铺识破了`, ok: true, why: {} };
  const advice = "任何一项不符都不能改订单，也不要回答 SUCCESS";
  const rule = "收到通知要核对签名、appid、mch_id、金额和 openid";
  // Of an order that was settled already a shop may say SUCCESS before it looks at the rest.
  const settled = tradeState === "SUCCESS" && kind !== "signature" && kind !== "unsigned";
  if (settled) {
    return { outcome: `${outcome}店铺回答 SUCCESS（订单早已付款）`, ok: true, why: { notes: [rule] } };
  }
  return { outcome: `${outcome}店铺信以为真！`, ok: false, why: { rule, field: fieldOf(kind), advice } };
}

const fieldOf = (kind: string): string => {
  if (kind === "amount") return "total_fee";
  return kind === "signature" || kind === "unsigned" ? "sign" : kind;
};

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} 秒`;
  return seconds < 3600 ? `${seconds / 60} 分钟` : `${seconds / 3600} 小时`;
}
