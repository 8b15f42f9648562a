import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { placeOrder } from "@/lib/shop/orders/place";
import { openVipPayment } from "@/lib/shop/payments/open";
import { prepareOrder, preparePayment } from "@/lib/shop/payments/prepare";
import { shipping } from "./world";

/** Somebody pays a prepared payment at the sandbox's WeChat, and the shop is told. */
export async function payAtSandbox(outTradeNo: string): Promise<void> {
  const { prepayId } = await db().sandboxOrder.findFirstOrThrow({ where: { outTradeNo } });
  await finishSheet({ prepayId, action: "pay" }, "lin");
  await deliverDue();
}

/** An order that Lin has placed and paid. */
export async function paidOrder(
  userId: string,
  lines: { productId: string; quantity: number }[] = [{ productId: "garnet", quantity: 3 }],
): Promise<string> {
  const orderId = await placeOrder(userId, lines, shipping, { fromCart: false });
  await prepareOrder({ userId, clientIp: "127.0.0.1" }, orderId, paymentHandlers);
  await payAtSandbox(orderId);
  return orderId;
}

/** The out_trade_no of a membership that Lin has paid. */
export async function paidVip(userId: string): Promise<string> {
  const payer = { userId, clientIp: "127.0.0.1" };
  const outTradeNo = await openVipPayment(payer);
  await preparePayment(payer, outTradeNo, paymentHandlers);
  await payAtSandbox(outTradeNo);
  return outTradeNo;
}

/** A refund's row. */
export const refundRow = (outRefundNo: string) =>
  db().refund.findUniqueOrThrow({ where: { outRefundNo }, include: { items: true } });

/** How much of an order's payments and stones is in refunds. */
export async function reserved(orderId: string): Promise<{ fen: number; stones: number }> {
  const payments = await db().payment.aggregate({ where: { orderId }, _sum: { refunded: true } });
  const items = await db().orderItem.aggregate({ where: { orderId }, _sum: { refunded: true } });
  return { fen: payments._sum.refunded ?? 0, stones: items._sum.refunded ?? 0 };
}

export const gemsOf = async (userId: string): Promise<number> =>
  (await db().user.findUniqueOrThrow({ where: { id: userId } })).gems;
