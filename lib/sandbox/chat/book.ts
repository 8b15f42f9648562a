import { now, nowMs } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { sandboxAccounts } from "../accounts";
import { menuFor } from "../menu-book";
import { ensurePeople, type PersonId, personById } from "../people";
import { readSetting, writeSetting } from "../settings";
import { pushMode } from "./mode";
import type { ChatContent, ChatLine, ChatState, Note } from "./types";

/** The chats between people and the official account. */

export interface NewLine {
  personId: PersonId;
  from: ChatLine["from"];
  via?: ChatLine["via"] | undefined;
  content: ChatContent;
  /** What delivers it to the shop's server, or brought it from there. */
  pushId?: number | undefined;
  /** Of a template message or notice: its number, and what its caller called it. */
  msgId?: string | undefined;
  clientMsgId?: string | undefined;
  templateId?: string | undefined;
}

/** Writes a line at the end of a person's chat. @returns its number */
export async function addLine({ content, via, ...line }: NewLine, tx: Tx = db()): Promise<number> {
  const data = { ...line, via: via ?? null, content: JSON.stringify(content), at: now() };
  return (await tx.sandboxChatLine.create({ data, select: { id: true } })).id;
}

/** Writes a line in small print. */
export async function addNote(personId: PersonId, text: string, tone: Note["tone"] = "plain", tx: Tx = db()) {
  return addLine({ personId, from: "wechat", content: { kind: "note", text, tone } }, tx);
}

const longest = 200;

/** The chat as it stands now. */
export async function readChat(personId: PersonId): Promise<ChatState> {
  await ensurePeople();
  const [person, lines, mode] = await Promise.all([
    db().sandboxPerson.findUniqueOrThrow({ where: { id: personId } }),
    readLines(personId),
    pushMode(),
  ]);
  return {
    person: personId,
    nickname: personById(personId)?.nickname ?? personId,
    account: sandboxAccounts.merchantName,
    follows: person.follows,
    menu: person.follows ? await menuFor(personId) : [],
    lines,
    typing: isAhead(person.typingTill),
    staff: isAhead(person.staffUntil),
    mode,
  };
}

const isAhead = (moment: Date | null): boolean => moment !== null && moment.getTime() > nowMs();

type Row = Awaited<ReturnType<ReturnType<typeof db>["sandboxChatLine"]["findMany"]>>[number];

async function readLines(personId: PersonId): Promise<ChatLine[]> {
  const rows = await db().sandboxChatLine.findMany({
    where: { personId },
    orderBy: { id: "desc" },
    take: longest,
  });
  const said = rows.filter((row) => row.from === "person" && row.pushId !== null);
  const pushes = await db().sandboxPush.findMany({
    where: { id: { in: said.flatMap(({ pushId }) => pushId ?? []) } },
    select: { id: true, status: true },
  });
  const statuses = new Map(pushes.map(({ id, status }) => [id, status]));
  return rows.reverse().map((row) => toLine(row, statuses.get(row.pushId ?? 0)));
}

const toLine = (row: Row, status: string | undefined): ChatLine => ({
  id: row.id,
  at: row.at.toISOString(),
  from: row.from as ChatLine["from"],
  via: row.via as ChatLine["via"],
  content: JSON.parse(row.content),
  delivery: row.from === "person" ? deliveryOf(status) : null,
});

function deliveryOf(status: string | undefined): ChatLine["delivery"] {
  if (status === undefined) return null;
  return status === "waiting" || status === "answered" ? status : "failed";
}

const readMark = (personId: PersonId): string => `chat:read:${personId}`;

/** Remembers that a person has seen everything up to a line. */
export async function markRead(personId: PersonId, lineId: number): Promise<void> {
  if (lineId > (await lastRead(personId))) await writeSetting(readMark(personId), String(lineId));
}

const lastRead = async (personId: PersonId): Promise<number> =>
  Number((await readSetting(readMark(personId))) ?? 0);

/** How many of the account's messages a person has not seen. */
export async function unreadCount(personId: PersonId): Promise<number> {
  const id = { gt: await lastRead(personId) };
  return db().sandboxChatLine.count({ where: { personId, from: "account", id } });
}
