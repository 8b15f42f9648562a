import { now, nowMs } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { changeBalance, ensureMerchant } from "./merchant";
import type { BookedRedPack } from "./red-packs";

/** Red packs that arrive late, and what nobody took within a day goes back. (WeChat Pay v2, cash red packs) */

/** How long one takes that WeChat is slow with. */
const sendingMs = 10_000;
/** How long the money is on its way back. */
const returningMs = 60_000;

const ago = (ms: number): Date => new Date(nowMs() - ms);

/** Does what is due by the sandbox's clock. @returns how many red packs changed */
export async function settleRedPacksDue(): Promise<number> {
  const arrived = await db().sandboxRedPack.updateMany({
    where: { status: "SENDING", createdAt: { lte: ago(sendingMs) } },
    data: { status: "SENT" },
  });
  const expired = await db().sandboxRedPack.updateMany({
    where: { status: "SENT", expiresAt: { lte: now() } },
    data: { status: "RFUND_ING" },
  });
  const due = await db().sandboxRedPack.findMany({
    where: { status: "RFUND_ING", expiresAt: { lte: ago(returningMs) } },
    orderBy: { id: "asc" },
  });
  let returned = 0;
  for (const pack of due) if (await giveBack(pack)) returned += 1;
  return arrived.count + expired.count + returned;
}

async function giveBack({ id, amount }: BookedRedPack): Promise<boolean> {
  await ensureMerchant();
  return transaction(async (tx) => {
    const { count } = await tx.sandboxRedPack.updateMany({
      where: { id, status: "RFUND_ING" },
      data: { status: "REFUND", returnedAt: now() },
    });
    if (count === 0) return false;
    const taken = await tx.sandboxRedPackTake.aggregate({
      where: { redPackId: id },
      _sum: { amount: true },
    });
    const returned = amount - (taken._sum.amount ?? 0);
    await tx.sandboxRedPack.update({ where: { id }, data: { returned } });
    await changeBalance(tx, returned);
    return true;
  });
}

/** When the next red pack has something to do; null when none has. */
export async function nextRedPackDue(): Promise<Date | null> {
  const [sending, sent, returning] = await Promise.all([
    first("SENDING", "createdAt"),
    first("SENT", "expiresAt"),
    first("RFUND_ING", "expiresAt"),
  ]);
  const moments = [
    ...sending.map(({ createdAt }) => createdAt.getTime() + sendingMs),
    ...sent.map(({ expiresAt }) => expiresAt.getTime()),
    ...returning.map(({ expiresAt }) => expiresAt.getTime() + returningMs),
  ];
  return moments.length > 0 ? new Date(Math.min(...moments)) : null;
}

/** At most one. */
const first = (status: string, by: "createdAt" | "expiresAt") =>
  db().sandboxRedPack.findMany({ where: { status }, orderBy: { [by]: "asc" }, take: 1 });
