import { now } from "@/lib/clock";
import { db, isDuplicate } from "@/lib/db";
import { type BookedOrder, newOpener, newPrepayId } from "../pay/order-book";
import { canonical } from "./body";
import type { OrderFields, V3TradeType } from "./order-fields";

/** Orders of v3 in WeChat Pay's books: beside v2's, with which they share the numbers. */

export interface NewV3Order {
  fields: OrderFields;
  tradeType: V3TradeType;
  /** Empty where anybody may pay. */
  openid: string;
  timeExpire: Date;
}

/** Enters an order. @returns null when the number has been taken in the meantime */
export async function createV3Order(order: NewV3Order): Promise<BookedOrder | null> {
  const { fields, tradeType, openid, timeExpire } = order;
  const at = now();
  const prepayId = newPrepayId();
  try {
    return await db().sandboxOrder.create({
      data: {
        mchId: fields.mchid,
        outTradeNo: fields.out_trade_no,
        appid: fields.appid,
        openid,
        body: fields.description,
        totalFee: fields.amount.total,
        tradeType,
        api: "v3",
        signType: "RSA",
        notifyUrl: fields.notify_url,
        attach: fields.attach ?? null,
        request: canonical(fields),
        prepayId,
        codeUrl: newOpener(tradeType, prepayId),
        prepayAt: at,
        timeExpire,
        createdAt: at,
      },
    });
  } catch (error) {
    if (isDuplicate(error)) return null;
    throw error;
  }
}
