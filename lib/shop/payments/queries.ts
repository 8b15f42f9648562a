import { db } from "../../db";
import { isId } from "../ids";

/** One of the user's own payments, or null. `totalFee` is in fen. */
export async function paymentOf(userId: string, outTradeNo: string) {
  const select = { outTradeNo: true, type: true, state: true, body: true, totalFee: true, orderId: true };
  return isId(outTradeNo) ? db().payment.findFirst({ where: { outTradeNo, userId }, select }) : null;
}
