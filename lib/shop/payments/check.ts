import { db } from "../../db";
import { wxpay } from "../../weixin";
import { ShopError } from "../errors";
import { isId } from "../ids";
import type { PaymentHandlers } from "./handlers";
import { settlePayment } from "./settle";

export type PaymentState = "created" | "paid" | "closed";

const stateOf = (text: string): PaymentState => (text === "paid" || text === "closed" ? text : "created");

/**
 * Asks WeChat about a payment and lets the answer take effect.
 * @returns the payment's state afterwards
 * @throws WechatError when WeChat does not say; PaymentMismatch when it says something that cannot be ours
 */
export async function askWechat(outTradeNo: string, handlers: PaymentHandlers): Promise<PaymentState> {
  const payment = await db().payment.findUnique({ where: { outTradeNo } });
  if (!payment) throw new ShopError("payment_not_found", "没有找到这笔付款");
  if (payment.state === "paid" || !payment.prepayId) return stateOf(payment.state);
  const answer = await wxpay().orderQuery({ out_trade_no: outTradeNo });
  if (answer.trade_state !== "SUCCESS") return stateOf(payment.state);
  await settlePayment(payment.type, answer, handlers);
  return "paid";
}

/**
 * What became of one of the user's own payments: our record, or WeChat's word while no notification has come.
 * @throws ShopError payment_not_found, wechat_unavailable
 */
export async function checkPayment(
  userId: string,
  outTradeNo: string,
  handlers: PaymentHandlers,
): Promise<PaymentState> {
  const payment = isId(outTradeNo) ? await db().payment.findFirst({ where: { outTradeNo, userId } }) : null;
  if (!payment) throw new ShopError("payment_not_found", "没有找到这笔付款");
  if (payment.state === "paid") return "paid";
  return askWechat(outTradeNo, handlers);
}
