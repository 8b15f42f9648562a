import type { BookedOrder } from "../pay/order-book";
import { isPersonId, openidOf } from "../people";
import { rfc3339 } from "./time";

/** What a query, and a notice, says about an order. (WeChat Pay v3, order query) */

const descriptions: Readonly<Record<string, string>> = {
  SUCCESS: "支付成功",
  REFUND: "转入退款",
  NOTPAY: "订单未支付",
  CLOSED: "订单已关闭",
  USERPAYING: "用户支付中",
  PAYERROR: "支付失败，请重新下单支付",
};

export const describeState = (state: string): string => descriptions[state] ?? state;

/** Who paid; an order for anybody has no openid of its own. */
const payerOpenid = ({ appid, openid, payerId }: BookedOrder): string =>
  isPersonId(payerId) ? openidOf(appid, payerId) : openid;

/** The object that answers a query; of an order that was not paid, little. */
export function transaction(order: BookedOrder): Record<string, unknown> {
  const known = {
    appid: order.appid,
    mchid: order.mchId,
    out_trade_no: order.outTradeNo,
    trade_state: order.tradeState,
    trade_state_desc: describeState(order.tradeState),
    attach: order.attach ?? undefined,
  };
  if (order.transactionId === null || order.paidAt === null) {
    const payer = order.openid === "" ? undefined : { openid: order.openid };
    return { ...known, payer, amount: { total: order.totalFee, currency: "CNY" } };
  }
  return {
    ...known,
    transaction_id: order.transactionId,
    trade_type: order.tradeType,
    bank_type: "OTHERS",
    success_time: rfc3339(order.paidAt),
    payer: { openid: payerOpenid(order) },
    amount: {
      total: order.totalFee,
      payer_total: order.totalFee,
      currency: "CNY",
      payer_currency: "CNY",
    },
    promotion_detail: [],
  };
}
