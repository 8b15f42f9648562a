import { now } from "@/lib/clock";
import { db } from "@/lib/db";

/** The jsapi_tickets, and those for cards, that were given out. */

export type TicketType = "jsapi" | "wx_card";

export type TicketRow = Awaited<ReturnType<ReturnType<typeof db>["sandboxTicket"]["findMany"]>>[number];

/** The tickets of an account that work now, the newest first. (jsapi_ticket) */
export function validTickets(appid: string, type: TicketType): Promise<TicketRow[]> {
  return db().sandboxTicket.findMany({
    where: { appid, type, expiresAt: { gt: now() } },
    orderBy: [{ createdAt: "desc" }, { expiresAt: "desc" }],
  });
}

/** The latest tickets of all accounts and types, dead ones too: what a program may have mistaken for the right one. */
export function recentTickets(limit: number): Promise<TicketRow[]> {
  return db().sandboxTicket.findMany({ orderBy: { createdAt: "desc" }, take: limit });
}
