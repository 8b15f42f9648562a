import { createHash } from "node:crypto";
import { sealData, unsealData } from "iron-session";
import { cookies } from "next/headers";
import { cache } from "react";
import { z } from "zod";
import { config } from "./config";
import { db } from "./db";
import { nonceStr } from "./wechat/sign";

const sessionSchema = z.object({
  userId: z.string().optional(),
  /** The user's session version when the session began. */
  version: z.number().int().optional(),
  /** The cart of a visitor who is not logged in. */
  cartId: z.string().optional(),
  /** A random name for this browser: a login that it starts must come back to it. */
  browser: z.string().optional(),
});

/** What the cookie carries: ids, no profile. */
export type Session = z.infer<typeof sessionSchema>;

export const sessionCookie = "moonstone_session";
const ttlSeconds = 30 * 24 * 60 * 60;

/** iron-session writes a password's number into the seal: it must stay the same when others are added before it. */
const numberOf = (secret: string) => createHash("sha256").update(secret).digest().readUInt32BE(0).toString();
const passwords = (secrets: string[]) =>
  Object.fromEntries(secrets.map((secret) => [numberOf(secret), secret]));

/** Seals a session with the newest secret; a seal of any of the configured secrets can be opened. */
export function sealSession(session: Session): Promise<string> {
  return sealData(session, { password: passwords(config().sessionSecrets.slice(0, 1)), ttl: ttlSeconds });
}

/** Opens a seal; what is forged, expired or of another make gives an empty session. */
export async function openSession(seal: string | undefined): Promise<Session> {
  if (!seal) return {};
  try {
    const data = await unsealData(seal, { password: passwords(config().sessionSecrets), ttl: ttlSeconds });
    return sessionSchema.safeParse(data).data ?? {};
  } catch {
    // iron-session throws at what is no seal at all, and a cookie can hold anything.
    return {};
  }
}

/** The session of the request that is being answered. */
export const readSession = cache(async (): Promise<Session> => {
  return openSession((await cookies()).get(sessionCookie)?.value);
});

/** Writes the session's cookie. In route handlers only: a page cannot set cookies. */
export async function writeSession(session: Session): Promise<void> {
  (await cookies()).set(sessionCookie, await sealSession(session), {
    httpOnly: true,
    sameSite: "lax",
    secure: config().appUrl.startsWith("https:"),
    path: "/",
    maxAge: ttlSeconds,
  });
}

/** The logged-in user, or null; read once for each request. A user who logged out everywhere is null too. */
export const currentUser = cache(async () => {
  const { userId, version } = await readSession();
  if (!userId) return null;
  const user = await db().user.findUnique({ where: { id: userId } });
  return user && user.sessionVersion === version ? user : null;
});

export type CurrentUser = NonNullable<Awaited<ReturnType<typeof currentUser>>>;

/** The session's browser name, made and written when it has none yet. In route handlers only. */
export async function browserName(): Promise<string> {
  const session = await readSession();
  if (session.browser) return session.browser;
  const browser = nonceStr();
  await writeSession({ ...session, browser });
  return browser;
}

/** Logs this browser in. The browser keeps its name, its visitor's cart is left to the caller. */
export async function startSession(user: { id: string; sessionVersion: number }): Promise<void> {
  const { browser } = await readSession();
  await writeSession({ browser, userId: user.id, version: user.sessionVersion });
}

/** Logs this browser out; with `everywhere`, every browser of the user. */
export async function endSession({ everywhere = false } = {}): Promise<void> {
  const user = everywhere ? await currentUser() : null;
  if (user) await db().user.update({ where: { id: user.id }, data: { sessionVersion: { increment: 1 } } });
  // Not even the browser's name stays: WeChat's address in the history must not log anyone in again.
  await writeSession({});
}
