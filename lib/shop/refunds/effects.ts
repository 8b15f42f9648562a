import type { Payment, Refund, RefundItem } from "@/generated/prisma/sqlite/client";
import type { Tx } from "../../db";
import { changeGems, gemsFor } from "../gems";
import { daysFor, shortenMembership } from "../membership";
import { refundableStates } from "../orders/states";
import { enqueueCatalogueChange } from "../outbox";

export type DoneRefund = Refund & { payment: Payment; items: RefundItem[] };

/** Fen of a payment that are back, before this refund and with it. */
type Back = { before: number; after: number };

/**
 * How much is back of a payment. Its row is taken first: of two refunds that end at once, the second counts the first.
 */
async function countBack(tx: Tx, { outRefundNo, outTradeNo, amount }: DoneRefund): Promise<Back> {
  await tx.$executeRaw`UPDATE payments SET state = state WHERE out_trade_no = ${outTradeNo}`;
  const where = { outTradeNo, state: "success", outRefundNo: { not: outRefundNo } };
  const { _sum } = await tx.refund.aggregate({ where, _sum: { amount: true } });
  const before = _sum.amount ?? 0;
  return { before, after: before + amount };
}

/** Puts the stones on sale again. */
async function restock(tx: Tx, { items }: DoneRefund): Promise<void> {
  const sorted = [...items].sort((a, b) => (a.productId < b.productId ? -1 : 1));
  for (const { productId, quantity } of sorted) {
    await tx.product.update({ where: { id: productId }, data: { stock: { increment: quantity } } });
  }
  if (sorted.length === 0) return;
  await enqueueCatalogueChange(
    tx,
    sorted.map(({ productId }) => productId),
  );
}

/** Whether everything that was ever paid for an order is back. */
async function isAllBack(tx: Tx, orderId: string): Promise<boolean> {
  const [paid, back] = [
    await tx.payment.aggregate({ where: { orderId, state: "paid" }, _sum: { totalFee: true } }),
    await tx.refund.aggregate({ where: { orderId, state: "success" }, _sum: { amount: true } }),
  ];
  return (back._sum.amount ?? 0) >= (paid._sum.totalFee ?? 0);
}

/** Money that bought nothing is back: an order that waited for that is at its end. */
async function endUnwanted(tx: Tx, orderId: string, at: Date): Promise<void> {
  if (!(await isAllBack(tx, orderId))) return;
  const where = { id: orderId, state: "refund_due" };
  await tx.order.updateMany({ where, data: { state: "refunded", closedAt: at } });
}

async function takeBackOrder(tx: Tx, refund: DoneRefund, back: Back, orderId: string, at: Date) {
  const { outRefundNo, userId, payment } = refund;
  if (refund.origin === "shop") return endUnwanted(tx, orderId, at);
  const { totalFee } = payment;
  if (back.after >= totalFee) {
    const where = { id: orderId, state: { in: [...refundableStates] } };
    await tx.order.updateMany({ where, data: { state: "refunded", closedAt: at } });
  }
  if (refund.restock) await restock(tx, refund);
  const delta = gemsFor(totalFee - back.after) - gemsFor(totalFee - back.before);
  await changeGems(tx, { userId, kind: "taken", ref: outRefundNo, delta, at });
}

/**
 * Takes back what a refunded payment had bought, in the transaction that ends the refund: an order's gems, and its
 * stones onto the shelf; of a membership as many days as were paid back. Payments of another type bought nothing that
 * is known here: add a branch for yours.
 */
export async function takeBack(tx: Tx, refund: DoneRefund, at: Date): Promise<void> {
  const back = await countBack(tx, refund);
  const { orderId, userId, payment } = refund;
  if (orderId) return takeBackOrder(tx, refund, back, orderId, at);
  if (payment.type !== "vip") return;
  const { totalFee } = payment;
  await shortenMembership(tx, userId, daysFor(back.after, totalFee) - daysFor(back.before, totalFee));
}
