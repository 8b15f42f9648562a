import { now } from "../../clock";
import { db, transaction } from "../../db";
import { log } from "../../log";
import { ShopError } from "../errors";
import { enqueue } from "../outbox";
import { askWechat } from "../payments/check";
import type { PaymentHandlers } from "../payments/handlers";
import { giveBackStock } from "./place";
import { orderOf, overdueOrders } from "./queries";

type Ending = "cancelled" | "expired";

/** WeChat asks not to close an order in the first five minutes of its life. */
const closableAfterMs = 5 * 60_000;

/**
 * Ends a pending order: gives its stock back, and leaves word to close its payments at WeChat.
 * @returns the products that can be sold again, or null when the order was not pending any more
 */
async function close(orderId: string, ending: Ending): Promise<string[] | null> {
  const at = now();
  return transaction(async (tx) => {
    const where = { id: orderId, state: "pending" };
    const { count } = await tx.order.updateMany({ where, data: { state: ending, closedAt: at } });
    if (count === 0) return null;
    await tx.orderEvent.create({ data: { orderId, kind: ending, at } });
    const open = { orderId, state: "created" };
    for (const { outTradeNo, prepayAt } of await tx.payment.findMany({ where: open })) {
      if (!prepayAt) continue;
      const closableAt = new Date(Math.max(at.getTime(), prepayAt.getTime() + closableAfterMs));
      await enqueue(tx, "wxpay.close", { outTradeNo }, closableAt);
    }
    await tx.payment.updateMany({ where: open, data: { state: "closed" } });
    return giveBackStock(tx, orderId);
  });
}

/**
 * Cancels one of the user's own orders.
 * @returns the products that can be sold again
 * @throws ShopError order_not_found, order_state when it is paid or closed already
 */
export async function cancelOrder(
  userId: string,
  orderId: string,
  handlers: PaymentHandlers,
): Promise<string[]> {
  const order = await orderOf(userId, orderId);
  if (!order) throw new ShopError("order_not_found", "没有找到这笔订单");
  // Whoever paid a second ago must not lose the stones: WeChat knows first.
  if (order.state === "pending" && order.outTradeNo) {
    await askWechat(order.outTradeNo, handlers).catch((error: unknown) => {
      log.warn("order.cancel.unasked", { orderId, error });
    });
  }
  const products = await close(orderId, "cancelled");
  if (products) return products;
  const state = (await orderOf(userId, orderId))?.state;
  throw new ShopError(
    "order_state",
    state === "paid" ? "这笔订单刚刚付款成功，不能取消" : "这笔订单已经不能取消",
  );
}

/**
 * Ends the orders whose time to pay is over: a user's, or everybody's. One whose payment WeChat cannot be asked
 * about stays for the next round, since it may be paid.
 * @returns the products that can be sold again
 */
export async function expireOrders(handlers: PaymentHandlers, userId?: string): Promise<string[]> {
  const products: string[] = [];
  for (const orderId of await overdueOrders(userId)) {
    try {
      await expireOrder(orderId, handlers, products);
    } catch (error) {
      log.warn("order.expire.later", { orderId, error });
    }
  }
  return products;
}

async function expireOrder(orderId: string, handlers: PaymentHandlers, products: string[]): Promise<void> {
  for (const outTradeNo of await openPayments(orderId)) await askWechat(outTradeNo, handlers);
  products.push(...((await close(orderId, "expired")) ?? []));
}

async function openPayments(orderId: string): Promise<string[]> {
  const where = { orderId, state: "created", prepayId: { not: null } };
  return (await db().payment.findMany({ where })).map(({ outTradeNo }) => outTradeNo);
}
