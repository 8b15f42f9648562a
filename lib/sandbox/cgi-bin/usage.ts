import { now } from "@/lib/clock";
import type { Tx } from "@/lib/db";

/** How often an account may use an interface. WeChat counts by days and months of Beijing. */

const beijingOffsetMs = 8 * 3_600_000;

/** The day in Beijing: 2026-01-31. */
export const day = (at: Date = now()): string =>
  new Date(at.getTime() + beijingOffsetMs).toISOString().slice(0, 10);

/** The month in Beijing: 2026-01. */
export const month = (at: Date = now()): string => day(at).slice(0, 7);

/**
 * Counts one use, this one included. On PostgreSQL whoever counts the same use at the same moment waits until the
 * transaction ends, so that what follows in it happens one after another; on SQLite all transactions do.
 */
export async function countUse(tx: Tx, appid: string, name: string, period: string): Promise<number> {
  const { count } = await tx.sandboxUsage.upsert({
    where: { appid_name_period: { appid, name, period } },
    create: { appid, name, period, count: 1 },
    update: { count: { increment: 1 } },
    select: { count: true },
  });
  return count;
}

/** Forgets what was used of some interfaces in a period. */
export async function forgetUses(tx: Tx, appid: string, names: readonly string[], period: string) {
  await tx.sandboxUsage.deleteMany({ where: { appid, period, name: { in: [...names] } } });
}
