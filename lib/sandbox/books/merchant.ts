import { db, isDuplicate, type Tx } from "@/lib/db";
import { sandboxAccounts } from "../accounts";

/** What the merchant has at WeChat Pay: payments come in; refunds, red packs and transfers go out. */

/** Fen: what the merchant begins with, so that refunds and red packs work before anybody has paid. */
export const openingBalance = 1_000_000;

const mchId = sandboxAccounts.pay.mchid;

/** Enters the merchant when it is not there yet: to be called before a transaction that changes the balance. */
export async function ensureMerchant(): Promise<void> {
  if (await db().sandboxMerchant.findUnique({ where: { mchId } })) return;
  try {
    await db().sandboxMerchant.create({ data: { mchId, balance: openingBalance } });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

/** Fen. */
export async function merchantBalance(): Promise<number> {
  const row = await db().sandboxMerchant.findUnique({ where: { mchId } });
  return row?.balance ?? openingBalance;
}

/**
 * For the console.
 * @param fen not negative
 */
export async function setMerchantBalance(fen: number): Promise<void> {
  await ensureMerchant();
  await db().sandboxMerchant.update({ where: { mchId }, data: { balance: fen } });
}

/**
 * Puts in, or takes out what is there.
 * @param delta fen, negative for what goes out
 * @returns false when there is not enough: nothing has changed then
 */
export async function changeBalance(tx: Tx, delta: number): Promise<boolean> {
  const enough = delta < 0 ? { balance: { gte: -delta } } : {};
  const { count } = await tx.sandboxMerchant.updateMany({
    where: { mchId, ...enough },
    data: { balance: { increment: delta } },
  });
  return count === 1;
}
