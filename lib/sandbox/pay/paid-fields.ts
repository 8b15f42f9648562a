import { beijingTime } from "@/lib/wechat/time";
import type { XmlFields } from "@/lib/wechat/xml";
import { isPersonId, openidOf, readPerson } from "../people";
import type { BookedOrder } from "./order-book";

/** What a notification and a query say about a paid order. (WeChat Pay v2, payment notification) */
export async function paidFields(order: BookedOrder): Promise<XmlFields> {
  const payer = isPersonId(order.payerId) ? order.payerId : null;
  const follows = payer !== null && (await readPerson(payer)).follows;
  return {
    // An order that anybody may pay learns its payer's when it is paid.
    openid: payer === null ? order.openid : openidOf(order.appid, payer),
    is_subscribe: follows ? "Y" : "N",
    trade_type: order.tradeType,
    bank_type: "OTHERS",
    total_fee: order.totalFee,
    fee_type: "CNY",
    cash_fee: order.totalFee,
    cash_fee_type: "CNY",
    transaction_id: order.transactionId ?? undefined,
    out_trade_no: order.outTradeNo,
    attach: order.attach ?? undefined,
    time_end: order.paidAt ? beijingTime(order.paidAt) : undefined,
  };
}
