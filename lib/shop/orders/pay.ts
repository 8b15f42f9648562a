import type { Tx } from "../../db";
import { reserveAgain } from "./place";

/** Gems that a paid order earns: one for each whole yuan. */
export const gemsFor = (totalFen: number): number => Math.floor(totalFen / 100);

/**
 * Marks an order paid, in the transaction that settles its payment, and gives its buyer the gems.
 * Money that comes after the order was closed still counts: the stones are reserved again, and when they are
 * gone the order waits for a refund.
 * @returns the order's new state
 */
export async function markOrderPaid(tx: Tx, orderId: string, paidAt: Date): Promise<"paid" | "refund_due"> {
  const { count } = await tx.order.updateMany({
    where: { id: orderId, state: "pending" },
    data: { state: "paid", paidAt },
  });
  const onTime = count === 1;
  const late = { id: orderId, state: { in: ["cancelled", "expired"] } };
  const revived =
    !onTime && (await tx.order.count({ where: late })) === 1 && (await reserveAgain(tx, orderId));
  if (!onTime) {
    const data = revived ? { state: "paid", paidAt, closedAt: null } : { state: "refund_due", paidAt };
    await tx.order.updateMany({ where: late, data });
  }
  const state = onTime || revived ? "paid" : "refund_due";
  const { total, userId } = await tx.order.findUniqueOrThrow({ where: { id: orderId } });
  const note = onTime ? "" : revived ? "付款晚到，已为您重新留货" : "付款晚到，宝石已售出，将原路退款";
  await tx.orderEvent.create({ data: { orderId, kind: state, at: paidAt, note } });
  if (state === "paid") {
    await tx.user.update({ where: { id: userId }, data: { gems: { increment: gemsFor(total) } } });
  }
  return state;
}
