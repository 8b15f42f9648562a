import { sections } from "../explanation";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import { type BookedOrder, findOrder, isOverdue } from "./order-book";
import { paidFields } from "./paid-fields";
import { perform } from "./perform";

const section = sections.orderQuery;
const rules: CallRules = {
  required: [],
  optional: ["transaction_id", "out_trade_no", "version"],
  section,
};

/** `POST /pay/orderquery`: what has become of an order. (WeChat Pay v2, order query) */
export function orderQuery(request: PayRequest): Promise<PayAnswer> {
  return perform(request, rules, find);
}

async function find(call: PayCall): Promise<PayAnswer> {
  const { transaction_id, out_trade_no } = call.fields;
  if (!transaction_id && !out_trade_no) {
    const rule = "transaction_id 和 out_trade_no 至少给一个";
    return refuse(call, "LACK_PARAMS", "缺少参数", { rule, section, field: "out_trade_no" });
  }
  const order = await findOrder(call.fields);
  if (order) return answer(call, order);
  const rule = "没有这个订单：下单没有成功，或者订单号写错了";
  const given = transaction_id || out_trade_no || "";
  return refuse(call, "ORDERNOTEXIST", "此交易订单号不存在", { rule, section, field: "out_trade_no", given });
}

const descriptions: Readonly<Record<string, string>> = {
  SUCCESS: "支付成功",
  REFUND: "订单发生过退款，退款详情请查询退款单",
  NOTPAY: "订单未支付",
  CLOSED: "订单已关闭",
  PAYERROR: "支付失败，请重新下单支付",
  USERPAYING: "用户支付中",
};

async function answer(call: PayCall, order: BookedOrder): Promise<PayAnswer> {
  const { tradeState, outTradeNo, attach } = order;
  const state = { trade_state: tradeState, trade_state_desc: descriptions[tradeState] ?? tradeState };
  const outcome = `${tradeState} ${descriptions[tradeState] ?? ""}`.trim();
  // Of an order in another state WeChat promises these fields only.
  const unpaid = { out_trade_no: outTradeNo, attach: attach ?? undefined };
  const paid = tradeState === "SUCCESS" || tradeState === "REFUND";
  const fields = paid ? await paidFields(order) : unpaid;
  const notes =
    tradeState === "NOTPAY" && isOverdue(order)
      ? ["time_expire 已过，付不了款了，但状态仍是 NOTPAY：要不要关单由商户决定"]
      : [];
  return succeed(call, { ...fields, ...state }, outcome, notes);
}
