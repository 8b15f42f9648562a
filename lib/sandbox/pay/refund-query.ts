import { db } from "@/lib/db";
import type { XmlFields } from "@/lib/wechat/xml";
import type { BookedRefund } from "../books/refunds";
import { sections } from "../explanation";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import type { BookedOrder } from "./order-book";
import { perform } from "./perform";
import { v2RefundStatus } from "./refund-status";
import { beijingText } from "./texts";

const section = sections.refundQuery;

const rules: CallRules = {
  required: [],
  optional: ["transaction_id", "out_trade_no", "out_refund_no", "refund_id", "offset"],
  section,
};

const pageSize = 10;

/** `POST /pay/refundquery`: what has become of a refund, or of an order's refunds. (WeChat Pay v2, refund query) */
export function refundQuery(request: PayRequest): Promise<PayAnswer> {
  return perform(request, rules, answer);
}

/** By the most telling number that is given: refund_id, out_refund_no, transaction_id, out_trade_no. */
function byNumber(fields: PayCall["fields"]) {
  if (fields.refund_id) return { refundId: fields.refund_id };
  if (fields.out_refund_no) return { outRefundNo: fields.out_refund_no };
  if (fields.transaction_id) return { order: { transactionId: fields.transaction_id } };
  return fields.out_trade_no ? { order: { outTradeNo: fields.out_trade_no } } : null;
}

async function answer(call: PayCall): Promise<PayAnswer> {
  const where = byNumber(call.fields);
  if (!where) {
    const rule = "refund_id、out_refund_no、transaction_id、out_trade_no 至少给一个";
    return refuse(call, "PARAM_ERROR", "缺少参数", { rule, section, field: "out_refund_no" });
  }
  const { offset } = call.fields;
  if (offset && !/^\d{1,4}$/.test(offset)) {
    const why = { rule: "offset 是不小于 0 的整数", section, field: "offset", given: offset };
    return refuse(call, "PARAM_ERROR", "offset参数格式错误", why);
  }
  const [found, total] = await Promise.all([
    db().sandboxRefund.findMany({
      where,
      orderBy: { id: "asc" },
      skip: Number(offset || 0),
      take: pageSize,
      include: { order: true },
    }),
    db().sandboxRefund.count({ where }),
  ]);
  const [first] = found;
  if (!first) return notFound(call, total, offset);
  const counted = offset ? { total_refund_count: total } : {};
  return succeed(
    call,
    { ...counted, ...pageFields(found, first.order) },
    outcomeOf(found),
    notesOf(total, offset),
  );
}

function notFound(call: PayCall, total: number, offset: string | undefined): PayAnswer {
  const rule = total > 0 ? "offset 超过了退款的笔数" : "没有这笔退款：申请没有成功，或者单号写错了";
  const why = { rule, section, field: total > 0 ? "offset" : "out_refund_no", given: offset ?? "" };
  return refuse(call, "REFUNDNOTEXIST", "退款订单查询失败", why);
}

const outcomeOf = (found: readonly BookedRefund[]): string =>
  found.map((refund) => v2RefundStatus(refund.status)).join("、");

function notesOf(total: number, offset: string | undefined): string[] {
  if (total <= pageSize || offset) return [];
  return [`这个订单有 ${total} 笔退款，一次最多给 ${pageSize} 笔：用 offset 翻页，或者按退款单号查`];
}

function pageFields(found: readonly BookedRefund[], order: BookedOrder): XmlFields {
  const head = {
    transaction_id: order.transactionId ?? "",
    out_trade_no: order.outTradeNo,
    total_fee: order.totalFee,
    fee_type: "CNY",
    cash_fee: order.totalFee,
    refund_count: found.length,
  };
  return Object.assign(head, ...found.map(numbered));
}

/** One refund's fields, each with its place on the page behind its name. */
function numbered(refund: BookedRefund, place: number): XmlFields {
  const arrived = refund.status === "SUCCESS" && refund.finishedAt;
  return {
    [`out_refund_no_${place}`]: refund.outRefundNo,
    [`refund_id_${place}`]: refund.refundId,
    [`refund_channel_${place}`]: "ORIGINAL",
    [`refund_fee_${place}`]: refund.amount,
    [`coupon_refund_fee_${place}`]: 0,
    [`coupon_refund_count_${place}`]: 0,
    [`refund_status_${place}`]: v2RefundStatus(refund.status),
    [`refund_account_${place}`]: "REFUND_SOURCE_RECHARGE_FUNDS",
    // WeChat misspells it.
    [`refund_recv_accout_${place}`]: refund.account,
    [`refund_success_time_${place}`]: arrived ? beijingText(arrived) : undefined,
  };
}
