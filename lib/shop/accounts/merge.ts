import type { Prisma, User } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { config } from "../../config";
import type { Tx } from "../../db";
import { pourCart } from "../cart";

/** Two users that were one person: what the log tells once it is certain. */
export type Merged = { fromId: string; intoId: string };

type HandOver = (tx: Tx, fromId: string, intoId: string) => Promise<unknown>;

/**
 * How everything that belongs to a user goes over to another one, by the relation's name in the schema: a new relation
 * without a line here is a type error. `merges` needs the session versions; see handOverMerges.
 */
export const handOvers: Record<Exclude<keyof Prisma.UserInclude, "_count" | "merges">, HandOver> = {
  payments: (tx, userId, intoId) => tx.payment.updateMany({ where: { userId }, data: { userId: intoId } }),
  orders: (tx, userId, intoId) => tx.order.updateMany({ where: { userId }, data: { userId: intoId } }),
  identities: (tx, userId, intoId) =>
    tx.wechatIdentity.updateMany({ where: { userId }, data: { userId: intoId } }),
  gemEntries: (tx, userId, intoId) => tx.gemEntry.updateMany({ where: { userId }, data: { userId: intoId } }),
  refunds: (tx, userId, intoId) => tx.refund.updateMany({ where: { userId }, data: { userId: intoId } }),
  transfers: (tx, userId, intoId) => tx.transfer.updateMany({ where: { userId }, data: { userId: intoId } }),
  cart: async (tx, userId, intoId) => {
    const cart = await tx.cart.findUnique({ where: { userId } });
    if (!cart) return;
    const key = { userId: intoId };
    const into = await tx.cart.upsert({ where: key, create: key, update: {} });
    await pourCart(tx, cart.id, into.id);
  },
};

/** A version that no user has: the sessions of that merge have ended. */
const ended = -1;

/** Who had been merged into `from` is now `into`; their sessions go on if they still did. */
async function handOverMerges(tx: Tx, from: User, into: User): Promise<void> {
  const alive = { intoId: from.id, intoVersion: from.sessionVersion };
  const data = { intoId: into.id, intoVersion: into.sessionVersion };
  await tx.userMerge.updateMany({ where: alive, data });
  await tx.userMerge.updateMany({
    where: { intoId: from.id },
    data: { intoId: into.id, intoVersion: ended },
  });
}

/** Until when the membership of both runs: both were paid for, so what is left of the one is added to the other. */
function vipUntilOf(from: User, into: User, at: Date): Date | null {
  const left = (user: User) => Math.max(0, +(user.vipUntil ?? at) - +at);
  const sum = left(from) + left(into);
  return sum > 0 ? new Date(+at + sum) : (into.vipUntil ?? from.vipUntil);
}

/**
 * Takes a user's row. On PostgreSQL FOR UPDATE also keeps others from adding anything of the user's, such as an order,
 * until the transaction ends; whoever tries finds the user gone. On SQLite the transaction is alone anyway.
 */
async function take(tx: Tx, id: string): Promise<User> {
  if (!config().databaseUrl.startsWith("file:"))
    await tx.$queryRaw`SELECT id FROM users WHERE id = ${id} FOR UPDATE`;
  return tx.user.update({ where: { id }, data: { updatedAt: now() } });
}

/**
 * Makes one user of two, in the caller's transaction: `into` stays, with all that `from` had, and `from` is gone but
 * for a row that tells who it was. Its sessions go on as `into`'s.
 * @throws P2025 when one of them is gone already; the caller starts over
 */
export async function mergeUsers(tx: Tx, fromId: string, intoId: string, unionid: string): Promise<Merged> {
  // Everyone takes the lower id first, so that two merges never wait for each other in a ring.
  const [lower, higher] = fromId < intoId ? [fromId, intoId] : [intoId, fromId];
  const [one, other] = [await take(tx, lower), await take(tx, higher)];
  const [from, into] = one.id === fromId ? [one, other] : [other, one];
  for (const handOver of Object.values(handOvers)) await handOver(tx, fromId, intoId);
  await handOverMerges(tx, from, into);
  const at = now();
  await tx.user.update({
    where: { id: intoId },
    data: {
      gems: { increment: from.gems },
      vipUntil: vipUntilOf(from, into, at),
      nickname: into.nickname ?? from.nickname,
      avatarUrl: into.avatarUrl ?? from.avatarUrl,
    },
  });
  await tx.user.delete({ where: { id: fromId } });
  const versions = { fromVersion: from.sessionVersion, intoVersion: into.sessionVersion };
  await tx.userMerge.create({ data: { fromId, intoId, unionid, ...versions, at } });
  return { fromId, intoId };
}
