import { config } from "../../config";
import { db } from "../../db";

/** Who writes to the official account, and how an answer leads them to a page. */

export type Customer = { id: string; gems: number };

/** The user whose openid under the service account this is; null for somebody who has never logged in. */
export async function customerOf(openid: string): Promise<Customer | null> {
  const appid = config().auth.mp?.appid;
  if (!appid) return null;
  const identity = await db().wechatIdentity.findUnique({
    where: { appid_openid: { appid, openid } },
    select: { user: { select: { id: true, gems: true } } },
  });
  return identity?.user ?? null;
}

/** A link to one of our pages, as a text reply may have it. */
export const link = (path: string, text: string): string => `<a href="${config().appUrl}${path}">${text}</a>`;

/** For somebody whom we do not know: a login that leads on to what was asked for. */
export const loginFirst = (next: string, what: string): string =>
  `您还没有登录过商店，${link(`/login?next=${encodeURIComponent(next)}`, "点这里登录")}，就能看到${what}。`;
