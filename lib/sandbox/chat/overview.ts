import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { type PersonId, people, readPeople } from "../people";
import { unreadCount } from "./book";
import { endpointUrl, pushMode, shopMode } from "./mode";
import { pushName } from "./push-why";
import type { PushMode } from "./types";

/** A message or an event on its way to the shop, as the console lists it. */
export interface PushState {
  id: number;
  personId: string;
  /** The message's kind or the event's, and what it is called. */
  name: string;
  title: string;
  status: "waiting" | "answered" | "failed";
  attempts: number;
  /** ISO 8601. */
  at: string;
}

/** What the console shows of the account's chats. */
export interface ChatOverview {
  mode: PushMode;
  /** What fits the shop's settings. */
  shopMode: PushMode;
  /** The shop's server address; null while it has none. */
  endpoint: string | null;
  /** Newest first. */
  pushes: PushState[];
  people: { id: PersonId; follows: boolean; unread: number; staff: boolean }[];
}

const shown = 20;

export async function chatOverview(): Promise<ChatOverview> {
  const [mode, rows, persons, unread, staffed] = await Promise.all([
    pushMode(),
    // Without their bodies, which nobody looks at here.
    db().sandboxPush.findMany({
      orderBy: { id: "desc" },
      take: shown,
      select: { id: true, personId: true, name: true, status: true, attempts: true, createdAt: true },
    }),
    readPeople(),
    Promise.all(people.map(({ id }) => unreadCount(id))),
    db().sandboxPerson.findMany({ where: { staffUntil: { gt: now() } }, select: { id: true } }),
  ]);
  return {
    mode,
    shopMode: shopMode(),
    endpoint: endpointUrl(),
    pushes: rows.map(({ id, personId, name, status, attempts, createdAt }) => ({
      id,
      personId,
      name,
      title: pushName(name),
      status: status === "waiting" || status === "answered" ? status : "failed",
      attempts,
      at: createdAt.toISOString(),
    })),
    people: persons.map(({ id, follows }, at) => ({
      id,
      follows,
      unread: unread[at] ?? 0,
      staff: staffed.some((person) => person.id === id),
    })),
  };
}
