import { db } from "@/lib/db";
import { decryptReqInfo } from "@/lib/wechat/crypto";
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
  number: "没有这个单号（签名正确）",
  appid: "别人的 appid（签名正确）",
  mch_id: "别人的商户号（签名正确）",
  openid: "别人的 openid（签名正确）",
};

/** Of a refund it is encryption that shows who wrote it. */
const refundForgeryTexts: Readonly<Record<string, string>> = {
  signature: "用错误密钥加密",
  unsigned: "没有加密",
  amount: "退款金额不对",
  number: "没有这个退款单号",
  appid: "别人的 appid",
  mch_id: "别人的商户号",
};

export interface Told {
  outcome: string;
  ok: boolean;
  why: Explanation;
}

export interface Delivered {
  subject: string;
  kind: string;
  body: string;
  orderId: number | null;
  refundId: number | null;
}

/** A delivery for the ledger: what was sent, how it was signed, what the reply means. */
export async function explainDelivery(
  notice: Delivered,
  attempt: number,
  wait: number | null,
  reply: Reply,
): Promise<Told> {
  if (notice.subject === "refund") return explainRefund(notice, attempt, wait, reply);
  const order = await db().sandboxOrder.findUnique({ where: { id: notice.orderId ?? 0 } });
  const params = parseXml(notice.body);
  const signType = order?.signType === "MD5" ? "MD5" : "HMAC-SHA256";
  const signature = signatureParts({ params, field: "sign", key: sandboxAccounts.pay.key, signType });
  const settled = order?.tradeState === "SUCCESS" || order?.tradeState === "REFUND";
  const told =
    notice.kind === "genuine"
      ? genuine("支付通知", attempt, wait, reply)
      : forged(forgeryTexts[notice.kind] ?? notice.kind, notice.kind, settled, reply);
  // What the sandbox sends itself is no mistake of anybody's, so only its parts are shown.
  return { ...told, why: { section: sections.payNotice, signature, ...told.why } };
}

async function explainRefund(
  notice: Delivered,
  attempt: number,
  wait: number | null,
  reply: Reply,
): Promise<Told> {
  const refund = await db().sandboxRefund.findUnique({ where: { id: notice.refundId ?? 0 } });
  const settled = refund !== null && refund.status !== "PROCESSING";
  const told =
    notice.kind === "genuine"
      ? genuine("退款通知", attempt, wait, reply)
      : forged(refundForgeryTexts[notice.kind] ?? notice.kind, notice.kind, settled, reply);
  return { ...told, why: { section: sections.refundNotice, notes: [contentOf(notice.body)], ...told.why } };
}

/** What stands in a refund's notification, since nobody reads it as it is. */
function contentOf(body: string): string {
  try {
    return `解密以后：${decryptReqInfo(parseXml(body).req_info ?? "", sandboxAccounts.pay.key)}`;
  } catch {
    return "用商户的密钥解不开";
  }
}

function genuine(what: string, attempt: number, wait: number | null, reply: Reply): Told {
  const which = attempt === 1 ? what : `${what}（第 ${attempt} 次）`;
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

function forged(what: string, kind: string, settled: boolean, reply: Reply): Told {
  const outcome = `伪造通知（${what}）：`;
  if (!reply.acknowledged) return { outcome: `${outcome}店铺识破了`, ok: true, why: {} };
  const advice = "任何一项不符都不能改订单，也不要回答 SUCCESS";
  const rule = "收到通知要核对签名、appid、mch_id、单号、金额和 openid；退款通知要能用商户密钥解开";
  // Of what was settled already a shop may say SUCCESS before it looks at the rest.
  if (settled && kind !== "signature" && kind !== "unsigned") {
    return { outcome: `${outcome}店铺回答 SUCCESS（这一单早已处理过）`, ok: true, why: { notes: [rule] } };
  }
  return { outcome: `${outcome}店铺信以为真！`, ok: false, why: { rule, field: fieldOf(kind), advice } };
}

const fieldOf = (kind: string): string => {
  if (kind === "amount") return "total_fee";
  return kind === "signature" || kind === "unsigned" ? "sign" : kind;
};

/** Seconds in words. */
export function span(seconds: number): string {
  if (seconds < 60) return `${seconds} 秒`;
  return seconds < 3600 ? `${seconds / 60} 分钟` : `${seconds / 3600} 小时`;
}
