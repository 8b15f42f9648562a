import { now } from "@/lib/clock";
import type { Tx } from "@/lib/db";
import { db } from "@/lib/db";
import type { BookedRefund } from "./books/refunds";
import type { BookedTransfer } from "./books/transfers";
import { strikes } from "./faults";
import { type Forgery, forgeriesFor } from "./forgeries";
import { secondsFromNow } from "./grants";
import { paymentBody, refundBody, transferBody } from "./notice-bodies";
import type { BookedOrder } from "./pay/order-book";

/** The queue of notifications, genuine and forged ones. (WeChat Pay v2, payment notification, refund notification) */

export { type Forgery, forgeries } from "./forgeries";

/** What is going to happen to a notification. */
export interface NoticePlan {
  lost: boolean;
  late: boolean;
  doubled: boolean;
  forged: boolean;
}

/** Takes the faults that strike the next payment's notification. */
export async function planNotice(): Promise<NoticePlan> {
  return {
    lost: await strikes("notice_lost"),
    late: await strikes("notice_late"),
    doubled: await strikes("notice_doubled"),
    forged: await strikes("notice_forged"),
  };
}

/** Takes the faults that strike the next refund's notification. */
export async function planRefundNotice(): Promise<NoticePlan> {
  return {
    lost: await strikes("refund_notice_lost"),
    late: await strikes("refund_notice_late"),
    doubled: await strikes("refund_notice_doubled"),
    forged: await strikes("refund_notice_forged"),
  };
}

/** Takes the faults that strike the next transfer's notification. */
export async function planTransferNotice(): Promise<NoticePlan> {
  return {
    lost: await strikes("transfer_notice_lost"),
    late: await strikes("transfer_notice_late"),
    doubled: await strikes("transfer_notice_doubled"),
    forged: await strikes("transfer_notice_forged"),
  };
}

const lateSeconds = 15;

/** Which notification of which API, and where it goes. */
interface Addressee {
  subject: "payment" | "refund" | "transfer";
  api: string;
  url: string;
  orderId?: number;
  refundId?: number;
  transferId?: number;
}

/** A notification that is ready to be entered in a transaction. */
export interface ReadyNotice {
  url: string;
  body: string;
  plan: NoticePlan;
  /** The forged one that comes first, when the plan has one. */
  forgedBody?: string | undefined;
}

async function enter(tx: Tx, to: Addressee, { body, plan, forgedBody }: ReadyNotice): Promise<void> {
  const common = { ...to, createdAt: now() };
  // First, since notifications of one subject go out in the order of their numbers.
  if (plan.forged && forgedBody !== undefined) {
    await tx.sandboxNotice.create({
      data: { ...common, kind: "signature", body: forgedBody, nextAttemptAt: now() },
    });
  }
  await tx.sandboxNotice.create({
    data: {
      ...common,
      body,
      status: plan.lost ? "lost" : "waiting",
      copies: plan.doubled ? 2 : 1,
      nextAttemptAt: plan.late ? secondsFromNow(lateSeconds) : now(),
    },
  });
}

/** Enters the notification of a paid order, in the transaction that pays it. */
export async function enterNotice(tx: Tx, order: BookedOrder, notice: ReadyNotice): Promise<void> {
  await enter(tx, { subject: "payment", api: order.api, url: notice.url, orderId: order.id }, notice);
}

/** Enters the notification of a refund that is over, in the transaction that ends it. */
export async function enterRefundNotice(tx: Tx, refund: BookedRefund, notice: ReadyNotice): Promise<void> {
  await enter(tx, { subject: "refund", api: refund.api, url: notice.url, refundId: refund.id }, notice);
}

/** Enters the notification of a transfer that is over, in the transaction that ends it. */
export async function enterTransferNotice(
  tx: Tx,
  transfer: BookedTransfer,
  notice: ReadyNotice,
): Promise<void> {
  const { id: transferId, api } = transfer;
  await enter(tx, { subject: "transfer", api, url: notice.url, transferId }, notice);
}

const apiOf = (api: string): "v2" | "v3" => (api === "v3" ? "v3" : "v2");

/** Enters a forged notification, which is sent once. */
async function enterForged(to: Addressee, kind: Forgery, body: string): Promise<true> {
  await db().sandboxNotice.create({
    data: { ...to, kind, body, nextAttemptAt: now(), createdAt: now() },
  });
  return true;
}

/**
 * Enters a forged notification of an order, paid or not.
 * @returns false when there is no such order, or its API has no such forgery
 */
export async function forgeForOrder(orderId: number, forgery: Forgery): Promise<boolean> {
  const order = await db().sandboxOrder.findUnique({ where: { id: orderId } });
  if (!order || !forgeriesFor(apiOf(order.api), "payment").includes(forgery)) return false;
  const to = { subject: "payment", api: order.api, url: order.notifyUrl, orderId } as const;
  return enterForged(to, forgery, await paymentBody(order, forgery));
}

/**
 * Enters a forged notification of a refund, over or not.
 * @returns false when there is no such refund, it names no address, or its API has no such forgery
 */
export async function forgeForRefund(refundId: number, forgery: Forgery): Promise<boolean> {
  const found = await db().sandboxRefund.findUnique({ where: { id: refundId }, include: { order: true } });
  if (!found?.notifyUrl || !forgeriesFor(apiOf(found.api), "refund").includes(forgery)) return false;
  const { order, ...refund } = found;
  const to = { subject: "refund", api: refund.api, url: found.notifyUrl, refundId } as const;
  return enterForged(to, forgery, await refundBody(refund, order, forgery));
}

/**
 * Enters a forged notification of a transfer, over or not.
 * @returns false when there is no such transfer, it names no address, or its API has no such forgery
 */
export async function forgeForTransfer(transferId: number, forgery: Forgery): Promise<boolean> {
  const transfer = await db().sandboxTransfer.findUnique({ where: { id: transferId } });
  const { api, notifyUrl: url } = transfer ?? { api: "", notifyUrl: null };
  if (!transfer || !url || !forgeriesFor(apiOf(api), "transfer").includes(forgery)) return false;
  const to = { subject: "transfer", api, url, transferId } as const;
  return enterForged(to, forgery, await transferBody(transfer, forgery));
}

/** Enters a forged notification beside a genuine one. @returns false when there is none to forge */
export async function forgeNotice(noticeId: number, forgery: Forgery): Promise<boolean> {
  const notice = await db().sandboxNotice.findUnique({
    where: { id: noticeId },
    select: { orderId: true, refundId: true, transferId: true },
  });
  if (notice?.orderId) return forgeForOrder(notice.orderId, forgery);
  if (notice?.refundId) return forgeForRefund(notice.refundId, forgery);
  return notice?.transferId ? forgeForTransfer(notice.transferId, forgery) : false;
}

/** Sends a notification once more, as it was; a lost or given up one starts from the beginning. */
export async function resendNotice(id: number): Promise<boolean> {
  const notice = await db().sandboxNotice.findUnique({ where: { id }, select: { status: true } });
  if (!notice) return false;
  const again = notice.status === "waiting" ? {} : { status: "waiting", attempts: 0, copies: 1 };
  await db().sandboxNotice.update({ where: { id }, data: { ...again, nextAttemptAt: now() } });
  return true;
}
