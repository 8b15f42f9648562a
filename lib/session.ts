import { cookies, headers } from "next/headers";
import { cache } from "react";
import { z } from "zod";
import { bearerIn, openBearer } from "./bearer";
import { config } from "./config";
import { db } from "./db";
import { seal, unseal } from "./seal";
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

/**
 * The cookie's name. With https its prefix makes the browser refuse one that another host of the domain tries to
 * plant, and with it a login that was begun elsewhere.
 */
export const sessionCookie = (): string =>
  config().appUrl.startsWith("https:") ? "__Host-moonstone_session" : "moonstone_session";
const ttlSeconds = 30 * 24 * 60 * 60;

/** Seals a session with the newest secret; a seal of any of the configured secrets can be opened. */
export function sealSession(session: Session): Promise<string> {
  return seal(session, config().sessionSecrets, ttlSeconds);
}

/** Opens a seal; what is forged, expired or of another make gives an empty session. */
export async function openSession(text: string | undefined): Promise<Session> {
  if (!text) return {};
  return sessionSchema.safeParse(await unseal(text, config().sessionSecrets, ttlSeconds)).data ?? {};
}

const cookieSession = async (): Promise<Session> =>
  openSession((await cookies()).get(sessionCookie())?.value);

const bearerToken = async (): Promise<string | null> => bearerIn((await headers()).get("authorization"));

/**
 * The session of the request that is being answered: the cookie's, or that of a bearer token. Who brings a token
 * is taken at that word: a token that is none gives an empty session, whatever cookie came along.
 */
export const readSession = cache(async (): Promise<Session> => {
  const token = await bearerToken();
  return token === null ? cookieSession() : ((await openBearer(token)) ?? {});
});

/** Writes the session's cookie. In route handlers only: a page cannot set cookies. */
export async function writeSession(session: Session): Promise<void> {
  (await cookies()).set(sessionCookie(), await sealSession(session), {
    httpOnly: true,
    sameSite: "lax",
    secure: config().appUrl.startsWith("https:"),
    path: "/",
    maxAge: ttlSeconds,
  });
}

/**
 * Whose session it is, or null. It is void when the user has logged out everywhere since. A session of a user who
 * turned out to be another one goes on as that one's, until either of them logs out everywhere.
 */
export async function userOf({ userId, version }: Session) {
  if (!userId) return null;
  const user = await db().user.findUnique({ where: { id: userId } });
  if (user) return user.sessionVersion === version ? user : null;
  const merge = await db().userMerge.findUnique({ where: { fromId: userId }, include: { into: true } });
  if (!merge || merge.fromVersion !== version) return null;
  return merge.into.sessionVersion === merge.intoVersion ? merge.into : null;
}

export type CurrentUser = NonNullable<Awaited<ReturnType<typeof userOf>>>;

/** The logged-in user, or null; read once for each page. */
export const currentUser = cache(async () => userOf(await readSession()));

/** Whether a bearer token came along that nobody is logged in with (any more): its app has to log in again. */
export async function bearerIsDead(): Promise<boolean> {
  return (await bearerToken()) !== null && (await currentUser()) === null;
}

/** The browser's name, if it has one and its cookie came along. */
export const knownBrowser = async (): Promise<string | undefined> => (await cookieSession()).browser;

/** The browser's name, made and written when it has none yet. In route handlers only. */
export async function browserName(): Promise<string> {
  const session = await cookieSession();
  if (session.browser) return session.browser;
  const browser = nonceStr();
  await writeSession({ ...session, browser });
  return browser;
}

/** Logs this browser in. The browser keeps its name, its visitor's cart is left to the caller. */
export async function startSession(user: { id: string; sessionVersion: number }): Promise<void> {
  const browser = await knownBrowser();
  await writeSession({ browser, userId: user.id, version: user.sessionVersion });
}

/**
 * Does `work`, which may log somebody in.
 * @returns what it returned, and the user whose session it started: null when it started none
 */
export async function whoLogsIn<T>(work: () => Promise<T>): Promise<{ result: T; user: CurrentUser | null }> {
  const seen = async () => (await cookies()).get(sessionCookie())?.value;
  const before = await seen();
  const result = await work();
  const after = await seen();
  // A session that came with the request is not this login's.
  return { result, user: after === before ? null : await userOf(await openSession(after)) };
}

/** Voids every session of the user; when the user is merged at the same moment, those of who they are now. */
async function voidSessions(session: Session): Promise<void> {
  const user = await userOf(session);
  if (!user) return;
  const data = { sessionVersion: { increment: 1 } };
  const { count } = await db().user.updateMany({ where: { id: user.id }, data });
  if (count === 0) await voidSessions(session);
}

/**
 * Logs this browser out; with `everywhere`, every browser and app of the user. A bearer token stays what it is until
 * then: its app forgets it.
 */
export async function endSession({ everywhere = false } = {}): Promise<void> {
  if (everywhere) await voidSessions(await readSession());
  // An app that brings its token may have kept the cookie as well, for the pages that it shows.
  const hasCookie = (await cookies()).get(sessionCookie()) !== undefined;
  // Not even the browser's name stays: WeChat's address in the history must not log anyone in again.
  if (hasCookie || (await bearerToken()) === null) await writeSession({});
}
