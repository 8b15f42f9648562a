import type { Payment } from "@/generated/prisma/sqlite/client";
import { db } from "../../db";
import { log } from "../../log";
import type { UnpaidOrder } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { ShopError } from "../errors";
import { isId } from "../ids";
import type { PaymentHandlers } from "./handlers";
import { paymentBehind } from "./refunded-order";
import { settlePayment } from "./settle";
import { signTypeOf } from "./sign-type";

export type PaymentState = "created" | "paid" | "closed";

const stateOf = (text: string): PaymentState => (text === "paid" || text === "closed" ? text : "created");

/** WeChat has no use for the number any more: the next tap opens another payment. */
async function closeOurs(outTradeNo: string): Promise<PaymentState> {
  const where = { outTradeNo, state: "created" };
  await db().payment.updateMany({ where, data: { state: "closed" } });
  const payment = await db().payment.findUniqueOrThrow({ where: { outTradeNo } });
  return stateOf(payment.state);
}

/** Paid, and refunded before we knew: the payment counts first, and what WeChat sent back is to be found in its books. */
async function settleRefunded(
  payment: Payment,
  answer: UnpaidOrder,
  handlers: PaymentHandlers,
): Promise<PaymentState> {
  const { outTradeNo, type } = payment;
  const facts = paymentBehind(answer);
  log.error("payment.refunded_elsewhere", { outTradeNo, settled: facts !== null });
  if (!facts) return stateOf(payment.state);
  await settlePayment(type, facts, handlers);
  return "paid";
}

/**
 * Asks WeChat about a payment and lets the answer take effect. (WeChat Pay v2 and v3, order query)
 * @returns the payment's state afterwards
 * @throws WechatError when WeChat does not say; PaymentMismatch when it says something that cannot be ours
 */
export async function askWechat(outTradeNo: string, handlers: PaymentHandlers): Promise<PaymentState> {
  const payment = await db().payment.findUnique({ where: { outTradeNo } });
  if (!payment) throw new ShopError("payment_not_found", "没有找到这笔付款");
  if (payment.state === "paid" || !payment.prepayAt) return stateOf(payment.state);
  const answer = await wxpay(signTypeOf(payment)).orderQuery({ out_trade_no: outTradeNo });
  switch (answer.trade_state) {
    case "SUCCESS":
      await settlePayment(payment.type, answer, handlers);
      return "paid";
    case "REFUND":
      return settleRefunded(payment, answer, handlers);
    case "CLOSED":
    case "REVOKED":
      return closeOurs(outTradeNo);
    case "NOTPAY":
    case "USERPAYING":
    case "PAYERROR":
    case "ACCEPT":
    case "UNKNOWN":
    case "NOTEXIST":
      return stateOf(payment.state);
  }
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
