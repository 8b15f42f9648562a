import { config } from "../config";
import { db } from "../db";

/** Who follows the service account, as its events tell. They may come late and twice: the newest counts. */

const account = (): string => config().auth.mp?.appid ?? "";

/**
 * Notes that somebody follows the account.
 * @param scene of the QR code they came by; empty for none
 * @param at the event's CreateTime
 */
export async function noteFollowed(openid: string, scene: string, at: Date): Promise<void> {
  await db().$executeRaw`
    INSERT INTO followers (appid, openid, follows, since, scene) VALUES (${account()}, ${openid}, ${true}, ${at}, ${scene})
    ON CONFLICT (appid, openid)
    DO UPDATE SET follows = excluded.follows, since = excluded.since, scene = excluded.scene
    WHERE followers.since <= excluded.since`;
}

/**
 * Notes that somebody has left the account. How they once came stays.
 * @param at the event's CreateTime
 */
export async function noteLeft(openid: string, at: Date): Promise<void> {
  await db().$executeRaw`
    INSERT INTO followers (appid, openid, follows, since) VALUES (${account()}, ${openid}, ${false}, ${at})
    ON CONFLICT (appid, openid) DO UPDATE SET follows = excluded.follows, since = excluded.since
    WHERE followers.since <= excluded.since`;
}

/** How many follow the account, of whom we have heard. */
export const countFollowers = (): Promise<number> =>
  db().follower.count({ where: { appid: account(), follows: true } });
