import type { XmlFields } from "@/lib/wechat/xml";
import { type BookedRefund, findRefund, openRefund, type RefundRefusal } from "../books/refunds";
import { sections } from "../explanation";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import { checkFieldRules, type FieldRules, httpAddress, tooLong, wholeFen } from "./field-rules";
import { type BookedOrder, comparable, findOrder } from "./order-book";
import { perform } from "./perform";
import { yuan } from "./texts";

const section = sections.refund;

const rules: CallRules = {
  required: ["out_refund_no", "total_fee", "refund_fee"],
  optional: [
    "transaction_id",
    "out_trade_no",
    "refund_fee_type",
    "refund_desc",
    "refund_account",
    "notify_url",
  ],
  section,
  certificate: true,
  reference: async (fields) => {
    const known = await findRefund(fields.out_refund_no ?? "");
    return known ? (JSON.parse(known.request) as Record<string, string>) : null;
  },
};

const accounts = ["REFUND_SOURCE_UNSETTLED_FUNDS", "REFUND_SOURCE_RECHARGE_FUNDS"];

const fieldRules: FieldRules = {
  nonce_str: [tooLong("nonce_str", 32)],
  out_refund_no: [
    {
      test: (value) => /^[0-9A-Za-z_\-|*@]{1,64}$/.test(value),
      rule: "out_refund_no 是 1 到 64 位的数字、字母和 _-|*@，在商户号下唯一",
    },
  ],
  total_fee: [wholeFen("total_fee")],
  refund_fee: [wholeFen("refund_fee")],
  refund_fee_type: [{ test: (value) => value === "CNY", rule: "refund_fee_type 只有 CNY" }],
  refund_desc: [tooLong("refund_desc", 80)],
  refund_account: [
    { test: (value) => accounts.includes(value), rule: `refund_account 是 ${accounts.join(" 或 ")}` },
  ],
  notify_url: [tooLong("notify_url", 256), httpAddress("notify_url")],
};

/** `POST /secapi/pay/refund`: takes a refund on; whether it arrives comes later. (WeChat Pay v2, refund) */
export function refund(request: PayRequest): Promise<PayAnswer> {
  return perform(request, rules, async (call) => checkFieldRules(call, fieldRules, section) ?? find(call));
}

async function find(call: PayCall): Promise<PayAnswer> {
  const { transaction_id, out_trade_no } = call.fields;
  if (!transaction_id && !out_trade_no) {
    const rule = "transaction_id 和 out_trade_no 给一个";
    return refuse(call, "PARAM_ERROR", "缺少参数", { rule, section, field: "out_trade_no" });
  }
  const order = await findOrder(call.fields);
  if (order) return open(call, order);
  const rule = "没有这个订单";
  const given = transaction_id || out_trade_no || "";
  return refuse(call, "ORDERNOTEXIST", "订单号不存在", { rule, section, field: "out_trade_no", given });
}

async function open(call: PayCall, order: BookedOrder): Promise<PayAnswer> {
  const { fields, signType } = call;
  const opened = await openRefund({
    order,
    outRefundNo: fields.out_refund_no ?? "",
    amount: Number(fields.refund_fee),
    total: Number(fields.total_fee),
    reason: fields.refund_desc || null,
    notifyUrl: fields.notify_url || null,
    api: "v2",
    signType,
    request: JSON.stringify(comparable(fields)),
  });
  if ("refusal" in opened) {
    const [code, text] = texts[opened.refusal];
    return refuse(call, code, text, { section, ...opened.why });
  }
  const { refund: entered, repeated, notes } = opened;
  const outcome = `${repeated ? "重入：" : ""}退款申请已受理 ¥${yuan(entered.amount)}`;
  return succeed(call, answerFields(entered, order), outcome, notes);
}

const differs = "订单金额或退款金额与之前请求不一致，请核实后再试";

const texts: Readonly<Record<RefundRefusal, readonly [code: string, text: string]>> = {
  mismatch: ["REFUND_FEE_MISMATCH", differs],
  total_differs: ["REFUND_FEE_MISMATCH", differs],
  not_paid: ["ERROR", "订单未支付，不能退款"],
  overdue: ["TRADE_OVERDUE", "订单已经超过退款期限"],
  too_many: ["ERROR", "退款次数超过限制"],
  too_much: ["ERROR", "累计退款金额大于支付金额"],
  poor: ["NOTENOUGH", "余额不足"],
};

function answerFields(refund: BookedRefund, order: BookedOrder): XmlFields {
  return {
    transaction_id: order.transactionId ?? "",
    out_trade_no: order.outTradeNo,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_fee: refund.amount,
    coupon_refund_fee: 0,
    coupon_refund_count: 0,
    total_fee: order.totalFee,
    cash_fee: order.totalFee,
    cash_refund_fee: refund.amount,
  };
}
