import { now } from "../clock";
import type { Tx } from "../db";

/**
 * What a membership costs (fen), how long it lasts (days), and what members are promised. The shop's owner keeps the
 * promise by hand: the operator's pages say who is a member.
 */
export const vip = {
  price: 9900,
  days: 365,
  name: "月光会员 · 一年",
  gifts: ["优先发货", "免费礼盒包装"],
} as const;

const dayMs = 24 * 60 * 60 * 1000;

/** Whether a user is a member at a moment. */
export const isVip = (user: { vipUntil: Date | null }, at: Date): boolean =>
  user.vipUntil !== null && user.vipUntil > at;

/** Adds one membership: after the one that runs, or from `paidAt`. */
export async function extendMembership(tx: Tx, userId: string, paidAt: Date): Promise<Date> {
  // A write first: of two memberships that are settled at once, the second waits here and sees the first.
  const user = await tx.user.update({ where: { id: userId }, data: { updatedAt: now() } });
  const start = user.vipUntil && user.vipUntil > paidAt ? user.vipUntil : paidAt;
  const vipUntil = new Date(start.getTime() + vip.days * dayMs);
  await tx.user.update({ where: { id: userId }, data: { vipUntil } });
  return vipUntil;
}

/** The whole days of a membership that a part of its price (fen) stands for. */
export const daysFor = (amount: number, total: number): number => Math.floor((vip.days * amount) / total);

/** Takes days off a membership that were paid back; it may have ended by that. */
export async function shortenMembership(tx: Tx, userId: string, days: number): Promise<void> {
  const { vipUntil } = await tx.user.update({ where: { id: userId }, data: { updatedAt: now() } });
  if (!vipUntil) return;
  const data = { vipUntil: new Date(vipUntil.getTime() - days * dayMs) };
  await tx.user.update({ where: { id: userId }, data });
}
