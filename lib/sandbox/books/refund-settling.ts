import { now } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { refundBody } from "../notice-bodies";
import { enterRefundNotice, planRefundNotice, type ReadyNotice } from "../notices";
import type { BookedOrder } from "../pay/order-book";
import { ensurePeople } from "../people";
import { changeBalance, ensureMerchant } from "./merchant";
import type { BookedRefund, findRefund } from "./refunds";

/** Refunds end when they are due: the money arrives, or does not, and the shop is told. */

const batch = 50;

/** Ends every refund that is due by the sandbox's clock. @returns how many this call ended */
export async function settleRefundsDue(): Promise<number> {
  const due = await db().sandboxRefund.findMany({
    where: { status: "PROCESSING", dueAt: { lte: now() } },
    orderBy: [{ dueAt: "asc" }, { id: "asc" }],
    take: batch,
    include: { order: true },
  });
  if (due.length === 0) return 0;
  await Promise.all([ensurePeople(), ensureMerchant()]);
  let ended = 0;
  for (const refund of due) if (await settle(refund)) ended += 1;
  return ended;
}

/** When the next refund is due; null when none is under way. */
export async function nextRefundDue(): Promise<Date | null> {
  const next = await db().sandboxRefund.findFirst({
    where: { status: "PROCESSING" },
    orderBy: { dueAt: "asc" },
    select: { dueAt: true },
  });
  return next?.dueAt ?? null;
}

type DueRefund = NonNullable<Awaited<ReturnType<typeof findRefund>>>;

async function settle({ order, ...refund }: DueRefund): Promise<boolean> {
  const ended = { status: refund.outcome, finishedAt: now() };
  // Prepared before the transaction, in which nothing else may be asked.
  const url = refund.notifyUrl;
  const after = { ...refund, ...ended };
  const notice = url ? await readyNotice(url, after, order) : null;
  return transaction(async (tx) => {
    const { count } = await tx.sandboxRefund.updateMany({
      where: { id: refund.id, status: "PROCESSING" },
      data: ended,
    });
    if (count === 0) return false;
    if (ended.status === "SUCCESS") {
      const id = order.payerId ?? "";
      await tx.sandboxPerson.update({ where: { id }, data: { wallet: { increment: refund.amount } } });
    }
    if (ended.status === "CLOSED") {
      await tx.sandboxOrder.update({
        where: { id: order.id },
        data: { refunded: { decrement: refund.amount } },
      });
      await changeBalance(tx, refund.amount);
    }
    if (notice) await enterRefundNotice(tx, after, notice);
    return true;
  });
}

async function readyNotice(url: string, refund: BookedRefund, order: BookedOrder): Promise<ReadyNotice> {
  const [body, forgedBody] = [await refundBody(refund, order), await refundBody(refund, order, "signature")];
  return { url, body, forgedBody, plan: await planRefundNotice() };
}
