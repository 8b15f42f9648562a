import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import type { Tx } from "../../db";
import { unwantedNumber } from "./number";
import { reserveAmount } from "./reserve";

const reasons = {
  refund_due: "付款晚到，宝石已售出",
  paid_twice: "重复付款",
} as const;

/**
 * Sends a payment back that bought nothing: written in the transaction that finds it out, so that the money is never
 * kept. Housekeeping sends it to WeChat within a minute.
 */
export async function refundUnwanted(tx: Tx, payment: Payment, why: keyof typeof reasons): Promise<void> {
  const { outTradeNo, orderId, userId, totalFee: amount } = payment;
  await reserveAmount(tx, { outTradeNo, amount });
  const at = now();
  const granted = { state: "granted", origin: "shop", restock: false, decidedAt: at, nextAttemptAt: at };
  await tx.refund.create({
    data: {
      outRefundNo: unwantedNumber(outTradeNo),
      outTradeNo,
      orderId,
      userId,
      amount,
      reason: reasons[why],
      requestedAt: at,
      ...granted,
    },
  });
}
