import { now } from "../../clock";
import { db, transaction } from "../../db";
import { log } from "../../log";
import { ShopError } from "../errors";
import { enqueueClose } from "../outbox";
import { askWechat } from "../payments/check";
import type { PaymentHandlers } from "../payments/handlers";
import { giveBackStock } from "./place";
import { orderOf, overdueOrders } from "./queries";

type Ending = "cancelled" | "expired";

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
      if (prepayAt) await enqueueClose(tx, outTradeNo, prepayAt);
    }
    await tx.payment.updateMany({ where: open, data: { state: "closed" } });
    return giveBackStock(tx, orderId);
  });
}

/** Asks WeChat about every payment that an order has open, so that whoever paid a second ago keeps the stones. */
async function askAbout(orderId: string, handlers: PaymentHandlers): Promise<void> {
  const where = { orderId, state: "created", prepayAt: { not: null } };
  for (const { outTradeNo } of await db().payment.findMany({ where })) await askWechat(outTradeNo, handlers);
}

/**
 * Cancels one of the user's own orders.
 * @returns the products that can be sold again
 * @throws ShopError order_not_found; order_state when it is paid or closed already; wechat_unavailable when nobody
 * can say whether it is paid
 */
export async function cancelOrder(
  userId: string,
  orderId: string,
  handlers: PaymentHandlers,
): Promise<string[]> {
  const order = await orderOf(userId, orderId);
  if (!order) throw new ShopError("order_not_found", "没有找到这笔订单");
  try {
    if (order.state === "pending") await askAbout(orderId, handlers);
  } catch (error) {
    log.warn("order.cancel.unasked", { orderId, error });
    throw new ShopError("wechat_unavailable", "微信暂时没有答复，订单还在，请稍后再取消");
  }
  const products = await close(orderId, "cancelled");
  if (products) return products;
  const state = (await orderOf(userId, orderId))?.state;
  throw new ShopError(
    "order_state",
    state === "paid" ? "这笔订单刚刚付款成功，不能取消" : "这笔订单已经不能取消",
  );
}

/** One round shall end before its lease does, also when WeChat answers nothing. */
const roundMs = 60_000;

/**
 * Ends the orders whose time to pay is over: those of some products, or all. One whose payment WeChat cannot be
 * asked about stays for the next round, since it may be paid.
 * @param until a moment of performance.now() after which no more is begun
 * @returns the products that can be sold again
 */
export async function expireOrders(
  handlers: PaymentHandlers,
  productIds?: string[],
  until = performance.now() + roundMs,
): Promise<string[]> {
  const products: string[] = [];
  for (const orderId of await overdueOrders(productIds)) {
    if (performance.now() > until) break;
    try {
      await askAbout(orderId, handlers);
      products.push(...((await close(orderId, "expired")) ?? []));
    } catch (error) {
      log.warn("order.expire.later", { orderId, error });
    }
  }
  return products;
}
