import { now } from "../clock";
import { db } from "../db";
import { log } from "../log";
import { store, sweepStore } from "../store";
import { nonceStr } from "../wechat/sign";
import { sweepCarts } from "./cart";
import { expireOrders } from "./orders/close";
import { runOutbox } from "./outbox";
import { askWechat } from "./payments/check";
import type { PaymentHandlers } from "./payments/handlers";

const lease = "lease:housekeeping";
const leaseSeconds = 120;

/** Payments without an order, such as memberships, whose time is over: paid after all, or closed. */
async function closeOverduePayments(handlers: PaymentHandlers): Promise<void> {
  const where = { state: "created", orderId: null, expiresAt: { lte: now() } };
  for (const { outTradeNo } of await db().payment.findMany({ where, take: 50 })) {
    try {
      if ((await askWechat(outTradeNo, handlers)) === "paid") continue;
      await db().payment.updateMany({ where: { outTradeNo, state: "created" }, data: { state: "closed" } });
    } catch (error) {
      log.warn("payment.close.later", { outTradeNo, error });
    }
  }
}

const minute = 60_000;

/** Asks less and less often about a payment of which nothing is heard: when it is half as old again, at most. */
const isDue = (
  { prepayAt, checkedAt }: { prepayAt: Date | null; checkedAt: Date | null },
  at: number,
): boolean => {
  if (!prepayAt) return false;
  const age = at - prepayAt.getTime();
  return at - (checkedAt ?? prepayAt).getTime() >= Math.max(minute, age / 3);
};

/** Asks WeChat about payments that were begun and of which no notification has come: one may have been lost. */
async function askAboutQuietPayments(handlers: PaymentHandlers, until: number): Promise<void> {
  const at = now();
  const where = { state: "created", prepayAt: { lte: new Date(at.getTime() - minute) } };
  const payments = await db().payment.findMany({ where, orderBy: { prepayAt: "desc" }, take: 500 });
  for (const payment of payments.filter((payment) => isDue(payment, at.getTime()))) {
    if (performance.now() > until) return;
    const { outTradeNo } = payment;
    try {
      await db().payment.update({ where: { outTradeNo }, data: { checkedAt: at } });
      await askWechat(outTradeNo, handlers);
    } catch (error) {
      log.warn("payment.ask.later", { outTradeNo, error });
    }
  }
}

/**
 * What time brings about: lost notifications are made up for, unpaid orders expire, the outbox is worked off, what
 * has expired is swept. One process at a time does it.
 * @returns the products whose stock changed, or null when another process is at it
 */
export async function keepHouse(handlers: PaymentHandlers): Promise<string[] | null> {
  const me = nonceStr();
  if (!(await store().compareAndSet(lease, null, me, leaseSeconds))) return null;
  try {
    await askAboutQuietPayments(handlers, performance.now() + minute / 2);
    const products = await expireOrders(handlers);
    await closeOverduePayments(handlers);
    await runOutbox(handlers);
    await Promise.all([sweepStore(), sweepCarts()]);
    return products;
  } finally {
    // Only one's own lease: after a slow round it may be another's.
    await store().compareAndSet(lease, me, "", 0);
  }
}
