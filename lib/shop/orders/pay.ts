import type { Tx } from "../../db";
import { reserveAgain } from "./place";

/** Gems that a paid order earns: one for each whole yuan. */
export const gemsFor = (totalFen: number): number => Math.floor(totalFen / 100);

type PaidState = "paid" | "refund_due" | "paid_twice";

const notes: Record<PaidState | "revived", string> = {
  paid: "",
  revived: "付款晚到，已为您重新留货",
  refund_due: "付款晚到，宝石已售出，将原路退款",
  paid_twice: "这笔订单付了两次，多付的将原路退款",
};

/** Lets money count that came after the order was closed: the stones are reserved again, or it waits for a refund. */
async function payLate(tx: Tx, orderId: string, paidAt: Date): Promise<PaidState | "revived"> {
  const closed = { id: orderId, state: { in: ["cancelled", "expired"] } };
  const { count } = await tx.order.updateMany({ where: closed, data: { state: "refund_due", paidAt } });
  if (count === 0) return "paid_twice";
  if (!(await reserveAgain(tx, orderId))) return "refund_due";
  await tx.order.update({ where: { id: orderId }, data: { state: "paid", closedAt: null } });
  return "revived";
}

/**
 * Marks an order paid, in the transaction that settles its payment, and gives its buyer the gems.
 * @returns what became of it: paid, also when the money came late; refund_due when the stones were gone by then;
 * paid_twice when another payment had paid it
 */
export async function markOrderPaid(tx: Tx, orderId: string, paidAt: Date): Promise<PaidState> {
  const { count } = await tx.order.updateMany({
    where: { id: orderId, state: "pending" },
    data: { state: "paid", paidAt },
  });
  const outcome = count === 1 ? "paid" : await payLate(tx, orderId, paidAt);
  const state = outcome === "revived" ? "paid" : outcome;
  await tx.orderEvent.create({ data: { orderId, kind: state, at: paidAt, note: notes[outcome] } });
  if (state === "paid") {
    const { total, userId } = await tx.order.findUniqueOrThrow({ where: { id: orderId } });
    await tx.user.update({ where: { id: userId }, data: { gems: { increment: gemsFor(total) } } });
  }
  return state;
}
