import { db } from "../../db";
import { isId } from "../ids";

/** One of the user's own payments, or null. `totalFee` is in fen. */
export async function paymentOf(userId: string, outTradeNo: string) {
  const amount = { body: true, totalFee: true };
  const select = { outTradeNo: true, type: true, tradeType: true, state: true, orderId: true, ...amount };
  return isId(outTradeNo) ? db().payment.findFirst({ where: { outTradeNo, userId }, select }) : null;
}
