import type { Prisma } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { db } from "../../db";
import { isId } from "../ids";
import { isVip } from "../membership";
import { toBeShipped } from "../orders/ship";
import { type OrderFilter, orderFilters, orderState, statesOf } from "../orders/states";
import { paged } from "./paging";

const digits = /^\d{4,}$/;

/** What the operator types into the search: a number of the order, of its payment or parcel, a phone or a name. */
function searched(text: string) {
  const same = { equals: text };
  const byNumber = [
    { id: same },
    { trackingNo: same },
    { payments: { some: { OR: [{ outTradeNo: text }, { transactionId: text }] } } },
    { refunds: { some: { outRefundNo: text } } },
  ];
  const byPerson = [
    { receiver: { contains: text } },
    ...(digits.test(text) ? [{ phone: { endsWith: text } }, { phone: { startsWith: text } }] : []),
  ];
  return { OR: [...byNumber, ...byPerson] };
}

/** Orders under a tab; with `text` those that it finds, under that tab. The newest first, to be shipped: the oldest. */
export function ordersPage({ filter, text, page }: { filter: OrderFilter; text: string; page: number }) {
  const where = { state: { in: [...statesOf[filter]] }, ...(text ? searched(text) : {}) };
  const user = { select: { nickname: true, vipUntil: true } };
  const include = { items: true, user, refunds: { select: { state: true } } };
  return paged(
    page,
    () => db().order.count({ where }),
    async (range) => {
      const orderBy = { placedAt: filter === "paid" ? ("asc" as const) : ("desc" as const) };
      const rows = await db().order.findMany({ where, include, orderBy, ...range });
      const at = now();
      return rows.map((row) => ({ ...row, state: orderState(row.state), member: isVip(row.user, at) }));
    },
  );
}

/** Those to be shipped first: members', as the membership promises, then the others', each the oldest first. */
export async function firstToShip(take: number) {
  const at = now();
  const read = (user: Prisma.UserWhereInput) =>
    db().order.findMany({
      where: { ...toBeShipped(), user },
      include: { items: true },
      orderBy: { placedAt: "asc" },
      take,
    });
  const [members, others] = await Promise.all([
    read({ vipUntil: { gt: at } }),
    read({ OR: [{ vipUntil: null }, { vipUntil: { lte: at } }] }),
  ]);
  const rows = [
    ...members.map((order) => ({ ...order, member: true })),
    ...others.map((order) => ({ ...order, member: false })),
  ];
  return rows.slice(0, take);
}

/** How many orders the shop has under each tab. */
export async function allOrderCounts(): Promise<Record<OrderFilter, number>> {
  const groups = await db().order.groupBy({ by: ["state"], _count: true });
  const counts: Record<OrderFilter, number> = {
    all: 0,
    pending: 0,
    paid: 0,
    shipped: 0,
    completed: 0,
    closed: 0,
  };
  for (const { state, _count } of groups)
    for (const filter of orderFilters)
      if (statesOf[filter].includes(orderState(state))) counts[filter] += _count;
  return counts;
}

/** An order with all that belongs to it, whoever's it is; null when there is none. */
export async function anyOrder(id: string) {
  if (!isId(id)) return null;
  const order = await db().order.findUnique({
    where: { id },
    include: {
      items: true,
      user: { select: { nickname: true, gems: true, vipUntil: true } },
      events: { orderBy: { id: "asc" } },
      payments: { orderBy: { createdAt: "asc" } },
      refunds: { include: { items: true }, orderBy: { requestedAt: "desc" } },
    },
  });
  return order && { ...order, state: orderState(order.state), member: isVip(order.user, now()) };
}
export type AdminOrder = NonNullable<Awaited<ReturnType<typeof anyOrder>>>;
