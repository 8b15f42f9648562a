import { now } from "../clock";
import { db } from "../db";
import { log } from "../log";
import { sweepInbox } from "../robot/inbox";
import { sweepSessions } from "../robot/sessions";
import { store, sweepStore } from "../store";
import { nonceStr } from "../wechat/sign";
import { checkDueBills } from "./bills/check";
import { sweepCarts } from "./cart";
import { sendDueTransfers } from "./cash-in/send";
import { expireOrders } from "./orders/close";
import { completeOldShipments } from "./orders/ship";
import { runOutbox, sweepOutbox } from "./outbox";
import { askWechat } from "./payments/check";
import type { PaymentHandlers } from "./payments/handlers";
import { sendDueRefunds } from "./refunds/send";

const lease = "lease:housekeeping";
const leaseSeconds = 120;

/** Payments without an order, such as memberships, whose time is over: paid after all, or closed. */
async function closeOverduePayments(handlers: PaymentHandlers, until: number): Promise<void> {
  const where = { state: "created", orderId: null, expiresAt: { lte: now() } };
  for (const { outTradeNo } of await db().payment.findMany({ where, take: 50 })) {
    if (performance.now() > until) return;
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

/** What a step is given: a moment of performance.now() after which it begins nothing more, and a list to add to. */
type Round = { handlers: PaymentHandlers; until: number; products: string[] };

/** What is done in a round, in this order, and for how many seconds at most. Each is fewer than the lease has. */
const steps: readonly { name: string; seconds: number; run: (round: Round) => Promise<unknown> }[] = [
  {
    name: "quiet payments",
    seconds: 30,
    run: ({ handlers, until }) => askAboutQuietPayments(handlers, until),
  },
  {
    name: "overdue orders",
    seconds: 60,
    run: async ({ handlers, until, products }) => {
      products.push(...(await expireOrders(handlers, undefined, until)));
    },
  },
  {
    name: "overdue payments",
    seconds: 30,
    run: ({ handlers, until }) => closeOverduePayments(handlers, until),
  },
  { name: "refunds", seconds: 30, run: ({ until }) => sendDueRefunds(until) },
  { name: "cash-ins", seconds: 30, run: ({ until }) => sendDueTransfers(until) },
  { name: "received parcels", seconds: 10, run: ({ until }) => completeOldShipments(until) },
  {
    name: "outbox",
    seconds: 30,
    run: ({ handlers, until, products }) => runOutbox(handlers, products, until),
  },
  { name: "bills", seconds: 30, run: ({ until }) => checkDueBills(until) },
  { name: "old entries", seconds: 10, run: () => Promise.all([sweepStore(), sweepCarts(), sweepOutbox()]) },
  { name: "old messages", seconds: 10, run: () => Promise.all([sweepInbox(), sweepSessions()]) },
];

/**
 * What time brings about: lost notifications are made up for, unpaid orders expire, refunds and cash-ins that hang are
 * finished, the outbox is worked off, what has expired is swept. One process at a time does it; a step that fails
 * does not keep the others from their turn.
 * @returns the products whose stock changed, or null when another process is at it
 */
export async function keepHouse(handlers: PaymentHandlers): Promise<string[] | null> {
  const me = nonceStr();
  if (!(await store().compareAndSet(lease, null, me, leaseSeconds))) return null;
  const products: string[] = [];
  try {
    for (const { name, seconds, run } of steps) {
      // The lease begins anew with each step. Whoever lost it leaves the rest to the one who has it.
      if (!(await store().compareAndSet(lease, me, me, leaseSeconds))) break;
      try {
        await run({ handlers, until: performance.now() + seconds * 1000, products });
      } catch (error) {
        log.error("housekeeping.step_failed", { name, error });
      }
    }
    return products;
  } finally {
    // Only one's own lease: after a slow round it may be another's.
    await store().compareAndSet(lease, me, "", 0);
  }
}
