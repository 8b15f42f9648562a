import { now } from "../clock";
import { Prisma, type Tx } from "../db";
import { withRows } from "../sql-rows";

/** Gems that money earns: one for each whole yuan. */
export const gemsFor = (totalFen: number): number => Math.floor(totalFen / 100);

/** Why gems come and go: see GemEntry in prisma/models.prisma. */
export type GemEntryKind = "opening" | "earned" | "taken" | "cashed" | "returned";

export type GemChange = {
  userId: string;
  kind: GemEntryKind;
  /** What caused it: the order's id, the out_refund_no or the out_bill_no. The same cause counts once. */
  ref: string;
  /** Below zero when gems go. */
  delta: number;
  at: Date;
};

/**
 * Changes gems and notes why, for many causes at once, in the caller's transaction.
 * @throws P2002 (see isDuplicate) when one of the causes has been counted already: the transaction is to be undone
 */
export async function changeGemsOfMany(tx: Tx, changes: readonly GemChange[]): Promise<void> {
  const real = changes.filter(({ delta }) => delta !== 0);
  if (real.length === 0) return;
  const entries = real.map(
    ({ userId, kind, ref, delta, at }) => Prisma.sql`(${userId}, ${kind}, ${ref}, ${delta}, ${at})`,
  );
  await tx.$executeRaw`
    INSERT INTO gem_entries (user_id, kind, ref, delta, at) VALUES ${Prisma.join(entries)}`;
  const sums = new Map<string, number>();
  for (const { userId, delta } of real) sums.set(userId, (sums.get(userId) ?? 0) + delta);
  const rows = [...sums].map(([id, delta]) => ({ id, delta }));
  await tx.$executeRaw`
    ${withRows("change", "id", { id: "TEXT", delta: "INTEGER" }, rows)}
    UPDATE users SET gems = users.gems + change.delta, updated_at = ${now()}
    FROM change
    WHERE users.id = change.id`;
}

/**
 * Changes a user's gems and notes why, in the caller's transaction.
 * @throws P2002 (see isDuplicate) when this cause has been counted already: the transaction is to be undone
 */
export const changeGems = (tx: Tx, change: GemChange): Promise<void> => changeGemsOfMany(tx, [change]);
