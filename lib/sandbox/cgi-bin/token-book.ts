import { now } from "@/lib/clock";
import { db, type Tx, transaction } from "@/lib/db";
import { newToken } from "../grants";
import { countUse, day } from "./usage";

/** The access_tokens that were given out, and by which of the two issuers, which know nothing of each other. */

export type Issuer = "token" | "stable_token";

export type TokenRow = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["sandboxToken"]["findUnique"]>>>;

const tokenSeconds = 7200;
/** How long an old token still works beside a new one. */
const overlapSeconds = 300;
/** Calls of an account a day; 20 forced refreshes, of which two are 30 seconds apart. */
export const limits = { token: 2_000, stable_token: 500_000, forced: 20, forcedApartSeconds: 30 } as const;
/** Under which names uses are counted. */
export const uses = {
  token: "token",
  stable_token: "stable_token",
  forced: "stable_token:force",
  clearQuota: "clear_quota",
} as const;

const keptSeconds = 7 * 24 * 3600;

const after = (moment: Date, seconds: number): Date => new Date(moment.getTime() + seconds * 1000);

/** Seconds until it expires, of which a part counts as a whole one: 7200 for a new one. */
export const secondsLeft = (row: { expiresAt: Date }): number =>
  Math.max(0, Math.ceil((row.expiresAt.getTime() - now().getTime()) / 1000));

async function enter(tx: Tx, appid: string, issuer: Issuer, moment: Date, forced = false): Promise<TokenRow> {
  const expiresAt = after(moment, tokenSeconds);
  await tx.sandboxToken.deleteMany({ where: { appid, endsAt: { lt: after(moment, -keptSeconds) } } });
  const data = { token: newToken(), appid, issuer, forced, createdAt: moment, expiresAt, endsAt: expiresAt };
  return tx.sandboxToken.create({ data });
}

/**
 * cgi-bin/token: a new token each time, beside which the one before works 5 more minutes. (Access token)
 * @returns null when the day's quota is used up
 */
export function issueToken(appid: string): Promise<TokenRow | null> {
  return transaction(async (tx) => {
    if ((await countUse(tx, appid, uses.token, day())) > limits.token) return null;
    const moment = now();
    const soon = after(moment, overlapSeconds);
    await tx.sandboxToken.updateMany({
      where: { appid, issuer: "token", endsAt: { gt: soon } },
      data: { endsAt: soon },
    });
    return enter(tx, appid, "token", moment);
  });
}

export interface StableToken {
  row: TokenRow;
  /** Why a refresh that was to be forced did not happen. */
  unforced: "too-soon" | "used-up" | null;
}

/**
 * cgi-bin/stable_token: the same token until its last 5 minutes, then a new one beside it. Forced, the old one dies
 * at once; 20 times a day and 30 seconds apart, otherwise nothing is forced. (Stable access token)
 * @returns null when the day's quota is used up
 */
export function stableToken(appid: string, force: boolean): Promise<StableToken | null> {
  return transaction(async (tx) => {
    if ((await countUse(tx, appid, uses.stable_token, day())) > limits.stable_token) return null;
    const moment = now();
    const unforced = force ? await whyNotForced(tx, appid, moment) : null;
    if (!force || unforced) return { row: await currentToken(tx, appid, moment), unforced };
    await tx.sandboxToken.updateMany({
      where: { appid, issuer: "stable_token", endsAt: { gt: moment } },
      data: { endsAt: moment },
    });
    return { row: await enter(tx, appid, "stable_token", moment, true), unforced };
  });
}

async function whyNotForced(tx: Tx, appid: string, moment: Date): Promise<StableToken["unforced"]> {
  // Later ones are from before the clock was moved back.
  const last = await tx.sandboxToken.findFirst({
    where: { appid, issuer: "stable_token", forced: true, createdAt: { lte: moment } },
    orderBy: { createdAt: "desc" },
  });
  if (last && after(last.createdAt, limits.forcedApartSeconds) > moment) return "too-soon";
  return (await countUse(tx, appid, uses.forced, day(moment))) > limits.forced ? "used-up" : null;
}

async function currentToken(tx: Tx, appid: string, moment: Date): Promise<TokenRow> {
  const current = await tx.sandboxToken.findFirst({
    where: {
      appid,
      issuer: "stable_token",
      createdAt: { lte: moment },
      endsAt: { gt: after(moment, overlapSeconds) },
    },
    orderBy: { expiresAt: "desc" },
  });
  return current ?? enter(tx, appid, "stable_token", moment);
}

export const findToken = (token: string): Promise<TokenRow | null> =>
  db().sandboxToken.findUnique({ where: { token } });

/** What ended a token before its time: a forced refresh, a newer one of cgi-bin/token, or the console. */
export async function endOf(row: TokenRow): Promise<"forced" | "displaced" | "revoked"> {
  const { appid, issuer, endsAt } = row;
  const came = (createdAt: Date, forced: boolean) =>
    db().sandboxToken.findFirst({ where: { appid, issuer, createdAt, forced } });
  if (await came(endsAt, true)) return "forced";
  const displaced = issuer === "token" && (await came(after(endsAt, -overlapSeconds), false));
  return displaced ? "displaced" : "revoked";
}

/** The tokens that work now, the newest first. */
export function livingTokens(): Promise<TokenRow[]> {
  return db().sandboxToken.findMany({ where: { endsAt: { gt: now() } }, orderBy: { createdAt: "desc" } });
}

/** Ends one token, or all, as if somebody else had forced a refresh. @returns how many it were */
export async function revokeTokens(token?: string): Promise<number> {
  const moment = now();
  const { count } = await db().sandboxToken.updateMany({
    where: { endsAt: { gt: moment }, ...(token === undefined ? {} : { token }) },
    data: { endsAt: moment },
  });
  return count;
}
