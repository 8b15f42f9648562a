import { db, type Tx, transaction } from "@/lib/db";
import { isPersonId, type PersonId } from "./people";

/** Tags of the account's users, and the blacklist, which WeChat keeps as a group among them. */

/** 0 holds everybody without a tag, 1 is the blacklist, 2 the starred. */
export const blacklistTag = 1;
const starredTag = 2;
export const isReserved = (id: number): boolean => id >= 0 && id <= starredTag;

const firstOwnId = 100;
export const mostTags = 100;
export const mostTagsOfUser = 20;

const reservedNames = new Map([
  [blacklistTag, "黑名单"],
  [starredTag, "星标组"],
]);

/** Makes the reserved ones stand in the table; whoever changes tags at the same moment waits. */
async function hold(tx: Tx): Promise<void> {
  for (const [id, name] of reservedNames) {
    await tx.sandboxTag.upsert({ where: { id }, create: { id, name }, update: { name } });
  }
}

export interface Tag {
  id: number;
  name: string;
  count: number;
}

/** All tags with how many followers have them; the blacklist is none. */
export async function listTags(): Promise<Tag[]> {
  await transaction(hold);
  const follows = new Set((await followerIds()) as string[]);
  const rows = await db().sandboxTag.findMany({
    where: { id: { not: blacklistTag } },
    orderBy: { id: "asc" },
    include: { people: true },
  });
  return rows.map(({ id, name, people }) => ({
    id,
    name,
    count: people.filter(({ personId }) => follows.has(personId)).length,
  }));
}

async function followerIds(): Promise<PersonId[]> {
  const rows = await db().sandboxPerson.findMany({ where: { follows: true }, select: { id: true } });
  return rows.map(({ id }) => id).filter(isPersonId);
}

/** @returns the new tag's number, or why there is none */
export function createTag(name: string): Promise<number | "taken" | "full"> {
  return transaction(async (tx) => {
    await hold(tx);
    if (await tx.sandboxTag.findUnique({ where: { name } })) return "taken";
    const own = { id: { gte: firstOwnId } };
    if ((await tx.sandboxTag.count({ where: own })) >= mostTags) return "full";
    const last = await tx.sandboxTag.findFirst({ where: own, orderBy: { id: "desc" } });
    const id = (last?.id ?? firstOwnId - 1) + 1;
    await tx.sandboxTag.create({ data: { id, name } });
    return id;
  });
}

/** Gives a tag another name. */
export function renameTag(id: number, name: string): Promise<"ok" | "taken" | "unknown"> {
  return transaction(async (tx) => {
    await hold(tx);
    if (!(await tx.sandboxTag.findUnique({ where: { id } }))) return "unknown";
    const other = await tx.sandboxTag.findUnique({ where: { name } });
    if (other && other.id !== id) return "taken";
    await tx.sandboxTag.update({ where: { id }, data: { name } });
    return "ok";
  });
}

/** Takes a tag away, from everybody. @returns whether it was there */
export async function deleteTag(id: number): Promise<boolean> {
  return (await db().sandboxTag.deleteMany({ where: { id } })).count > 0;
}

export async function isTag(id: number): Promise<boolean> {
  if (id === starredTag) return true;
  return (await db().sandboxTag.findUnique({ where: { id } })) !== null;
}

/** Puts a tag on people. @returns the first of them who has as many as one may have; null when all got it */
export function tagPeople(id: number, persons: readonly PersonId[]): Promise<PersonId | null> {
  return transaction(async (tx) => {
    await hold(tx);
    for (const personId of persons) {
      const others = { personId, tagId: { notIn: [id, blacklistTag] } };
      const full = (await tx.sandboxPersonTag.count({ where: others })) >= mostTagsOfUser;
      if (full && id !== blacklistTag) return personId;
    }
    for (const personId of persons) {
      const where = { tagId_personId: { tagId: id, personId } };
      await tx.sandboxPersonTag.upsert({ where, create: { tagId: id, personId }, update: {} });
    }
    return null;
  });
}

export async function untagPeople(id: number, persons: readonly PersonId[]): Promise<void> {
  await db().sandboxPersonTag.deleteMany({ where: { tagId: id, personId: { in: [...persons] } } });
}

/** Who has a tag. */
export async function peopleWith(id: number): Promise<PersonId[]> {
  const rows = await db().sandboxPersonTag.findMany({ where: { tagId: id } });
  return rows.map(({ personId }) => personId).filter(isPersonId);
}

/** A person's tags, the oldest first. */
export async function tagsOf(personId: PersonId): Promise<number[]> {
  const where = { personId, tagId: { not: blacklistTag } };
  const rows = await db().sandboxPersonTag.findMany({ where, orderBy: { tagId: "asc" } });
  return rows.map(({ tagId }) => tagId);
}

/** Whether the account has shut a person out: neither side's messages arrive. */
export async function isBlacklisted(personId: PersonId): Promise<boolean> {
  const where = { tagId_personId: { tagId: blacklistTag, personId } };
  return (await db().sandboxPersonTag.findUnique({ where })) !== null;
}
