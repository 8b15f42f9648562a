import { now } from "../../clock";
import { config } from "../../config";
import { db, isDuplicate, transaction } from "../../db";
import { newOutTradeNo } from "../../wechat/wxpay";
import { ShopError } from "../errors";
import { changeGems } from "../gems";
import { type CashInState, canPayOut, cashInRules, cashInState, fenOfGems } from "./rules";
import { sendTransfer } from "./send";

/** What a user may cash in. */
export type CashInQuote = {
  /** The balance; below zero after a refund of gems that were spent. */
  gems: number;
  /** The least and the most that can be cashed in now, in gems; `most` is 0 when nothing can. */
  least: number;
  most: number;
  step: number;
  /** Whether this shop pays out at all. */
  possible: boolean;
  /** For the form: a form that is sent twice cashes in once. */
  once: string;
};

/** A red pack's number has at most 28 digits and letters. */
const newBillNo = (): string => newOutTradeNo("C", now()).slice(0, 28);

/** What a user has and may cash in. */
export async function cashInQuote(userId: string): Promise<CashInQuote> {
  const user = await db().user.findUniqueOrThrow({ where: { id: userId }, select: { gems: true } });
  const { step, least } = cashInRules;
  const whole = Math.floor(Math.max(0, user.gems) / step) * step;
  const most = Math.min(whole, cashInRules.most);
  const possible = canPayOut(config().pay);
  return { gems: user.gems, least, most: possible ? most : 0, step, possible, once: newBillNo() };
}

function checkGems(gems: number): void {
  const { least, most, step } = cashInRules;
  if (Number.isSafeInteger(gems) && gems >= least && gems <= most && gems % step === 0) return;
  throw new ShopError("invalid", `一次可以兑换 ${least} 到 ${most} 颗宝石，要是 ${step} 的整数倍`);
}

async function payeeOpenid(userId: string, appid: string): Promise<string> {
  const where = { userId, appid };
  const identity = await db().wechatIdentity.findFirst({ where, orderBy: { lastLoginAt: "desc" } });
  if (identity) return identity.openid;
  throw new ShopError("invalid", "请在微信里打开此页，登录后再兑换");
}

/** Takes the gems and notes what is to be paid for them, both or neither. */
async function createTransfer(userId: string, gems: number, outBillNo: string): Promise<void> {
  const { pay } = config();
  if (!canPayOut(pay)) throw new ShopError("invalid", "本店暂时不能兑换现金");
  const { appid, mchid, api } = pay;
  const openid = await payeeOpenid(userId, appid);
  const at = now();
  await transaction(async (tx) => {
    // The user's row first: of two that are cashed in at once, the second sees what the first left.
    const enough = { id: userId, gems: { gte: gems } };
    const { count } = await tx.user.updateMany({ where: enough, data: { updatedAt: at } });
    if (count === 0) throw new ShopError("not_enough", "宝石不够，没有兑换");
    const account = { appid, mchId: mchid, openid, api };
    const amount = fenOfGems(gems);
    await tx.transfer.create({
      data: { outBillNo, userId, ...account, gems, amount, createdAt: at, nextAttemptAt: at },
    });
    await changeGems(tx, { userId, kind: "cashed", ref: outBillNo, delta: -gems, at });
  });
}

/**
 * Cashes gems in: takes them, and sends a red pack (v2) or a transfer (v3) for them. What WeChat has not answered yet
 * is sent and asked about later, under the same number.
 * @param once from cashInQuote: the same again is the same cash-in
 * @throws ShopError invalid, not_enough; nothing was taken then
 */
export async function cashIn(
  userId: string,
  gems: number,
  once: string,
): Promise<{ outBillNo: string; state: CashInState }> {
  checkGems(gems);
  if (!/^C\d{14}[0-9a-z]{13}$/.test(once)) throw new ShopError("invalid", "请回到上一页，重新兑换");
  try {
    await createTransfer(userId, gems, once);
  } catch (error) {
    // The second tap of one form: it finds its own number, or the gems gone that the first took.
    const before = await db().transfer.findFirst({ where: { outBillNo: once, userId } });
    if (before) return { outBillNo: once, state: cashInState(before.state) };
    if (isDuplicate(error)) throw new ShopError("invalid", "请回到上一页，重新兑换");
    throw error;
  }
  await sendTransfer(once);
  const { state } = await db().transfer.findUniqueOrThrow({ where: { outBillNo: once } });
  return { outBillNo: once, state: cashInState(state) };
}
