import { now } from "@/lib/clock";
import { db, type Tx, transaction } from "@/lib/db";
import { nonceStr } from "@/lib/wechat/sign";
import { countUse, day } from "./usage";

/** The jsapi_tickets, and those for cards, that were given out. */

const ticketTypes = ["jsapi", "wx_card"] as const;
export type TicketType = (typeof ticketTypes)[number];

export const isTicketType = (type: string): type is TicketType =>
  ticketTypes.some((candidate) => candidate === type);

export type TicketRow = Awaited<ReturnType<ReturnType<typeof db>["sandboxTicket"]["findMany"]>>[number];

export const ticketSeconds = 7200;
const keptSeconds = 7 * 24 * 3600;

const after = (moment: Date, seconds: number): Date => new Date(moment.getTime() + seconds * 1000);

/** The account's ticket: the same one as long as it is valid, then a new one. (jsapi_ticket) */
export function takeTicket(appid: string, type: TicketType): Promise<TicketRow> {
  return transaction(async (tx) => {
    await countUse(tx, appid, `getticket:${type}`, day());
    const moment = now();
    // Later ones are from before the clock was moved back.
    const current = await tx.sandboxTicket.findFirst({
      where: { appid, type, createdAt: { lte: moment }, expiresAt: { gt: moment } },
      orderBy: { expiresAt: "desc" },
    });
    return current ?? enter(tx, appid, type, after(moment, ticketSeconds));
  });
}

/** A ticket that is dead already, for a fault that the console asked for. */
export const deadTicket = (appid: string, type: TicketType): Promise<TicketRow> =>
  transaction((tx) => enter(tx, appid, type, now()));

async function enter(tx: Tx, appid: string, type: TicketType, expiresAt: Date): Promise<TicketRow> {
  const createdAt = now();
  await tx.sandboxTicket.deleteMany({ where: { appid, expiresAt: { lt: after(createdAt, -keptSeconds) } } });
  return tx.sandboxTicket.create({ data: { ticket: nonceStr(86), appid, type, createdAt, expiresAt } });
}

/** The tickets of an account that work now, the newest first. (jsapi_ticket) */
export function validTickets(appid: string, type: TicketType): Promise<TicketRow[]> {
  return db().sandboxTicket.findMany({
    where: { appid, type, expiresAt: { gt: now() } },
    orderBy: [{ createdAt: "desc" }, { expiresAt: "desc" }],
  });
}

/** All tickets that work now, the newest first. */
export function livingTickets(): Promise<TicketRow[]> {
  return db().sandboxTicket.findMany({ where: { expiresAt: { gt: now() } }, orderBy: { createdAt: "desc" } });
}

/** The latest tickets of all accounts and types, dead ones too: what a program may have mistaken for the right one. */
export function recentTickets(limit: number): Promise<TicketRow[]> {
  return db().sandboxTicket.findMany({ orderBy: { createdAt: "desc" }, take: limit });
}

/** Ends a ticket before its time. @returns whether it was alive */
export async function endTicket(ticket: string): Promise<boolean> {
  const moment = now();
  const { count } = await db().sandboxTicket.updateMany({
    where: { ticket, expiresAt: { gt: moment } },
    data: { expiresAt: moment },
  });
  return count > 0;
}
