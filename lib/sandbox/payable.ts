import { type Explanation, sections } from "./explanation";
import { type BookedOrder, isOverdue } from "./pay/order-book";
import { openidOf, type PersonId, personByOpenid } from "./people";

const section = sections.callUp;

/** Why this person cannot pay this order now, in the words that the phone shows; null when they can. */
export function payable(order: BookedOrder, payer: PersonId): { text: string; why: Explanation } | null {
  if (order.tradeState === "SUCCESS" || order.tradeState === "REFUND") {
    return { text: "该订单已支付", why: { section, rule: "付过款的订单不能再付", given: order.outTradeNo } };
  }
  if (order.tradeState !== "NOTPAY") {
    return { text: "该订单已关闭", why: { section, rule: "关闭了的订单不能再付", given: order.outTradeNo } };
  }
  if (isOverdue(order)) {
    const given = order.timeExpire?.toISOString() ?? "";
    const rule = "过了 time_expire，订单就付不了了";
    return { text: "该订单已过期", why: { section, rule, field: "time_expire", given } };
  }
  // A QR code, a browser's order and an app's name nobody: whoever opens it pays.
  if (order.openid === "") return null;
  const openid = openidOf(order.appid, payer);
  if (openid === order.openid) return null;
  const owner = personByOpenid(order.appid, order.openid)?.nickname ?? "别人";
  const rule = `付款人必须是下单时的 openid：这一单是给${owner}下的`;
  return {
    text: "下单账号与支付账号不一致，请核实后再支付",
    why: { section, rule, field: "openid", expected: order.openid, given: openid },
  };
}
