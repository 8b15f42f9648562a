import { createHmac } from "node:crypto";
import { z } from "zod";
import { nowMs } from "./clock";
import { config } from "./config";
import { seal, unseal } from "./seal";

/**
 * The token of a native app that keeps no cookies: `Authorization: Bearer …` in place of the session's cookie. It is
 * sealed with keys of its own, so that a stolen cookie is no token, and a token no cookie.
 */

/** How long a token lives. Seconds. Like a session; "log out everywhere" ends it before. */
export const bearerSeconds = 30 * 24 * 60 * 60;

const tokenSchema = z.object({
  userId: z.string(),
  /** The user's session version when the token was made. */
  version: z.number().int(),
  /** Milliseconds, on the shop's clock. */
  expiresAt: z.number(),
});

const ownKeys = () =>
  config().sessionSecrets.map((secret) =>
    createHmac("sha256", secret).update("moonstone bearer token").digest("hex"),
  );

/** A token for a user who has just logged in. */
export async function sealBearer(user: { id: string; sessionVersion: number }): Promise<string> {
  const expiresAt = nowMs() + bearerSeconds * 1000;
  const text = await seal({ userId: user.id, version: user.sessionVersion, expiresAt }, ownKeys(), 0);
  // An Authorization header may hold "+" in a token, and no "*"; the seal's parts have neither.
  return text.replaceAll("*", "+");
}

/** Whose token it is, and which version of their sessions; null for what is forged, expired or a cookie's. */
export async function openBearer(token: string): Promise<{ userId: string; version: number } | null> {
  const { data } = tokenSchema.safeParse(await unseal(token.replaceAll("+", "*"), ownKeys(), 0));
  return data && data.expiresAt > nowMs() ? { userId: data.userId, version: data.version } : null;
}

/** The token of an Authorization header, "" for none; null when the header is of another scheme or not there. */
export function bearerIn(authorization: string | null | undefined): string | null {
  const text = authorization?.trim() ?? "";
  return /^bearer(\s|$)/i.test(text) ? text.slice("bearer".length).trim() : null;
}
