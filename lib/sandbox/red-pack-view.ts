import { nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { avatarPath, isPersonId, type PersonId, personById } from "./people";

/** Cash red packs as the people's phones show them. (WeChat Pay, cash red packs) */

const include = { takes: { orderBy: { at: "asc" } } } as const;
const findPack = (id: number) => db().sandboxRedPack.findUnique({ where: { id }, include });
type Pack = NonNullable<Awaited<ReturnType<typeof findPack>>>;

export interface RedPackView {
  id: number;
  sender: string;
  senderIcon: string;
  wishing: string;
  /** Fen, of all of it. */
  amount: number;
  /** For how many people. */
  count: number;
  /** Whether this person can still open it. */
  sealed: boolean;
  /** Fen that this person got; null when none. */
  won: number | null;
  /** What stands where the amount would, when there is none. */
  message: string;
  takes: { name: string; avatar: string; amount: number }[];
}

/** A message of the official account's: a red pack in the chat. */
export interface RedPackMessage {
  id: number;
  sender: string;
  wishing: string;
  /** ISO 8601. */
  at: string;
  sealed: boolean;
  /** What the card's foot says instead of 微信红包; empty for a sealed one. */
  note: string;
}

/** A red pack for one is its person's; one for a group is for whoever comes in time. */
const isFor = (pack: Pack, person: PersonId): boolean => pack.type === "GROUP" || pack.personId === person;

const takeOf = (pack: Pack, person: PersonId) => pack.takes.find((take) => take.personId === person);

const isOver = (pack: Pack): boolean => pack.status !== "SENT" || pack.expiresAt.getTime() <= nowMs();

const isSealed = (pack: Pack, person: PersonId): boolean =>
  isFor(pack, person) && !takeOf(pack, person) && pack.takes.length < pack.count && !isOver(pack);

function messageOf(pack: Pack): string {
  if (pack.takes.length >= pack.count) return "手慢了，红包派完了";
  return "该红包已超过 24 小时，如已领取可在“我的红包”中查看";
}

function viewOf(pack: Pack, person: PersonId): RedPackView {
  return {
    id: pack.id,
    sender: pack.sendName,
    senderIcon: "/icon.svg",
    wishing: pack.wishing,
    amount: pack.amount,
    count: pack.count,
    sealed: isSealed(pack, person),
    won: takeOf(pack, person)?.amount ?? null,
    message: messageOf(pack),
    takes: pack.takes.map(({ personId, amount }) => ({
      name: personById(personId)?.nickname ?? personId,
      avatar: isPersonId(personId) ? avatarPath(personId) : "/icon.svg",
      amount,
    })),
  };
}

/** A red pack as this person sees it; null when it is none of theirs. */
export async function lookAtRedPack(id: number, person: PersonId): Promise<RedPackView | null> {
  const pack = await findPack(id);
  return pack && isFor(pack, person) ? viewOf(pack, person) : null;
}

const shown = 30;

function noteOf(pack: Pack, person: PersonId): string {
  if (isSealed(pack, person)) return "";
  if (takeOf(pack, person)) return "已领取";
  return pack.takes.length >= pack.count ? "已被领完" : "已过期";
}

/** The red packs that reached this person, oldest first, as a chat has them. */
export async function redPackMessages(person: PersonId): Promise<RedPackMessage[]> {
  const packs = await db().sandboxRedPack.findMany({
    where: {
      OR: [{ personId: person }, { type: "GROUP" }],
      status: { in: ["SENT", "RECEIVED", "RFUND_ING", "REFUND"] },
    },
    orderBy: { id: "desc" },
    take: shown,
    include,
  });
  return packs.reverse().map((pack) => ({
    id: pack.id,
    sender: pack.sendName,
    wishing: pack.wishing,
    at: pack.createdAt.toISOString(),
    sealed: isSealed(pack, person),
    note: noteOf(pack, person),
  }));
}

export interface WaitingRedPack {
  id: number;
  person: PersonId;
  sender: string;
  wishing: string;
}

/** What waits to be opened, newest first: for each person by itself. */
export async function waitingRedPacks(everybody: readonly PersonId[]): Promise<WaitingRedPack[]> {
  const packs = await db().sandboxRedPack.findMany({
    where: { status: "SENT" },
    orderBy: { id: "desc" },
    take: shown,
    include,
  });
  return packs.flatMap((pack) =>
    everybody
      .filter((person) => isSealed(pack, person))
      .map((person) => ({ id: pack.id, person, sender: pack.sendName, wishing: pack.wishing })),
  );
}
