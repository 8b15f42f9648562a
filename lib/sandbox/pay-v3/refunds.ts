import { z } from "zod";
import { type BookedRefund, findRefund, openRefund, type RefundRefusal } from "../books/refunds";
import { type BookedOrder, findOrder } from "../pay/order-book";
import { refuse, succeed, type V3Answer, type V3Code } from "./answer";
import { isAnswer } from "./authorization";
import { canonical, currency, fen, notifyUrl, readBody, text } from "./body";
import type { SignedCall } from "./call";
import { v3Sections } from "./sections";
import { rfc3339 } from "./time";

/** Refunds. (WeChat Pay v3, refund) */

const section = v3Sections.refund;

const schema = z
  .looseObject({
    transaction_id: text(32).optional(),
    out_trade_no: text(32).optional(),
    out_refund_no: z
      .string("应当是字符串")
      .regex(/^[0-9A-Za-z_\-|*@]{1,64}$/, "应当是 1 到 64 位的数字、字母和 _-|*@"),
    reason: text(80).optional(),
    notify_url: notifyUrl(256).optional(),
    funds_account: z.enum(["AVAILABLE", "UNSETTLED"], "应当是 AVAILABLE 或 UNSETTLED").optional(),
    amount: z.looseObject({ refund: fen(1), total: fen(1), currency }, "应当是 {refund, total, currency}"),
  })
  .refine((fields) => fields.transaction_id !== undefined || fields.out_trade_no !== undefined, {
    message: "transaction_id 和 out_trade_no 至少给一个",
    path: ["out_trade_no"],
  });
type RefundFields = z.infer<typeof schema>;

/** WeChat's words for what the books refuse. */
const refusals: Readonly<Record<RefundRefusal, readonly [V3Code, string]>> = {
  mismatch: ["INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试"],
  total_differs: ["INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试"],
  not_paid: ["INVALID_REQUEST", "订单未支付，不能退款"],
  overdue: ["INVALID_REQUEST", "订单已经超过退款期限"],
  too_many: ["INVALID_REQUEST", "订单退款次数超过限制"],
  too_much: ["INVALID_REQUEST", "申请退款金额大于订单可退金额"],
  poor: ["NOT_ENOUGH", "基本账户余额不足，请充值后重新发起"],
};

/** `POST /v3/refund/domestic/refunds`. The same number with the same amounts is the same refund. */
export async function createRefund(call: SignedCall): Promise<V3Answer> {
  const read = readBody(call, schema, section);
  if (isAnswer(read)) return read;
  const { fields, notes } = read;
  const order = await findOrder({
    transaction_id: fields.transaction_id ?? "",
    out_trade_no: fields.out_trade_no ?? "",
  });
  if (!order) {
    const given = fields.transaction_id ?? fields.out_trade_no ?? "";
    const why = { rule: "没有这个订单", section, field: "out_trade_no", given };
    return refuse("RESOURCE_NOT_EXISTS", "订单号不存在", why);
  }
  const opened = await openRefund(wishOf(fields, order));
  if ("refusal" in opened) {
    const [code, message] = refusals[opened.refusal];
    return refuse(code, message, { section, ...opened.why });
  }
  const { refund, repeated } = opened;
  const outcome = repeated ? `重入：${refund.status}` : `${refund.status} 退款已受理 ¥${yuan(refund.amount)}`;
  return succeed(refundFields(refund, order), outcome, [...notes, ...opened.notes]);
}

const wishOf = (fields: RefundFields, order: BookedOrder) => ({
  order,
  outRefundNo: fields.out_refund_no,
  amount: fields.amount.refund,
  total: fields.amount.total,
  reason: fields.reason ?? null,
  notifyUrl: fields.notify_url ?? null,
  api: "v3" as const,
  signType: "RSA",
  request: canonical(fields),
});

/** `GET /v3/refund/domestic/refunds/{out_refund_no}`. */
export async function queryRefund(_call: SignedCall, outRefundNo: string): Promise<V3Answer> {
  const found = await findRefund(outRefundNo);
  if (!found) {
    const rule = "没有这笔退款：申请没有成功，或者单号写错了";
    const why = { rule, section, field: "out_refund_no", given: outRefundNo };
    return refuse("RESOURCE_NOT_EXISTS", "退款单不存在", why);
  }
  const { order, ...refund } = found;
  return succeed(refundFields(refund, order), `${refund.status} ¥${yuan(refund.amount)}`);
}

const yuan = (amount: number): string => (amount / 100).toFixed(2);

/** What WeChat says about a refund, when it is asked for one and when it is asked about one. */
function refundFields(refund: BookedRefund, order: BookedOrder): Record<string, unknown> {
  const succeeded = refund.status === "SUCCESS" && refund.finishedAt !== null;
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.transactionId ?? "",
    out_trade_no: order.outTradeNo,
    channel: "ORIGINAL",
    user_received_account: refund.account,
    success_time: succeeded && refund.finishedAt ? rfc3339(refund.finishedAt) : undefined,
    create_time: rfc3339(refund.createdAt),
    status: refund.status,
    funds_account: "AVAILABLE",
    amount: {
      total: order.totalFee,
      refund: refund.amount,
      from: [],
      payer_total: order.totalFee,
      payer_refund: refund.amount,
      settlement_refund: refund.amount,
      settlement_total: order.totalFee,
      discount_refund: 0,
      currency: "CNY",
    },
    promotion_detail: [],
  };
}
