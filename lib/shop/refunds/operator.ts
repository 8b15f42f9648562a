import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import type { Tx } from "../../db";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { formatFen } from "../money";
import { refundNumber } from "./number";
import { placeAndSend } from "./place";
import { isRefundable, priceOf, restOf, takeOrder } from "./refundable";
import { linesOf, reasonOf } from "./request";
import { type RefundLine, reserveAmount, reserveItems } from "./reserve";

export type OperatorRefund = {
  /** All that is left; some stones, for their price or for an amount in fen; or an amount alone. */
  what: "all" | { items: RefundLine[]; amount?: number } | { amount: number };
  reason: string;
  /** Whether the stones go on sale again; default yes. */
  restock?: boolean | undefined;
  /** What the form was given: a form that is sent twice refunds once. */
  once?: string | undefined;
};

type Part = { lines: RefundLine[]; amount: number };

function wholeFen(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 1) throw new ShopError("invalid", "退款金额应大于 0");
  return amount;
}

/** What an operator's wish comes to: stones are paid back by the order's prices, as far as money is left. */
function partOf(
  { order, payment }: Awaited<ReturnType<typeof takeOrder>>,
  what: OperatorRefund["what"],
): Part {
  if (what !== "all" && !("items" in what)) return { lines: [], amount: wholeFen(what.amount) };
  const rest = restOf(payment);
  if (what === "all") {
    const lines = order.items.some(({ quantity, refunded }) => refunded < quantity)
      ? linesOf(order, what)
      : [];
    return { lines, amount: rest };
  }
  const lines = linesOf(order, what.items);
  const price = Math.min(priceOf(order.items, lines), rest);
  return { lines, amount: what.amount === undefined ? price : wholeFen(what.amount) };
}

type Granted = Pick<Payment, "outTradeNo" | "userId" | "orderId"> & Part;

async function insertGranted(
  tx: Tx,
  outRefundNo: string,
  { lines, ...part }: Granted,
  by: { operatorId: string; reason: string; restock: boolean },
): Promise<void> {
  if (part.amount < 1) throw new ShopError("refund_too_much", "这笔付款已经没有可退的金额");
  await reserveAmount(tx, part);
  const at = now();
  const { operatorId, reason, restock } = by;
  const decided = { state: "granted", origin: "operator", decidedBy: operatorId, decidedAt: at };
  await tx.refund.create({
    data: {
      outRefundNo,
      ...part,
      ...decided,
      reason,
      restock,
      requestedAt: at,
      nextAttemptAt: at,
      items: { create: lines },
    },
  });
  const { orderId, amount } = part;
  if (!orderId) return;
  const note = `${formatFen(amount)}，${reason}`;
  await tx.orderEvent.create({ data: { orderId, kind: "refund_granted", note, at } });
}

/**
 * The operator sends money back without being asked: all that is left of an order, some stones, or an amount.
 * @param operatorId who decides, for the record
 * @returns the out_refund_no; of the first refund when the same form came before
 * @throws ShopError order_not_found, order_state, invalid; refund_too_much above what the payment has left
 */
export async function refundAsOperator(
  operatorId: string,
  orderId: string,
  { what, reason, restock = true, once }: OperatorRefund,
): Promise<string> {
  if (!isId(orderId)) throw new ShopError("order_not_found", "没有找到这笔订单");
  const by = { operatorId, reason: reasonOf(reason), restock };
  const outRefundNo = refundNumber(`operator/${orderId}`, once);
  return placeAndSend(outRefundNo, async (tx) => {
    const taken = await takeOrder(tx, { id: orderId });
    const part = partOf(taken, what);
    if (part.lines.length > 0) await reserveItems(tx, orderId, part.lines);
    const { outTradeNo, userId } = taken.payment;
    await insertGranted(tx, outRefundNo, { outTradeNo, userId, orderId, ...part }, by);
  });
}

/**
 * The operator sends a payment back that has no order, such as a membership's: all that is left, or an amount (fen).
 * What it bought is taken back when the money is: see effects.ts.
 * @returns the out_refund_no
 * @throws ShopError payment_not_found, order_state, invalid; refund_too_much above what the payment has left
 */
export async function refundPaymentAsOperator(
  operatorId: string,
  outTradeNo: string,
  { amount, reason, once }: { amount?: number | undefined; reason: string; once?: string | undefined },
): Promise<string> {
  const by = { operatorId, reason: reasonOf(reason), restock: false };
  const outRefundNo = refundNumber(`operator/${outTradeNo}`, once);
  return placeAndSend(outRefundNo, async (tx) => {
    const where = { outTradeNo, orderId: null, state: "paid" };
    const { count } = isId(outTradeNo)
      ? await tx.payment.updateMany({ where, data: { state: "paid" } })
      : { count: 0 };
    if (count === 0) throw new ShopError("payment_not_found", "没有找到这笔付款");
    const payment = await tx.payment.findUniqueOrThrow({ where: { outTradeNo }, include: { refunds: true } });
    if (!isRefundable(payment)) throw new ShopError("order_state", "付款已超过一年，微信不能再原路退回");
    const { userId, orderId } = payment;
    const part = { lines: [], amount: amount === undefined ? restOf(payment) : wholeFen(amount) };
    await insertGranted(tx, outRefundNo, { outTradeNo, userId, orderId, ...part }, by);
  });
}
