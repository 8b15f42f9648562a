import { db } from "../../db";
import { imageOf } from "../catalogue";
import { isId } from "../ids";
import { refundableStates } from "../orders/states";
import { sentAgainNumber } from "./number";
import { buyingPayment, isRefundable, restOf, withPaidParts } from "./refundable";
import { type RefundOrigin, type RefundState, refundOrigin, refundState } from "./states";

/** A refund as its buyer sees it. */
export type RefundView = {
  outRefundNo: string;
  state: RefundState;
  origin: RefundOrigin;
  /** Fen. */
  amount: number;
  reason: string;
  /** The operator's word. */
  answer: string;
  /** Where the money went, in WeChat's words. */
  account: string | null;
  requestedAt: Date;
  decidedAt: Date | null;
  finishedAt: Date | null;
  items: { productId: string; name: string; quantity: number }[];
};

/** Whether a refund of this number is there. */
export const refundPlaced = async (outRefundNo: string): Promise<boolean> =>
  (await db().refund.count({ where: { outRefundNo } })) === 1;

/** The refund that took up one that WeChat had closed; null when there is none. */
export async function refundSentAgain(closedNo: string): Promise<string | null> {
  const again = sentAgainNumber(closedNo);
  return (await refundPlaced(again)) ? again : null;
}

/** An order's refunds, the newest first. Whoever calls has seen that it is theirs. */
export async function refundsOfOrder(orderId: string): Promise<RefundView[]> {
  const [refunds, orderItems] = await Promise.all([
    db().refund.findMany({
      where: { orderId },
      include: { items: true },
      orderBy: [{ requestedAt: "desc" }, { outRefundNo: "asc" }],
    }),
    db().orderItem.findMany({ where: { orderId }, select: { productId: true, name: true } }),
  ]);
  const names = new Map(orderItems.map(({ productId, name }) => [productId, name]));
  return refunds.map(({ state, origin, items, ...refund }) => ({
    outRefundNo: refund.outRefundNo,
    state: refundState(state),
    origin: refundOrigin(origin),
    amount: refund.amount,
    reason: refund.reason,
    answer: refund.answer,
    account: refund.account,
    requestedAt: refund.requestedAt,
    decidedAt: refund.decidedAt,
    finishedAt: refund.finishedAt,
    items: items.map(({ productId, quantity }) => ({
      productId,
      name: names.get(productId) ?? productId,
      quantity,
    })),
  }));
}

/** What can still go back of an order. */
export type Refundable = {
  /** Fen of its payment that no refund takes. */
  amount: number;
  items: { productId: string; name: string; price: number; image: string; left: number }[];
};

/**
 * What can still go back of an order: of one of the user's own, or, with `null` for the user, of anybody's.
 * @returns null when there is no such order, or none of it can go back
 */
export async function refundable(userId: string | null, orderId: string): Promise<Refundable | null> {
  if (!isId(orderId)) return null;
  const order = await db().order.findFirst({
    where: { id: orderId, ...(userId === null ? {} : { userId }), state: { in: [...refundableStates] } },
    include: withPaidParts,
  });
  const payment = order && buyingPayment(order);
  if (!payment || !isRefundable(payment)) return null;
  const amount = restOf(payment);
  if (amount < 1) return null;
  const items = order.items.map(({ productId, name, price, quantity, refunded }) => ({
    productId,
    name,
    price,
    image: imageOf(productId),
    left: quantity - refunded,
  }));
  return { amount, items };
}
