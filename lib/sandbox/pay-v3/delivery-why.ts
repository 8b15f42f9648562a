import { z } from "zod";
import { db } from "@/lib/db";
import { decryptAead } from "@/lib/wechat/crypto";
import { v3ResponseMessage } from "@/lib/wechat/payv3-crypto";
import { sandboxAccounts } from "../accounts";
import { type Reply, span, type Told } from "../delivery-why";
import type { Explanation, SignatureParts } from "../explanation";
import type { SentNotice } from "./notice-request";
import { probePrefix, signatureType } from "./seal";
import { v3Sections } from "./sections";

/** A delivery of v3 for the ledger: what was sent and signed, and what the reply means. */

const forgeryTexts: Readonly<Record<string, string>> = {
  signature: "签名是随便写的",
  unsigned: "没有签名",
  serial: "用不认识的密钥签名",
  stale: "10 分钟前的时间戳",
  body: "签的是别的内容",
  signtest: "签名探测",
  amount: "金额不对（签名正确）",
  currency: "币种不对（签名正确）",
  appid: "别人的 appid（签名正确）",
  mch_id: "别人的商户号（签名正确）",
  openid: "别人的 openid（签名正确）",
  number: "没有这个单号（签名正确）",
};

const subjects: Readonly<Record<string, string>> = {
  payment: "支付通知",
  refund: "退款通知",
  transfer: "转账通知",
  echo: "自测通知",
};

export interface Delivery {
  notice: {
    kind: string;
    subject: string;
    orderId: number | null;
    refundId: number | null;
    transferId: number | null;
  };
  attempt: number;
  /** Seconds until the next; null when there is none. */
  wait: number | null;
  reply: Reply;
  sent: SentNotice;
}

/** Tells how one attempt went. (WeChat Pay v3, notifications) */
export async function explainV3Delivery(delivery: Delivery): Promise<Told> {
  const { notice, sent } = delivery;
  const probe = sent.headers["wechatpay-signature"]?.startsWith(probePrefix) ?? false;
  const told =
    notice.kind === "genuine" ? genuine(delivery, probe) : forged(delivery, await isSettled(notice));
  const notes = [...(told.why.notes ?? []), decrypted(sent.body)];
  const signature = partsOf(sent);
  const why = { section: v3Sections.notice, ...(signature && { signature }), ...told.why, notes };
  return { ...told, why };
}

/** Whether what it is about was over before: a shop may then be content without looking at the rest. */
async function isSettled({ orderId, refundId, transferId }: Delivery["notice"]): Promise<boolean> {
  if (orderId !== null) {
    const order = await db().sandboxOrder.findUnique({ where: { id: orderId } });
    return order?.transactionId != null;
  }
  if (refundId !== null) {
    const refund = await db().sandboxRefund.findUnique({ where: { id: refundId } });
    return refund?.finishedAt != null;
  }
  const transfer = await db().sandboxTransfer.findUnique({ where: { id: transferId ?? 0 } });
  return ["SUCCESS", "FAIL", "CANCELLED"].includes(transfer?.state ?? "");
}

function partsOf({ headers, body }: SentNotice): SignatureParts | null {
  const timestamp = headers["wechatpay-timestamp"];
  const nonce = headers["wechatpay-nonce"];
  const given = headers["wechatpay-signature"];
  if (timestamp === undefined || nonce === undefined || given === undefined) return null;
  const values = { 时间戳: timestamp, 随机串: nonce, 请求体: body };
  return {
    signType: `${signatureType}，${headers["wechatpay-serial"]}`,
    parts: Object.entries(values).map(([name, value]) => ({ name, value })),
    leftOut: [],
    text: v3ResponseMessage(timestamp, nonce, body),
    expected: given,
    given,
    ok: true,
  };
}

const sealedBody = z.object({
  resource: z.object({ ciphertext: z.string(), nonce: z.string(), associated_data: z.string() }),
});

function decrypted(body: string): string {
  const { resource } = sealedBody.parse(JSON.parse(body));
  const { ciphertext, nonce, associated_data: associatedData } = resource;
  const text = decryptAead(ciphertext, { key: sandboxAccounts.pay.v3Key, nonce, associatedData });
  return `resource 解密以后：${text}`;
}

function genuine({ notice, attempt, wait, reply }: Delivery, probe: boolean): Told {
  const name = subjects[notice.subject] ?? "通知";
  const which = attempt === 1 ? name : `${name}（第 ${attempt} 次）`;
  if (probe) return probed(which, wait, reply);
  if (reply.acknowledged) return { outcome: `${which}：店铺已确认`, ok: true, why: {} };
  return {
    outcome: `${which}：${complaint(reply)}，${again(wait)}`,
    ok: false,
    why: {
      rule: "只有 HTTP 200 或 204 才算收到，应答体不看；5 秒内要应答",
      expected: "HTTP 200 或 204",
      given: said(reply),
    },
  };
}

function probed(which: string, wait: number | null, reply: Reply): Told {
  const outcome = `${which}（签名探测）`;
  if (!reply.acknowledged) return { outcome: `${outcome}：店铺没有放过，${again(wait)}`, ok: true, why: {} };
  return {
    outcome: `${outcome}：店铺没有验签！`,
    ok: false,
    why: {
      rule: `Wechatpay-Signature 以 ${probePrefix} 开头的是微信的探测：验签一定失败，要回答 4xx 或 5xx`,
      section: v3Sections.verify,
      given: said(reply),
      advice: "按验签失败处理，不要报警，也不要处理通知的内容",
    },
  };
}

function forged({ notice, reply }: Delivery, settled: boolean): Told {
  const { kind } = notice;
  const outcome = `伪造通知（${forgeryTexts[kind] ?? kind}）：`;
  if (!reply.acknowledged) return { outcome: `${outcome}店铺识破了`, ok: true, why: {} };
  const rule =
    "收到通知先用 Wechatpay-Serial 指的密钥验签、看时间戳，解密以后再核对商户号、appid、金额、币种和 openid";
  if (settled && !isSeal(kind)) {
    return { outcome: `${outcome}店铺回答成功（早已处理过）`, ok: true, why: { notes: [rule] } };
  }
  const why: Explanation = {
    rule,
    field: isSeal(kind) ? "Wechatpay-Signature" : kind,
    advice: "任何一项不符都不能改订单，要回答 4xx 或 5xx",
  };
  return { outcome: `${outcome}店铺信以为真！`, ok: false, why };
}

const isSeal = (kind: string): boolean =>
  ["signature", "unsigned", "serial", "stale", "body", "signtest"].includes(kind);
const again = (wait: number | null): string => (wait === null ? "不再重发" : `${span(wait)}后重发`);
const complaint = (reply: Reply): string =>
  reply.status === 0 ? reply.text : `店铺回答 HTTP ${reply.status}`;
const said = (reply: Reply): string =>
  reply.status === 0 ? reply.text : `HTTP ${reply.status} ${reply.text.slice(0, 200)}`;
