import { now } from "@/lib/clock";
import { db, type Tx, transaction } from "@/lib/db";
import type { XmlTree } from "@/lib/wechat/xml";
import { ensurePeople, type PersonId } from "../people";
import { type AllowanceCause, grantAllowance } from "./allowances";
import { addLine, addNote } from "./book";
import { type DeliveryOptions, deliverPush, isUnderWay } from "./delivery";
import { eventXml, messageXml } from "./message-xml";
import { endpointUrl } from "./mode";
import { isStaffed } from "./staff";
import type { Said } from "./types";

/** What goes to the shop's server: messages and events, each stored once and delivered until it is answered. */

/** Who does not follow has nowhere to type. */
export class NotFollowing extends Error {
  override name = "NotFollowing";
}

/**
 * A person says something to the account: it stands in the chat, opens a window for customer-service messages, and
 * goes to the shop's server, unless staff talks to this person or there is no server.
 * @returns the push's number; null when there is none
 * @throws NotFollowing
 */
export async function pushMessage(personId: PersonId, said: Said): Promise<number | null> {
  await ensurePeople();
  const person = await db().sandboxPerson.findUniqueOrThrow({ where: { id: personId } });
  if (!person.follows) throw new NotFollowing(personId);
  const tapped = said.kind === "text" && said.menuId !== undefined;
  await grantAllowance(personId, tapped ? "menu" : "message");
  const forShop = !isStaffed(person);
  const delivered = forShop && endpointUrl() !== null;
  return transaction(async (tx) => {
    const pushId = delivered ? await enterMessage(tx, personId, said) : undefined;
    await addLine({ personId, from: "person", content: said, pushId }, tx);
    if (forShop && !delivered) await addNote(personId, noServer, "failure", tx);
    return pushId ?? null;
  });
}

const noServer = "公众号没有设置服务器地址，消息没有送到任何地方";

const rowOf = (personId: PersonId, name: string, body: string) => ({
  personId,
  name,
  body,
  nextAttemptAt: now(),
  createdAt: now(),
});

async function enterMessage(tx: Tx, personId: PersonId, said: Said): Promise<number> {
  const { id } = await tx.sandboxPush.create({ data: rowOf(personId, said.kind, ""), select: { id: true } });
  const msgId = messageNumber(id);
  const body = messageXml(personId, said, msgId);
  await tx.sandboxPush.update({ where: { id }, data: { msgId: String(msgId), body } });
  return id;
}

/**
 * 64 bits, growing, and so long that a program which reads it as a floating-point number cannot tell it from its
 * neighbours. By the machine's time and not by the sandbox's, which may go back.
 */
function messageNumber(id: number): bigint {
  return (BigInt(Math.floor(Date.now() / 1000)) << 31n) + BigInt(id % 2 ** 31);
}

/**
 * Something happened that the account is told of.
 * @returns the push's number; null when the account has no server
 */
export async function pushEvent(
  personId: PersonId,
  event: string,
  fields: XmlTree = {},
  tx: Tx = db(),
): Promise<number | null> {
  if (endpointUrl() === null) return null;
  const data = rowOf(personId, event, eventXml(personId, event, fields));
  return (await tx.sandboxPush.create({ data, select: { id: true } })).id;
}

/** An event of somebody's own doing: it may open a window, and without a server it leads nowhere, which the chat says. */
export async function pushDeed(
  personId: PersonId,
  event: string,
  fields: XmlTree = {},
  cause?: AllowanceCause,
): Promise<number | null> {
  if (cause) await grantAllowance(personId, cause);
  const id = await pushEvent(personId, event, fields);
  if (id === null) await addNote(personId, noServer, "failure");
  return id;
}

/**
 * Delivers everything that waits, each person's in its order.
 * @returns how many deliveries this call made, with what it lost or gave up
 */
export async function deliverPushes(options: DeliveryOptions = {}): Promise<number> {
  const due = await db().sandboxPush.findMany({
    where: { status: "waiting", nextAttemptAt: { lte: now() } },
    orderBy: { id: "asc" },
    take: 50,
  });
  const queues = new Map<string, typeof due>();
  for (const push of due) {
    queues.set(push.personId, [...(queues.get(push.personId) ?? []), push]);
  }
  const inTurn = async (pushes: typeof due): Promise<number> => {
    let made = 0;
    for (const push of pushes) made += await deliverPush(push, options);
    return made;
  };
  const counts = await Promise.all([...queues.values()].map(inTurn));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** When the next one is due; null when nothing waits but what is on its way already. */
export async function nextPush(): Promise<Date | null> {
  const waiting = await db().sandboxPush.findMany({
    where: { status: "waiting" },
    orderBy: { nextAttemptAt: "asc" },
    select: { id: true, nextAttemptAt: true },
    take: 50,
  });
  return waiting.find(({ id }) => !isUnderWay(id))?.nextAttemptAt ?? null;
}
