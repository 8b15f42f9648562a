import { now } from "../clock";
import { db } from "../db";
import { log } from "../log";
import { store, sweepStore } from "../store";
import { nonceStr } from "../wechat/sign";
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

/**
 * What time brings about: unpaid orders expire, the outbox is worked off, what has expired is swept. One process
 * at a time does it.
 * @returns the products whose stock changed, or null when another process is at it
 */
export async function keepHouse(handlers: PaymentHandlers): Promise<string[] | null> {
  const me = nonceStr();
  if (!(await store().compareAndSet(lease, null, me, leaseSeconds))) return null;
  try {
    const products = await expireOrders(handlers);
    await closeOverduePayments(handlers);
    await runOutbox();
    await sweepStore();
    return products;
  } finally {
    await store().take(lease);
  }
}

const key = Symbol.for("moonstone.housekeeping");
const holder = globalThis as { [key]?: NodeJS.Timeout };

/** Keeps house every minute for as long as this process lives. */
export function startHousekeeping(handlers: PaymentHandlers): void {
  holder[key] ??= setInterval(() => {
    keepHouse(handlers).catch((error: unknown) => log.error("housekeeping.failed", { error }));
  }, 60_000).unref();
}
