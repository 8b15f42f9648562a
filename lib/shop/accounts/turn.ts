import { now } from "../../clock";
import type { Tx } from "../../db";
import { sha256Hex } from "../../wechat/sign";

const aMinuteMs = 60_000;

/**
 * Lets the logins of one person take turns, under whichever app they come: the second waits here until the first has
 * committed, and sees what it did. Without this, two first logins under two apps would make two users of one unionid.
 */
export async function takeTurn(tx: Tx, unionid: string): Promise<void> {
  const key = `account:turn:${sha256Hex(unionid)}`;
  const expiresAt = new Date(now().getTime() + aMinuteMs);
  // The row's lock is what counts; its content is swept later.
  await tx.keyValue.upsert({ where: { key }, create: { key, value: "", expiresAt }, update: { expiresAt } });
}
