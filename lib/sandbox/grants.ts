import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { nonceStr } from "@/lib/wechat/sign";
import { accountKind } from "./accounts";
import { openidOf, type PersonId } from "./people";

/** Codes, and the tokens that they are exchanged for. */

export const accessSeconds = 7200;
export const refreshSeconds = 30 * 24 * 3600;
const codeSeconds = { mp: 5 * 60, qrcode: 10 * 60, mobile: 10 * 60 } as const;

export const secondsFromNow = (seconds: number): Date => new Date(now().getTime() + seconds * 1000);

/** How long a code of this account lives: 5 minutes for the official account, 10 for open platform applications. */
const codeLifetime = (appid: string): number => codeSeconds[accountKind(appid) ?? "mp"];

export interface GrantRequest {
  appid: string;
  scope: string;
  personId: PersonId;
  /** Snapshot mode: the openid is a virtual one. */
  snapshot?: boolean;
}

/** A new code: 32 characters, for one exchange under this appid. */
export async function createCode({
  appid,
  scope,
  personId,
  snapshot = false,
}: GrantRequest): Promise<string> {
  const code = nonceStr(32);
  const openid = snapshot ? `o${nonceStr(27)}` : openidOf(appid, personId);
  const expiresAt = secondsFromNow(codeLifetime(appid));
  const createdAt = now();
  await db().sandboxGrant.create({
    data: { code, appid, openid, personId, scope, snapshot, createdAt, expiresAt },
  });
  return code;
}

export const newToken = (): string => `${nonceStr(2, twoDigits)}_${nonceStr(86)}`;

// Tokens begin with a number in WeChat as well; bytes below 10 give digits.
const twoDigits = (size: number): Uint8Array =>
  crypto.getRandomValues(new Uint8Array(size)).map((byte) => byte % 10);

/**
 * Exchanges a code, once however many ask at the same moment.
 * @returns the tokens, or null when the code had been used
 */
export async function exchange(code: string): Promise<{ accessToken: string; refreshToken: string } | null> {
  const tokens = { accessToken: newToken(), refreshToken: newToken() };
  const data = { usedAt: now(), accessExpires: secondsFromNow(accessSeconds), ...tokens };
  const { count } = await db().sandboxGrant.updateMany({ where: { code, usedAt: null }, data });
  return count === 1 ? tokens : null;
}
