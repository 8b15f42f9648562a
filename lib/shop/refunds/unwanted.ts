import type { Payment, Refund } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import type { Tx } from "../../db";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { formatFen } from "../money";
import { sentAgainNumber, unwantedNumber } from "./number";
import { placeAndSend } from "./place";
import { reserveAmount } from "./reserve";

const reasons = {
  refund_due: "付款晚到，宝石已售出",
  paid_twice: "重复付款",
} as const;

type Unwanted = Pick<
  Refund,
  "outRefundNo" | "outTradeNo" | "orderId" | "userId" | "amount" | "reason" | "decidedBy"
>;

async function insertUnwanted(tx: Tx, refund: Unwanted): Promise<void> {
  await reserveAmount(tx, refund);
  const at = now();
  const granted = { state: "granted", origin: "shop", restock: false, decidedAt: at, nextAttemptAt: at };
  await tx.refund.create({ data: { ...refund, requestedAt: at, ...granted } });
}

/**
 * Sends a payment back that bought nothing: written in the transaction that finds it out, so that the money is never
 * kept. Housekeeping sends it to WeChat within a minute.
 */
export async function refundUnwanted(tx: Tx, payment: Payment, why: keyof typeof reasons): Promise<void> {
  const { outTradeNo, orderId, userId, totalFee: amount } = payment;
  const outRefundNo = unwantedNumber(outTradeNo);
  const reason = reasons[why];
  await insertUnwanted(tx, { outRefundNo, outTradeNo, orderId, userId, amount, reason, decidedBy: null });
}

const closed = { state: "closed", origin: "shop" } as const;

/** Whether the operator can send it once more: WeChat closed it, and the money is still here. */
export const canSendAgain = ({ state, origin }: Pick<Refund, "state" | "origin">): boolean =>
  state === closed.state && origin === closed.origin;

/**
 * Sends money back once more that bought nothing and whose refund WeChat closed: as a new refund, since WeChat has ended the
 * number. The same one again sends nothing more. (WeChat Pay, refund)
 * @returns the new out_refund_no
 * @throws ShopError refund_not_found; refund_state for any other refund; refund_too_much when the money went back otherwise
 */
export async function sendUnwantedAgain(operatorId: string, closedNo: string): Promise<string> {
  return placeAndSend(sentAgainNumber(closedNo), async (tx) => {
    const refund = isId(closedNo) ? await tx.refund.findUnique({ where: { outRefundNo: closedNo } }) : null;
    if (!refund) throw new ShopError("refund_not_found", "没有找到这笔退款");
    if (!canSendAgain(refund)) throw new ShopError("refund_state", "这笔退款现在不能重新发起");
    const { outTradeNo, orderId, userId, amount, reason } = refund;
    const again = { outRefundNo: sentAgainNumber(closedNo), outTradeNo, orderId, userId, amount, reason };
    await insertUnwanted(tx, { ...again, decidedBy: operatorId });
    if (!orderId) return;
    const note = `${formatFen(amount)}，${reason}，重新退款`;
    await tx.orderEvent.create({ data: { orderId, kind: "refund_granted", note, at: now() } });
  });
}
