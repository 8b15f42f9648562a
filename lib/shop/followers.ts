import { nowMs } from "../clock";
import { config } from "../config";
import { db } from "../db";

/** Who follows the service account, as its events tell. They may come late and twice: the newest counts. */

const account = (): string => config().auth.mp?.appid ?? "";

/** What lies ahead of our clock counts as now: else nothing later would count for as long. */
const moment = (createTime: number): Date => new Date(Math.min(createTime * 1000, nowMs()));

/**
 * Notes that somebody follows the account.
 * @param scene of the QR code they came by; empty for none
 * @param createTime the event's CreateTime, in seconds
 */
export async function noteFollowed(openid: string, scene: string, createTime: number): Promise<void> {
  await db().$executeRaw`
    INSERT INTO followers (appid, openid, follows, since, scene) VALUES (${account()}, ${openid}, ${true}, ${moment(createTime)}, ${scene})
    ON CONFLICT (appid, openid)
    DO UPDATE SET follows = excluded.follows, since = excluded.since, scene = excluded.scene
    WHERE followers.since <= excluded.since`;
}

/**
 * Notes that somebody has left the account. How they once came stays.
 * @param createTime the event's CreateTime, in seconds
 */
export async function noteLeft(openid: string, createTime: number): Promise<void> {
  await db().$executeRaw`
    INSERT INTO followers (appid, openid, follows, since) VALUES (${account()}, ${openid}, ${false}, ${moment(createTime)})
    ON CONFLICT (appid, openid) DO UPDATE SET follows = excluded.follows, since = excluded.since
    WHERE followers.since <= excluded.since`;
}

/** How many follow the account, of whom we have heard. */
export const countFollowers = (): Promise<number> =>
  db().follower.count({ where: { appid: account(), follows: true } });
