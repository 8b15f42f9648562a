import type { Order, OrderItem, Payment, Refund } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import type { Tx } from "../../db";
import { ShopError } from "../errors";
import { refundableStates } from "../orders/states";
import type { RefundLine } from "./reserve";
import { refundableDays } from "./states";

const dayMs = 24 * 60 * 60 * 1000;

type WithRefunds = Payment & { refunds: Pick<Refund, "origin" | "state" | "amount">[] };
/** An order with all that says how much of it can go back. */
export type PaidOrder = Order & { items: OrderItem[]; payments: WithRefunds[] };

/** What has to be read of an order for that. */
export const withPaidParts = { items: true, payments: { include: { refunds: true } } } as const;

/** The payment that bought the stones: not one that came too late or twice, which the shop sends back by itself. */
export const buyingPayment = ({ payments }: Pick<PaidOrder, "payments">): WithRefunds | null =>
  payments.find(
    ({ state, refunds }) => state === "paid" && refunds.every(({ origin }) => origin !== "shop"),
  ) ?? null;

/** Fen of a payment that no refund takes, not even one that is still asked for. */
export const restOf = ({ totalFee, refunded, refunds }: WithRefunds): number =>
  totalFee -
  refunded -
  refunds.filter(({ state }) => state === "requested").reduce((sum, { amount }) => sum + amount, 0);

/** Whether WeChat still sends a payment back. */
export const isRefundable = ({ paidAt }: Pick<Payment, "paidAt">): boolean =>
  paidAt !== null && now().getTime() - paidAt.getTime() < refundableDays * dayMs;

/** The stones that no refund takes. */
export const linesLeft = (items: OrderItem[]): RefundLine[] =>
  items
    .map(({ productId, quantity, refunded }) => ({ productId, quantity: quantity - refunded }))
    .filter(({ quantity }) => quantity > 0);

/** What stones cost, by the order's own prices, in fen. */
export const priceOf = (items: OrderItem[], lines: RefundLine[]): number =>
  lines.reduce((sum, { productId, quantity }) => {
    const item = items.find((item) => item.productId === productId);
    if (!item) throw new ShopError("invalid", "这笔订单里没有这件宝石");
    return sum + item.price * quantity;
  }, 0);

/**
 * An order that money may go back of, and the payment that it goes back of, in the caller's transaction: the order's
 * row is taken first, so that of two who begin a refund the second sees what the first took.
 * @throws ShopError order_not_found, order_state
 */
export async function takeOrder(
  tx: Tx,
  where: { id: string; userId?: string },
): Promise<{ order: PaidOrder; payment: WithRefunds }> {
  await tx.$executeRaw`UPDATE orders SET state = state WHERE id = ${where.id}`;
  const order = await tx.order.findFirst({ where, include: withPaidParts });
  if (!order) throw new ShopError("order_not_found", "没有找到这笔订单");
  const payment = buyingPayment(order);
  if (!payment || !refundableStates.some((state) => state === order.state)) {
    throw new ShopError("order_state", "这笔订单现在不能退款");
  }
  if (!isRefundable(payment)) {
    throw new ShopError("order_state", "付款已超过一年，微信不能再原路退回，请联系店主");
  }
  return { order, payment };
}
