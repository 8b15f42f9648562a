import { now, nowMs } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { secondsFromNow } from "../grants";
import { ensurePeople, isPersonId, type PersonId } from "../people";
import { addLine, addNote } from "./book";

/** Sessions between people and the account's staff: messages go there meanwhile. (Forwarding to customer service) */

const sessionSeconds = 30 * 60;

/** Whether staff talks to this person. */
export const isStaffed = ({ staffUntil }: { staffUntil: Date | null }): boolean =>
  staffUntil !== null && staffUntil.getTime() > nowMs();

/** Hands a person over to staff. @param account the one who was asked for; "" for whoever is free */
export async function openSession(tx: Tx, personId: PersonId, account: string): Promise<void> {
  await tx.sandboxPerson.update({
    where: { id: personId },
    data: { staffUntil: secondsFromNow(sessionSeconds) },
  });
  const who = account === "" ? "人工客服" : `客服 ${account}`;
  await addNote(personId, `已转接${who}：30 分钟内消息不再推送到服务器`, "plain", tx);
}

/** Staff answers. @returns false when no session is open */
export async function staffSays(personId: PersonId, text: string): Promise<boolean> {
  await ensurePeople();
  const person = await db().sandboxPerson.findUniqueOrThrow({ where: { id: personId } });
  if (!isStaffed(person)) return false;
  await addLine({ personId, from: "account", via: "staff", content: { kind: "staff", text } });
  return true;
}

/** Staff ends the session. @returns false when none is open */
export async function endSession(personId: PersonId): Promise<boolean> {
  const { count } = await db().sandboxPerson.updateMany({
    where: { id: personId, staffUntil: { gt: now() } },
    data: { staffUntil: null },
  });
  if (count > 0) await addNote(personId, "客服结束了会话");
  return count > 0;
}

/** Ends every session whose time is over. @returns how many this call ended */
export async function endSessionsDue(): Promise<number> {
  const over = await db().sandboxPerson.findMany({ where: { staffUntil: { lte: now() } } });
  let ended = 0;
  for (const { id, staffUntil } of over) {
    if (!isPersonId(id)) continue;
    const { count } = await db().sandboxPerson.updateMany({
      where: { id, staffUntil },
      data: { staffUntil: null },
    });
    if (count > 0) await addNote(id, "客服会话已超过 30 分钟，自动结束");
    ended += count;
  }
  return ended;
}

/** When the next session ends; null when none is open. */
export async function nextSessionEnd(): Promise<Date | null> {
  const next = await db().sandboxPerson.findFirst({
    where: { staffUntil: { not: null } },
    orderBy: { staffUntil: "asc" },
    select: { staffUntil: true },
  });
  return next?.staffUntil ?? null;
}
