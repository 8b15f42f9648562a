import { randomInt } from "node:crypto";
import { now, nowMs } from "@/lib/clock";
import { db, isDuplicate, type Tx, transaction } from "@/lib/db";
import { randomText } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "../accounts";
import { firstToStrike } from "../faults";
import { ensurePeople, openidOf, type PersonId } from "../people";
import { changeBalance, ensureMerchant } from "./merchant";

/** Cash red packs: sent, opened, returned. (WeChat Pay v2, cash red packs) */

export type BookedRedPack = NonNullable<
  Awaited<ReturnType<ReturnType<typeof db>["sandboxRedPack"]["findUnique"]>>
>;

export interface RedPackWish {
  mchBillno: string;
  appid: string;
  openid: string;
  personId: PersonId;
  type: "NORMAL" | "GROUP";
  /** Fen, of all of it. */
  amount: number;
  /** For how many people. */
  count: number;
  sendName: string;
  wishing: string;
  actName: string;
  remark: string;
  /** JSON of the request. */
  request: string;
}

export type RedPackRefusal = "risk" | "poor" | "too_many_today" | "too_much_today" | "merchant_limit";

/** A red pack that is entered may still have failed, or be on its way: see its status. */
export type RedPackSending = { pack: BookedRedPack } | { refusal: RedPackRefusal };

const mchId = sandboxAccounts.pay.mchid;
const lifeMs = 24 * 3600 * 1000;
/** How many a person can be sent on a day in Beijing. */
export const mostPerDay = 10;
/** Fen that a person can be sent on a day in Beijing. */
export const mostFenPerDay = 100_000;
/** Fen that the merchant can send on a day in Beijing. */
const mostFenOfMerchant = 100_000_000;

export async function findRedPack(mchBillno: string): Promise<BookedRedPack | null> {
  return db().sandboxRedPack.findUnique({ where: { mchId_mchBillno: { mchId, mchBillno } } });
}

class Refused extends Error {
  constructor(readonly refusal: RedPackRefusal) {
    super(refusal);
  }
}

/** Sends a red pack with a number that is new: its money leaves the merchant's balance at once. */
export async function sendRedPack(wish: RedPackWish): Promise<RedPackSending> {
  await Promise.all([ensureMerchant(), ensurePeople()]);
  const fault = await firstToStrike(["payout_risk", "payout_failed", "payout_processing"]);
  if (fault === "payout_risk") return { refusal: "risk" };
  const status = { payout_failed: "FAILED", payout_processing: "SENDING", none: "SENT" }[fault ?? "none"];
  try {
    return { pack: await transaction((tx) => enter(tx, wish, status)) };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    if (!isDuplicate(error)) throw error;
    // The same number came twice at once: the other request entered it.
    const pack = await findRedPack(wish.mchBillno);
    if (!pack) throw error;
    return { pack };
  }
}

async function enter(tx: Tx, wish: RedPackWish, status: string): Promise<BookedRedPack> {
  const failed = status === "FAILED";
  // First, since it makes those that come at once wait for each other.
  if (!(await changeBalance(tx, failed ? 0 : -wish.amount))) throw new Refused("poor");
  if (!failed) await checkDay(tx, wish);
  const at = now();
  return tx.sandboxRedPack.create({
    data: {
      ...wish,
      mchId,
      sendListid: `1000${randomText("0123456789", 24)}`,
      detailId: `1000${beijingTime(at).slice(0, 8)}${randomText("0123456789", 16)}`,
      status,
      reason: failed ? "红包发放失败" : null,
      createdAt: at,
      expiresAt: new Date(at.getTime() + lifeMs),
    },
  });
}

async function checkDay(tx: Tx, { personId, amount }: RedPackWish): Promise<void> {
  const where = { createdAt: { gte: beijingDay() }, status: { not: "FAILED" } };
  const [own, all] = [
    await tx.sandboxRedPack.aggregate({
      where: { ...where, personId },
      _count: true,
      _sum: { amount: true },
    }),
    await tx.sandboxRedPack.aggregate({ where, _sum: { amount: true } }),
  ];
  if (own._count >= mostPerDay) throw new Refused("too_many_today");
  if ((own._sum.amount ?? 0) + amount > mostFenPerDay) throw new Refused("too_much_today");
  if ((all._sum.amount ?? 0) + amount > mostFenOfMerchant) throw new Refused("merchant_limit");
}

const dayMs = 24 * 3600 * 1000;
const beijingMs = 8 * 3600 * 1000;

/** When the present day began in Beijing. */
function beijingDay(): Date {
  return new Date(Math.floor((nowMs() + beijingMs) / dayMs) * dayMs - beijingMs);
}

export type RedPackOpening = { ok: true; amount: number } | { ok: false; message: string };

const closed = (message: string): RedPackOpening => ({ ok: false, message });

/**
 * A person opens a red pack, once: opened again it shows the same amount. A group's is for anybody, each gets a random
 * share.
 * @returns fen, or what the phone shows
 */
export async function openRedPack(id: number, personId: PersonId): Promise<RedPackOpening> {
  await ensurePeople();
  try {
    return await transaction((tx) => take(tx, id, personId));
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // Two taps at once: the other one opened it.
    return transaction((tx) => take(tx, id, personId));
  }
}

async function take(tx: Tx, id: number, personId: PersonId): Promise<RedPackOpening> {
  // Changes nothing, but makes those who open it at once wait for each other.
  await tx.sandboxRedPack.updateMany({ where: { id }, data: { id } });
  const pack = await tx.sandboxRedPack.findUnique({ where: { id }, include: { takes: true } });
  if (!pack) return closed("没有这个红包");
  const own = pack.takes.find((taken) => taken.personId === personId);
  if (own) return { ok: true, amount: own.amount };
  const refusal = refusalOf(pack, personId);
  if (refusal !== null) return closed(refusal);
  const taken = pack.takes.reduce((sum, { amount }) => sum + amount, 0);
  const amount = share(pack.amount - taken, pack.count - pack.takes.length);
  const openid = openidOf(pack.appid, personId);
  await tx.sandboxRedPackTake.create({ data: { redPackId: id, personId, openid, amount, at: now() } });
  await tx.sandboxPerson.update({ where: { id: personId }, data: { wallet: { increment: amount } } });
  if (pack.takes.length + 1 === pack.count) {
    await tx.sandboxRedPack.update({ where: { id }, data: { status: "RECEIVED" } });
  }
  return { ok: true, amount };
}

function refusalOf(pack: BookedRedPack, personId: PersonId): string | null {
  if (pack.type === "NORMAL" && pack.personId !== personId) return "这个红包不是发给你的";
  if (pack.status === "RECEIVED") return "手慢了，红包派完了";
  if (pack.status === "SENDING" || pack.status === "FAILED") return "红包还没有发出";
  return pack.status === "SENT" && pack.expiresAt > now() ? null : "该红包已超过24小时，已退还";
}

/**
 * A random share of `rest` fen among `people`: twice the average at most, and a fen for each who comes after.
 */
export function share(rest: number, people: number): number {
  if (people <= 1) return rest;
  const most = Math.min(Math.floor((2 * rest) / people), rest - (people - 1));
  return randomInt(1, Math.max(most, 1) + 1);
}
