import { z } from "zod";
import { now } from "../../clock";
import { db, type Tx, transaction } from "../../db";
import { log } from "../../log";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { enqueueOrderNotice } from "../notices/enqueue";

/** How a parcel goes out. */
export const parcelSchema = z.object({
  carrier: z.string().trim().min(1, "请填写快递公司").max(30, "快递公司名称太长"),
  trackingNo: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z-]{5,40}$/, "请填写快递单号：5 到 40 位数字或字母"),
});
export type Parcel = z.infer<typeof parcelSchema>;

const notFound = () => new ShopError("order_not_found", "没有找到这笔订单");

/** A parcel shall not leave while its money goes back, or while nobody has decided whether it does. */
async function refuseWhileRefunding(tx: Tx, orderId: string): Promise<void> {
  if ((await tx.refund.count({ where: { orderId, state: "requested" } })) > 0) {
    throw new ShopError("order_state", "买家申请了退款，请先处理再发货");
  }
  const items = await tx.orderItem.findMany({ where: { orderId } });
  const payments = await tx.payment.findMany({ where: { orderId, state: "paid" } });
  const nothingLeft = items.every(({ quantity, refunded }) => refunded >= quantity);
  if (nothingLeft || payments.every(({ totalFee, refunded }) => refunded >= totalFee)) {
    throw new ShopError("order_state", "这笔订单正在全部退款，不能发货");
  }
}

/**
 * The orders whose parcels may leave, by the same rule, for a query: paid, nobody asked for money back that was not answered,
 * and something is left that does not go back.
 */
export const toBeShipped = () => ({
  state: "paid",
  refunds: { none: { state: "requested" } },
  items: { some: { refunded: { lt: db().orderItem.fields.quantity } } },
  payments: { some: { state: "paid", refunded: { lt: db().payment.fields.totalFee } } },
});

/**
 * Notes that a paid order's parcel has left.
 * @throws ShopError order_not_found; order_state when it is not paid, was shipped already, or its refund is open
 */
export async function shipOrder(orderId: string, parcel: Parcel): Promise<void> {
  const { carrier, trackingNo } = parcelSchema.parse(parcel);
  if (!isId(orderId)) throw notFound();
  await transaction(async (tx) => {
    const at = now();
    const where = { id: orderId, state: "paid" };
    const data = { state: "shipped", shippedAt: at, carrier, trackingNo };
    const { count } = await tx.order.updateMany({ where, data });
    if (count === 0) {
      if ((await tx.order.count({ where: { id: orderId } })) === 0) throw notFound();
      throw new ShopError("order_state", "这笔订单现在不能发货");
    }
    await refuseWhileRefunding(tx, orderId);
    await tx.orderEvent.create({ data: { orderId, kind: "shipped", note: `${carrier} ${trackingNo}`, at } });
    await enqueueOrderNotice(tx, { orderId, kind: "shipped" });
  });
}

async function complete(tx: Tx, where: { id: string; userId?: string }, note: string): Promise<boolean> {
  const at = now();
  const data = { state: "completed", completedAt: at };
  const { count } = await tx.order.updateMany({ where: { ...where, state: "shipped" }, data });
  if (count === 1) await tx.orderEvent.create({ data: { orderId: where.id, kind: "completed", note, at } });
  return count === 1;
}

/**
 * A buyer has the parcel.
 * @throws ShopError order_not_found; order_state when it was not shipped
 */
export async function confirmReceipt(userId: string, orderId: string): Promise<void> {
  if (!isId(orderId)) throw notFound();
  if (await transaction((tx) => complete(tx, { id: orderId, userId }, ""))) return;
  const order = await db().order.findFirst({ where: { id: orderId, userId } });
  if (!order) throw notFound();
  if (order.state !== "completed") throw new ShopError("order_state", "这笔订单还没有发货，不能确认收货");
}

/** So long after shipping an order is complete by itself, in days. */
const receiptDays = 10;

/**
 * Completes the orders whose buyers have said nothing for ten days.
 * @param until a moment of performance.now() after which none is begun
 */
export async function completeOldShipments(until: number): Promise<void> {
  const before = new Date(now().getTime() - receiptDays * 24 * 60 * 60 * 1000);
  const where = { state: "shipped", shippedAt: { lte: before } };
  const rows = await db().order.findMany({ where, select: { id: true }, take: 200 });
  for (const { id } of rows) {
    if (performance.now() > until) return;
    await transaction((tx) => complete(tx, { id }, `发货 ${receiptDays} 天后自动确认`));
  }
  if (rows.length > 0) log.info("orders.completed", { count: rows.length });
}
