import { now, nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { type Explanation, sections } from "../explanation";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import { findByOutTradeNo } from "./order-book";
import { perform } from "./perform";

const section = sections.closeOrder;
const rules: CallRules = { required: ["out_trade_no"], optional: [], section };
const waitMs = 5 * 60_000;

/** `POST /pay/closeorder`: nobody can pay it any more. (WeChat Pay v2, close order) */
export function closeOrder(request: PayRequest): Promise<PayAnswer> {
  return perform(request, rules, close);
}

async function close(call: PayCall): Promise<PayAnswer> {
  const given = call.fields.out_trade_no ?? "";
  const why: Explanation = { section, field: "out_trade_no", given };
  const order = await findByOutTradeNo(given);
  if (!order) return refuse(call, "ORDERNOTEXIST", "订单不存在", { ...why, rule: "没有这个订单" });
  const { count } = await db().sandboxOrder.updateMany({
    where: { id: order.id, tradeState: "NOTPAY" },
    data: { tradeState: "CLOSED", closedAt: now() },
  });
  if (count === 1) return succeed(call, { result_msg: "OK" }, "关单成功", notesOf(order.createdAt));
  // Paid or closed in the meantime: read it again to say which.
  const current = await findByOutTradeNo(given);
  if (current?.tradeState === "CLOSED") {
    return refuse(call, "ORDERCLOSED", "订单已关闭", { ...why, rule: "订单已经关闭，不用再关" });
  }
  return refuse(call, "ORDERPAID", "订单已支付", {
    ...why,
    rule: "付过款的订单不能关闭",
    advice: "查单，把自己的订单改成已支付；要退钱就走退款",
  });
}

function notesOf(createdAt: Date): string[] {
  if (nowMs() - createdAt.getTime() >= waitMs) return [];
  return ["下单不到 5 分钟就关单：微信要求至少等 5 分钟，沙箱放过"];
}
