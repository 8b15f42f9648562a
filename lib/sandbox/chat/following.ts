import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { sandboxAccounts } from "../accounts";
import { ensurePeople, type PersonId } from "../people";
import { type AccountQrCode, codeOf, isAccountCode } from "../qr-codes";
import { endAllowances } from "./allowances";
import { addNote } from "./book";
import { pushDeed, pushEvent } from "./pushes";

/** Following the account, leaving it, and its QR codes. (Receiving events) */

type ByCode = Pick<AccountQrCode, "ticket" | "scene" | "named">;

/**
 * A person follows the account.
 * @param code the QR code that led here
 * @returns false when they follow already
 */
export async function follow(personId: PersonId, code?: ByCode): Promise<boolean> {
  await ensurePeople();
  const began = await transaction(async (tx) => {
    const { count } = await tx.sandboxPerson.updateMany({
      where: { id: personId, follows: false },
      data: { follows: true, followedAt: now(), staffUntil: null, ...origin(code) },
    });
    if (count > 0) await addNote(personId, `已关注${sandboxAccounts.merchantName}`, "plain", tx);
    return count > 0;
  });
  if (!began) return false;
  const fields = code ? { EventKey: `qrscene_${code.scene}`, Ticket: code.ticket } : {};
  await pushDeed(personId, "subscribe", fields, "follow");
  return true;
}

const origin = (code: ByCode | undefined) => ({
  scene: code ? "ADD_SCENE_QR_CODE" : "ADD_SCENE_SEARCH",
  qrScene: code && !code.named ? Number(code.scene) : 0,
  qrSceneStr: code?.named ? code.scene : "",
});

/** A person leaves. @returns false when they did not follow */
export async function unfollow(personId: PersonId): Promise<boolean> {
  await ensurePeople();
  const left = await transaction(async (tx) => {
    const { count } = await tx.sandboxPerson.updateMany({
      where: { id: personId, follows: true },
      data: { follows: false, staffUntil: null, typingTill: null },
    });
    if (count === 0) return false;
    await endAllowances(tx, personId);
    await addNote(personId, `已取消关注${sandboxAccounts.merchantName}`, "plain", tx);
    return true;
  });
  if (left) await pushEvent(personId, "unsubscribe");
  return left;
}

/** A person scans what may be a code of the account's. @returns why it leads nowhere; null for another's code */
export async function scanAccountCode(
  personId: PersonId,
  text: string,
): Promise<{ message: string } | { followed: boolean } | null> {
  if (!isAccountCode(text)) return null;
  const code = await codeOf(text);
  if (!code) return { message: "这个公众号二维码不存在，或者已经过期" };
  if (await follow(personId, code)) return { followed: true };
  await pushDeed(personId, "SCAN", { EventKey: code.scene, Ticket: code.ticket }, "scan");
  return { followed: false };
}
