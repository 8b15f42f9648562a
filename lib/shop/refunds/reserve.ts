import type { Tx } from "../../db";
import { ShopError } from "../errors";
import { formatFen } from "../money";

/** Stones of an order. */
export type RefundLine = { productId: string; quantity: number };

type Amount = { outTradeNo: string; amount: number };

const byId = (a: RefundLine, b: RefundLine) => (a.productId < b.productId ? -1 : 1);

/**
 * Takes stones out of what an order has left; the statement itself compares, so that two refunds cannot have the same.
 * @throws ShopError refund_too_much
 */
export async function reserveItems(tx: Tx, orderId: string, lines: RefundLine[]): Promise<void> {
  for (const { productId, quantity } of [...lines].sort(byId)) {
    const taken = await tx.$executeRaw`
      UPDATE order_items SET refunded = refunded + ${quantity}
      WHERE order_id = ${orderId} AND product_id = ${productId} AND refunded + ${quantity} <= quantity`;
    if (taken === 0) throw new ShopError("refund_too_much", "所选宝石没有这么多可以退，请刷新后再看");
  }
}

/** Gives stones back to what an order has left. */
export async function releaseItems(tx: Tx, orderId: string, lines: RefundLine[]): Promise<void> {
  for (const { productId, quantity } of [...lines].sort(byId)) {
    const where = { orderId_productId: { orderId, productId } };
    await tx.orderItem.update({ where, data: { refunded: { decrement: quantity } } });
  }
}

/**
 * Takes an amount (fen) out of what a payment has left: the sum of all refunds never gets above the payment.
 * @throws ShopError refund_too_much
 */
export async function reserveAmount(tx: Tx, { outTradeNo, amount }: Amount): Promise<void> {
  const taken = await tx.$executeRaw`
    UPDATE payments SET refunded = refunded + ${amount}
    WHERE out_trade_no = ${outTradeNo} AND state = 'paid' AND refunded + ${amount} <= total_fee`;
  if (taken === 1) return;
  const { totalFee, refunded } = await tx.payment.findUniqueOrThrow({ where: { outTradeNo } });
  throw new ShopError("refund_too_much", `这笔付款最多还能退 ${formatFen(totalFee - refunded)}`);
}

/** Gives an amount (fen) back to what a payment has left. */
export async function releaseAmount(tx: Tx, { outTradeNo, amount }: Amount): Promise<void> {
  await tx.payment.update({ where: { outTradeNo }, data: { refunded: { decrement: amount } } });
}

/**
 * Takes what a refund takes although it had let it go: WeChat has done it, and that counts. Whatever was granted
 * meanwhile WeChat refuses, since it sends back no more than was paid.
 */
export async function takeAnyway(
  tx: Tx,
  { outTradeNo, amount, orderId }: Amount & { orderId: string | null },
  lines: RefundLine[],
): Promise<void> {
  await tx.payment.update({ where: { outTradeNo }, data: { refunded: { increment: amount } } });
  for (const { productId, quantity } of [...lines].sort(byId)) {
    await tx.$executeRaw`
      UPDATE order_items SET refunded = refunded + ${quantity}
      WHERE order_id = ${orderId} AND product_id = ${productId} AND refunded + ${quantity} <= quantity`;
  }
}
