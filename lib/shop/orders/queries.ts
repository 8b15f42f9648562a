import { now } from "../../clock";
import { db } from "../../db";
import { imageOf } from "../catalogue";
import { isId } from "../ids";
import { type RefundView, refundsOfOrder } from "../refunds/queries";
import { buyingPayment, withPaidParts } from "../refunds/refundable";
import { toBeShipped } from "./ship";
import { type OrderFilter, type OrderState, orderFilters, orderState, statesOf } from "./states";

export type OrderSummary = {
  id: string;
  state: OrderState;
  /** Fen. */
  total: number;
  count: number;
  placedAt: Date;
  expiresAt: Date;
  /** Paid, but its parcel waits for what becomes of a refund. */
  held: boolean;
  items: {
    productId: string;
    name: string;
    price: number;
    quantity: number;
    /** How many of them are in refunds that were not declined. */
    refunded: number;
    image: string;
  }[];
};

const eventKinds = [
  "placed",
  "paid",
  "shipped",
  "completed",
  "cancelled",
  "expired",
  "refund_due",
  "paid_twice",
  "refund_requested",
  "refund_withdrawn",
  "refund_declined",
  "refund_granted",
  "refund_failed",
  "refunded",
] as const;
export type OrderEventKind = (typeof eventKinds)[number];
const eventKind = (text: string): OrderEventKind => eventKinds.find((kind) => kind === text) ?? "placed";

export type OrderDetail = OrderSummary & {
  receiver: string;
  phone: string;
  region: string;
  address: string;
  note: string;
  paidAt: Date | null;
  shippedAt: Date | null;
  completedAt: Date | null;
  closedAt: Date | null;
  carrier: string | null;
  trackingNo: string | null;
  transactionId: string | null;
  outTradeNo: string | null;
  events: { kind: OrderEventKind; at: Date; note: string }[];
  refunds: RefundView[];
};

type Row = {
  id: string;
  state: string;
  total: number;
  placedAt: Date;
  expiresAt: Date;
  items: { productId: string; name: string; price: number; quantity: number; refunded: number }[];
};

/** @param free those whose parcels may leave */
function summary({ id, state, total, placedAt, expiresAt, items }: Row, free: Set<string>): OrderSummary {
  return {
    id,
    state: orderState(state),
    total,
    count: items.reduce((sum, item) => sum + item.quantity, 0),
    placedAt,
    expiresAt,
    held: state === "paid" && !free.has(id),
    items: items.map(({ productId, name, price, quantity, refunded }) => ({
      productId,
      name,
      price,
      quantity,
      refunded,
      image: imageOf(productId),
    })),
  };
}

/** The orders, of these, whose parcels may leave. */
async function freeToLeave(where: { id?: string; userId: string }): Promise<Set<string>> {
  const rows = await db().order.findMany({ where: { ...where, ...toBeShipped() }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

/** How many orders a user has under each tab. */
export async function orderCounts(userId: string): Promise<Record<OrderFilter, number>> {
  const groups = await db().order.groupBy({ by: ["state"], where: { userId }, _count: true });
  const of = (filter: OrderFilter) =>
    groups.reduce(
      (sum, { state, _count }) => sum + (statesOf[filter].includes(orderState(state)) ? _count : 0),
      0,
    );
  return Object.fromEntries(orderFilters.map((filter) => [filter, of(filter)])) as Record<
    OrderFilter,
    number
  >;
}

const mostShown = 50;

/** A user's orders under a tab, the newest first, and how many there are under each. */
export async function ordersOf(userId: string, filter: OrderFilter = "all") {
  const where = { userId, state: { in: [...statesOf[filter]] } };
  const [rows, counts, free] = await Promise.all([
    db().order.findMany({ where, include: { items: true }, orderBy: { placedAt: "desc" }, take: mostShown }),
    orderCounts(userId),
    freeToLeave({ userId }),
  ]);
  return { orders: rows.map((row) => summary(row, free)), counts };
}

/** One of the user's own orders with its timeline, or null: a stranger's order does not exist. */
export async function orderOf(userId: string, id: string): Promise<OrderDetail | null> {
  if (!isId(id)) return null;
  const row = await db().order.findFirst({
    where: { id, userId },
    include: { ...withPaidParts, events: { orderBy: { id: "asc" } } },
  });
  if (!row) return null;
  const free = row.state === "paid" ? await freeToLeave({ id, userId }) : new Set<string>();
  const paid = row.payments.find(({ state }) => state === "paid");
  const payment = buyingPayment(row) ?? paid ?? row.payments[0];
  const { receiver, phone, region, address, note, paidAt, shippedAt, completedAt, closedAt } = row;
  return {
    ...summary(row, free),
    receiver,
    phone,
    region,
    address,
    note,
    paidAt,
    shippedAt,
    completedAt,
    closedAt,
    carrier: row.carrier,
    trackingNo: row.trackingNo,
    transactionId: payment?.transactionId ?? null,
    outTradeNo: payment?.outTradeNo ?? null,
    events: row.events.map(({ kind, at, note }) => ({ kind: eventKind(kind), at, note })),
    refunds: row.payments.some(({ refunds }) => refunds.length > 0) ? await refundsOfOrder(id) : [],
  };
}

/** The orders whose time to pay is over, the longest first; those of some products, or all. */
export async function overdueOrders(productIds?: string[]): Promise<string[]> {
  const ofProducts = productIds ? { items: { some: { productId: { in: productIds } } } } : {};
  const where = { state: "pending", expiresAt: { lte: now() }, ...ofProducts };
  const rows = await db().order.findMany({
    where,
    select: { id: true },
    orderBy: { expiresAt: "asc" },
    take: 500,
  });
  return rows.map(({ id }) => id);
}

/** Where the user's last order went, to fill the next one's form. */
export async function lastAddress(userId: string) {
  const select = { receiver: true, phone: true, region: true, address: true };
  return db().order.findFirst({ where: { userId }, orderBy: { placedAt: "desc" }, select });
}
