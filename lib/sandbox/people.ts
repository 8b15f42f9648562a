import { now } from "@/lib/clock";
import { db, isDuplicate } from "@/lib/db";
import { sandboxAccounts, sandboxIdentifier } from "./accounts";
import { hostUrl } from "./site";

/** People with a phone each: three customers, and the shop's owner. */

export type PersonId = "lin" | "chen" | "guest" | "owner";

export interface Person {
  readonly id: PersonId;
  readonly nickname: string;
  readonly about: string;
  /** What they begin with. Fen. */
  readonly wallet: number;
  readonly follows: boolean;
}

export const people: readonly Person[] = [
  { id: "lin", nickname: "林月", about: "老顾客，已关注公众号", wallet: 10_000_000, follows: true },
  { id: "chen", nickname: "陈星", about: "没有关注公众号", wallet: 2_000_000, follows: false },
  { id: "guest", nickname: "新朋友", about: "第一次来，零钱不多", wallet: 6_600, follows: false },
  {
    id: "owner",
    nickname: "沈掌柜",
    about: "店主，能打开 /admin 管理后台",
    wallet: 5_000_000,
    follows: false,
  },
];

const defaultHolder: PersonId = "lin";

export function isPersonId(value: unknown): value is PersonId {
  return people.some((person) => person.id === value);
}

export function personById(id: string): Person | null {
  return people.find((person) => person.id === id) ?? null;
}

/** The cookie that says who holds the phone; it is set for the path `/`. */
export const holderCookie = "sandbox_phone";

/** Who holds the phone, by the value of the cookie. */
export function holderOf(cookie: string | undefined): PersonId {
  return isPersonId(cookie) ? cookie : defaultHolder;
}

/** Who holds the phone, by a request's Cookie header. */
export function holderOfRequest(headers: Headers): PersonId {
  const cookies = (headers.get("cookie") ?? "").split(/;\s*/);
  const found = cookies.find((pair) => pair.startsWith(`${holderCookie}=`));
  return holderOf(found?.slice(holderCookie.length + 1));
}

/** The same person has another openid under every appid. (Web page authorization, UnionID) */
export function openidOf(appid: string, personId: PersonId): string {
  return sandboxIdentifier("openid", appid, personId);
}

/** The same for all accounts, which are bound to one open platform account. */
export function unionidOf(personId: PersonId): string {
  return sandboxIdentifier("unionid", personId);
}

/** Whose openid this is under the appid; null for nobody's. */
export function personByOpenid(appid: string, openid: string): Person | null {
  return people.find((person) => openidOf(appid, person.id) === openid) ?? null;
}

/** A person's picture for pages of this server. */
export const avatarPath = (id: PersonId): string => `/sandbox/thirdwx.qlogo.cn/mmopen/vi_32/${id}/132`;

/** The picture as WeChat names it, reached through the gateway. The last number is the size. */
export function avatarUrl(id: PersonId): string {
  return hostUrl("thirdwx.qlogo.cn", `/mmopen/vi_32/${id}/132`);
}

export interface PersonState {
  id: PersonId;
  nickname: string;
  about: string;
  avatar: string;
  follows: boolean;
  /** Since when, ISO 8601; null for those who do not follow. */
  followedAt: string | null;
  /** Fen. */
  wallet: number;
  openids: { mp: string; qrcode: string; mobile: string };
  unionid: string;
}

/** Everybody, as they stand now. */
export async function readPeople(): Promise<PersonState[]> {
  await ensurePeople();
  const rows = new Map((await db().sandboxPerson.findMany()).map((row) => [row.id, row]));
  return people.map(({ id, nickname, about, ...initial }) => ({
    id,
    nickname,
    about,
    avatar: avatarPath(id),
    ...following(rows.get(id) ?? { follows: initial.follows, followedAt: null }),
    wallet: rows.get(id)?.wallet ?? initial.wallet,
    openids: {
      mp: openidOf(sandboxAccounts.mp.appid, id),
      qrcode: openidOf(sandboxAccounts.qrcode.appid, id),
      mobile: openidOf(sandboxAccounts.mobile.appid, id),
    },
    unionid: unionidOf(id),
  }));
}

/** For those who followed before anybody wrote down when. */
const longAgo = "2026-01-01T00:00:00.000Z";

function following(row: { follows: boolean; followedAt: Date | null }) {
  const followedAt = row.follows ? (row.followedAt?.toISOString() ?? longAgo) : null;
  return { follows: row.follows, followedAt };
}

/** One of them, as they stand now. */
export async function readPerson(id: PersonId): Promise<PersonState> {
  const found = (await readPeople()).find((person) => person.id === id);
  if (!found) throw new Error(`No such person: ${id}`);
  return found;
}

/** Follows or leaves the account, or fills the wallet (fen). */
export async function changePerson(
  id: PersonId,
  change: { follows?: boolean | undefined; wallet?: number | undefined },
): Promise<PersonState> {
  await ensurePeople();
  const { follows, wallet } = change;
  if (wallet !== undefined) await db().sandboxPerson.update({ where: { id }, data: { wallet } });
  if (follows !== undefined) {
    // Who follows already has followed since then.
    const where = { id, follows: !follows };
    await db().sandboxPerson.updateMany({
      where,
      data: follows ? { follows, followedAt: now() } : { follows },
    });
  }
  return readPerson(id);
}

/** Puts the people into the database who are not there yet. */
export async function ensurePeople(): Promise<void> {
  const rows = await db().sandboxPerson.findMany({ select: { id: true } });
  const known = new Set(rows.map((row) => row.id));
  for (const { id, follows, wallet } of people) {
    if (known.has(id)) continue;
    try {
      const followedAt = follows ? now() : null;
      await db().sandboxPerson.create({ data: { id, follows, followedAt, wallet } });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
}
