import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { gemsFor } from "@/lib/shop/gems";
import { placeOrder } from "@/lib/shop/orders/place";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { shipping } from "./world";

/** Orders of one garnet each that wait for their payment's notification; there must be enough garnets. */
export async function preparedOrders(count: number, userId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const lines = [{ productId: "garnet", quantity: 1 }];
    const id = await placeOrder(userId, lines, shipping, { fromCart: false });
    await prepareOrder({ userId, clientIp: "127.0.0.1" }, id, paymentHandlers);
    ids.push(id);
  }
  return ids;
}

/** What became of orders, in the order asked for: state, payments, timeline, how many times the gems were earned. */
export async function booksOf(ids: string[]) {
  const include = { events: { orderBy: { id: "asc" } }, payments: true } as const;
  const rows = await db().order.findMany({ where: { id: { in: ids } }, include });
  rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  const entries = await db().gemEntry.findMany({ where: { ref: { in: ids } } });
  return rows.map(({ id, state, events, payments, total }) => ({
    state,
    payments: payments.map((payment) => payment.state),
    events: events.map(({ kind }) => kind),
    earned: entries.filter(({ ref }) => ref === id).map(({ delta }) => delta / gemsFor(total)),
  }));
}

/** An order in these books that was paid, once. */
export const paidOnce = { state: "paid", payments: ["paid"], events: ["placed", "paid"], earned: [1] };
/** One that nothing has happened to. */
export const unpaid = { state: "pending", payments: ["created"], events: ["placed"], earned: [] };

/** Users whose gems are not the sum of their entries. */
export async function usersWithWrongGems(): Promise<string[]> {
  const users = await db().user.findMany({ include: { gemEntries: true } });
  const sumOf = (entries: { delta: number }[]) => entries.reduce((sum, { delta }) => sum + delta, 0);
  return users.filter(({ gems, gemEntries }) => gems !== sumOf(gemEntries)).map(({ id }) => id);
}
