import { now } from "../clock";
import { isDuplicate, type Tx, transaction } from "../db";
import { log } from "../log";
import { pourCart } from "./cart";

/** Who WeChat says it is, under one of our appids. */
export type WechatPerson = {
  appid: string;
  openid: string;
  unionid?: string | undefined;
  nickname?: string | undefined;
  avatarUrl?: string | undefined;
};

/** Makes one user of two that turned out to be the same person: `into` stays, with all that `from` had. */
async function mergeUsers(tx: Tx, fromId: string, intoId: string): Promise<void> {
  // Both rows are taken first, in one order for everyone, so that nobody changes them meanwhile.
  for (const id of [fromId, intoId].sort())
    await tx.user.update({ where: { id }, data: { updatedAt: now() } });
  const from = await tx.user.findUniqueOrThrow({ where: { id: fromId }, include: { cart: true } });
  const into = await tx.user.findUniqueOrThrow({ where: { id: intoId } });
  const where = { userId: fromId };
  const data = { userId: intoId };
  await tx.order.updateMany({ where, data });
  await tx.payment.updateMany({ where, data });
  await tx.wechatIdentity.updateMany({ where, data });
  if (from.cart) {
    const cart = await tx.cart.upsert({ where: data, create: data, update: {} });
    await pourCart(tx, from.cart.id, cart.id);
  }
  const later = [from.vipUntil, into.vipUntil].filter((date) => date !== null).sort((a, b) => +b - +a)[0];
  await tx.user.update({
    where: { id: intoId },
    data: { gems: { increment: from.gems }, vipUntil: later ?? null },
  });
  await tx.user.delete({ where: { id: fromId } });
  log.info("user.merged", { fromId, intoId });
}

async function findOrCreate(tx: Tx, person: WechatPerson) {
  const { appid, openid, unionid } = person;
  const at = now();
  const key = { appid_openid: { appid, openid } };
  const byOpenid = await tx.wechatIdentity.findUnique({ where: key });
  const byUnionid = unionid
    ? await tx.wechatIdentity.findFirst({ where: { unionid }, orderBy: { createdAt: "asc" } })
    : null;
  if (byUnionid && byOpenid && byUnionid.userId !== byOpenid.userId) {
    await mergeUsers(tx, byOpenid.userId, byUnionid.userId);
  }
  const userId =
    byUnionid?.userId ?? byOpenid?.userId ?? (await tx.user.create({ data: { createdAt: at } })).id;
  const seen = { userId, lastLoginAt: at, ...(unionid ? { unionid } : {}) };
  // No upsert: of two first logins at once, the second must fail and look again, not take the openid over.
  if (byOpenid) await tx.wechatIdentity.update({ where: key, data: seen });
  else await tx.wechatIdentity.create({ data: { appid, openid, createdAt: at, ...seen } });
  const profile = {
    ...(person.nickname ? { nickname: person.nickname } : {}),
    ...(person.avatarUrl ? { avatarUrl: person.avatarUrl } : {}),
  };
  return tx.user.update({ where: { id: userId }, data: profile });
}

/**
 * The user that a WeChat person is: found by unionid, then by openid, else made. Two users that a unionid shows to
 * be one person are merged, orders and all. Nickname and avatar are taken over when given, never compared.
 */
export async function userOfWechat(person: WechatPerson) {
  try {
    return await transaction((tx) => findOrCreate(tx, person));
  } catch (error) {
    // Two first logins of one person at once: the other one made the user.
    if (!isDuplicate(error)) throw error;
    return transaction((tx) => findOrCreate(tx, person));
  }
}
