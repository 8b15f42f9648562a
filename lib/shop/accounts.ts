import type { User } from "@/generated/prisma/sqlite/client";
import { now } from "../clock";
import { type Tx, transaction } from "../db";
import { log } from "../log";
import { type Merged, mergeUsers } from "./accounts/merge";
import { type Profile, usableProfile } from "./accounts/profile";
import { takeTurn } from "./accounts/turn";

/** Who WeChat says it is, under one of our appids. */
export type WechatPerson = Profile & {
  appid: string;
  openid: string;
  unionid?: string | undefined;
};

/** What became of a login's person. */
type Found = { user: User; merged: Merged[]; kept: KeptApart | null };

/**
 * Why users who share a unionid stay two: the openid had another unionid before, or one of the users has.
 * WeChat gives a person one unionid for each open platform account, so this means that an app of ours was bound
 * to another account, and nobody but the operator can say which of the old unionids still hold.
 */
type KeptApart = { reason: "unionid_changed" | "other_unionid"; appid: string };

const inTwoDifferentWays = (user: { identities: { unionid: string | null }[] }, unionid: string) =>
  user.identities.some((identity) => identity.unionid !== null && identity.unionid !== unionid);

/** The older one; of two of the same moment, anyone as long as everyone agrees. */
const byAge = (a: User, b: User) => +a.createdAt - +b.createdAt || (a.id < b.id ? -1 : 1);

/**
 * The user whom a unionid and an openid lead to, after merging those who are one person. The oldest stays: what
 * elsewhere refers to a customer by number most likely has that one.
 */
async function findUser(tx: Tx, unionid: string, ownerId: string | undefined) {
  const users = await tx.user.findMany({
    where: { OR: [{ identities: { some: { unionid } } }, ...(ownerId ? [{ id: ownerId }] : [])] },
    include: { identities: { select: { unionid: true } } },
  });
  const oldestFirst = users.sort(byAge);
  const owner = users.find(({ id }) => id === ownerId);
  const same = oldestFirst.filter((user) => !inTwoDifferentWays(user, unionid));
  const apart = users.length > 1 && same.length < users.length;
  // The openid's owner is never left for another user, nor merged against what is known of them.
  if (owner && !same.includes(owner)) return { id: owner.id, merged: [], apart };
  const [into, ...rest] = same;
  if (!into) return { id: oldestFirst[0]?.id, merged: [], apart };
  const merged: Merged[] = [];
  for (const from of rest) merged.push(await mergeUsers(tx, from.id, into.id, unionid));
  return { id: into.id, merged, apart };
}

async function findOrCreate(tx: Tx, { appid, openid, unionid, ...profile }: WechatPerson): Promise<Found> {
  const at = now();
  const key = { appid, openid };
  if (unionid) await takeTurn(tx, unionid);
  // A write first: whoever merges this openid's user at the same moment is waited for.
  await tx.wechatIdentity.updateMany({ where: key, data: { lastLoginAt: at } });
  const known = await tx.wechatIdentity.findUnique({ where: { appid_openid: key } });
  const changed = Boolean(unionid && known?.unionid && known.unionid !== unionid);
  const found =
    unionid && !changed
      ? await findUser(tx, unionid, known?.userId)
      : { id: known?.userId, merged: [], apart: false };
  const userId = found.id ?? (await tx.user.create({ data: { createdAt: at } })).id;
  // No upsert: of two first logins at once, the second must fail and look again, not take the openid over.
  if (!known) {
    const data = { ...key, userId, unionid: unionid ?? null, createdAt: at, lastLoginAt: at };
    await tx.wechatIdentity.create({ data });
  } else if (unionid && known.unionid === null) {
    await tx.wechatIdentity.update({ where: { appid_openid: key }, data: { unionid } });
  }
  const user = await tx.user.update({ where: { id: userId }, data: usableProfile(profile) });
  const reason = changed ? "unionid_changed" : found.apart ? "other_unionid" : null;
  return { user, merged: found.merged, kept: reason && { reason, appid } };
}

// P2002: of two first logins at once, the other one made the user. P2003, P2025: the user was merged meanwhile.
const overtaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["P2002", "P2003", "P2025"].includes(String(error.code));

/** Said after the commit: what is rolled back has not happened. */
function tell({ user, merged, kept }: Found): void {
  for (const { fromId, intoId } of merged) log.info("user.merged", { fromId, intoId });
  if (kept) log.warn("user.kept_apart", { userId: user.id, ...kept });
}

/**
 * The user that a WeChat person is: found by openid and by unionid, else made. An openid whose unionid appears later
 * is linked then; users whom a unionid shows to be one person are merged, orders and all, in the same transaction.
 *
 * The first unionid of an openid stays. When WeChat names another one, or one of the users has another one, nobody is
 * merged by it, and the log says so: after binding an app to another open platform account, an operator who is sure sets
 * `wechat_identities.unionid` of that appid to NULL, and each is learnt anew at the next login.
 *
 * Nickname and avatar are taken over when given and fit to be shown, never compared.
 */
export async function userOfWechat(person: WechatPerson): Promise<User> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const found = await transaction((tx) => findOrCreate(tx, person));
      tell(found);
      return found.user;
    } catch (error) {
      if (attempt === 5 || !overtaken(error)) throw error;
    }
  }
}
