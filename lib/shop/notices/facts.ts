import type { OrderNotice } from "@/generated/prisma/sqlite/client";
import { type OrderNoticeKind, orderNoticeKinds } from "../../config";
import { db } from "../../db";
import type { NoticeFacts } from "./templates";

/** A notice's kind, which the database keeps as text; null for one that is no longer known. */
export const noticeKind = (text: string): OrderNoticeKind | null =>
  orderNoticeKinds.find((known) => known === text) ?? null;

const include = {
  order: { include: { items: true, refunds: { include: { items: true } }, payments: true } },
} as const;

/** A notice with all that its message can speak of; null when it is gone. */
export const noticeWithOrder = (id: number) => db().orderNotice.findUnique({ where: { id }, include });
export type NoticeWithOrder = NonNullable<Awaited<ReturnType<typeof noticeWithOrder>>>;

type Refund = NoticeWithOrder["order"]["refunds"][number];

/** Stones of a refund by their names; a refund of money alone speaks of the whole order. */
function refundedItems({ order }: NoticeWithOrder, { items }: Refund): NoticeFacts["items"] {
  if (items.length === 0) return order.items;
  return items.flatMap(({ productId, quantity }) => {
    const item = order.items.find((line) => line.productId === productId);
    return item ? [{ name: item.name, quantity }] : [];
  });
}

/** What the message of a notice says; null when what it was to tell of is gone. */
export function factsOf(notice: NoticeWithOrder, kind: OrderNoticeKind): NoticeFacts | null {
  const { order, subject, createdAt } = notice;
  const common = { orderId: order.id, carrier: order.carrier ?? "", trackingNo: order.trackingNo ?? "" };
  const ofOrder = { ...common, items: order.items, amount: order.total, whole: true };
  switch (kind) {
    case "paid":
      return { ...ofOrder, at: order.paidAt ?? createdAt };
    case "shipped":
      return { ...ofOrder, at: order.shippedAt ?? createdAt };
    case "refunded": {
      const refund = order.refunds.find(({ outRefundNo }) => outRefundNo === subject);
      if (!refund) return null;
      const paid = order.payments.find(({ outTradeNo }) => outTradeNo === refund.outTradeNo);
      return {
        ...common,
        items: refundedItems(notice, refund),
        amount: refund.amount,
        whole: refund.amount === paid?.totalFee,
        at: refund.finishedAt ?? createdAt,
      };
    }
  }
}

/** An older one of the same order that is still to be sent: people hear things in the order in which they happened. */
export async function hasOlderWaiting({
  id,
  orderId,
}: Pick<OrderNotice, "id" | "orderId">): Promise<boolean> {
  return (await db().orderNotice.count({ where: { orderId, id: { lt: id }, state: "waiting" } })) > 0;
}
