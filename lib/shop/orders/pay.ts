import { Prisma, type Tx } from "../../db";
import { withRows } from "../../sql-rows";
import { changeGemsOfMany, type GemChange, gemsFor } from "../gems";
import { enqueueOrderNotices, type WantedNotice } from "../notices/enqueue";
import { together } from "../together";
import { reserveAgain } from "./place";

type PaidState = "paid" | "refund_due" | "paid_twice";
type Outcome = PaidState | "revived";

const notes: Record<Outcome, string> = {
  paid: "",
  revived: "付款晚到，已为您重新留货",
  refund_due: "付款晚到，宝石已售出，将原路退款",
  paid_twice: "这笔订单付了两次，多付的将原路退款",
};

const stateOf = (outcome: Outcome): PaidState => (outcome === "revived" ? "paid" : outcome);

type PaidOrder = { orderId: string; paidAt: Date };
/** Whose order it is, and what it came to (fen). */
type Purchase = { userId: string; total: number };
type Paid = { outcome: Outcome; purchase?: Purchase };

/** Marks those orders paid that wait for it. */
async function payPending(tx: Tx, orders: PaidOrder[]): Promise<Map<string, Purchase>> {
  const first = orders.filter(
    ({ orderId }, index) => orders.findIndex((order) => order.orderId === orderId) === index,
  );
  const rows = first.map(({ orderId, paidAt }) => ({ id: orderId, paid_at: paidAt }));
  const paid = await tx.$queryRaw<{ id: string; user_id: string; total: number }[]>`
    ${withRows("paid", "id", { id: "TEXT", paid_at: "TIMESTAMP(3)" }, rows)}
    UPDATE orders SET state = 'paid', paid_at = paid.paid_at
    FROM paid
    WHERE orders.id = paid.id AND orders.state = 'pending'
    RETURNING orders.id, orders.user_id, orders.total`;
  return new Map(paid.map(({ id, user_id, total }) => [id, { userId: user_id, total }]));
}

/** Lets money count that came after the order was closed: the stones are reserved again, or it waits for a refund. */
async function payLate(tx: Tx, { orderId, paidAt }: PaidOrder): Promise<Paid> {
  const closed = { id: orderId, state: { in: ["cancelled", "expired"] } };
  const { count } = await tx.order.updateMany({ where: closed, data: { state: "refund_due", paidAt } });
  if (count === 0) return { outcome: "paid_twice" };
  if (!(await reserveAgain(tx, orderId))) return { outcome: "refund_due" };
  const data = { state: "paid", closedAt: null };
  const { userId, total } = await tx.order.update({ where: { id: orderId }, data });
  return { outcome: "revived", purchase: { userId, total } };
}

type Event = { orderId: string; outcome: Outcome; at: Date };

async function noteEvents(tx: Tx, events: Event[]): Promise<void> {
  const rows = events.map(
    ({ orderId, outcome, at }) => Prisma.sql`(${orderId}, ${stateOf(outcome)}, ${at}, ${notes[outcome]})`,
  );
  await tx.$executeRaw`INSERT INTO order_events (order_id, kind, at, note) VALUES ${Prisma.join(rows)}`;
}

/** Marks orders paid, each once in the order given: of two payments of one order the second came twice. */
async function markOrdersPaid(tx: Tx, orders: PaidOrder[]): Promise<PaidState[]> {
  const purchases = await payPending(tx, orders);
  const events: Event[] = [];
  const earned: GemChange[] = [];
  const notices: WantedNotice[] = [];
  for (const order of orders) {
    const { orderId, paidAt: at } = order;
    const pending = purchases.get(orderId);
    purchases.delete(orderId);
    const { outcome, purchase }: Paid = pending
      ? { outcome: "paid", purchase: pending }
      : await payLate(tx, order);
    events.push({ orderId, outcome, at });
    if (!purchase) continue;
    const { userId, total } = purchase;
    earned.push({ userId, kind: "earned", ref: orderId, delta: gemsFor(total), at });
    notices.push({ orderId, kind: "paid" });
  }
  await noteEvents(tx, events);
  await changeGemsOfMany(tx, earned);
  await enqueueOrderNotices(tx, notices);
  return events.map(({ outcome }) => stateOf(outcome));
}

const markPaid = together(markOrdersPaid);

/**
 * Marks an order paid, in the transaction that settles its payment, and gives its buyer the gems. Orders that are
 * marked in one transaction at the same moment are marked by the same statements.
 * @returns what became of it: paid, also when the money came late; refund_due when the stones were gone by then;
 * paid_twice when another payment had paid it
 */
export const markOrderPaid = (tx: Tx, orderId: string, paidAt: Date): Promise<PaidState> =>
  markPaid(tx, { orderId, paidAt });
