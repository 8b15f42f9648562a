import { randomUUID } from "node:crypto";
import { inBatches } from "../batches";
import { now } from "../clock";
import { db, Prisma } from "../db";
import { withRows } from "../sql-rows";
import type { Claim, Inbox } from "../wechat/robot/types";

/** Which messages came to the account's endpoint, in the table robot_messages: one answer each, over all processes. */

type Asked = { key: string; leaseSeconds: number };
type Answered = { key: string; token: string; reply: string };

/** As many as one statement has; more wait for the next. */
const most = 32;

/** Inserts what nobody has, and takes over what somebody has given up: the statement itself decides. */
async function takeFree(asked: readonly Asked[], at: Date): Promise<Map<string, string>> {
  const tokens = new Map(asked.map(({ key }) => [key, randomUUID()]));
  const rows = asked
    // Two processes lock them in the same order.
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, leaseSeconds }) => {
      const until = new Date(at.getTime() + leaseSeconds * 1000);
      return Prisma.sql`(${key}, ${tokens.get(key)}, ${until}, ${at})`;
    });
  const taken = await db().$queryRaw<{ key: string }[]>`
    INSERT INTO robot_messages (key, token, locked_until, created_at) VALUES ${Prisma.join(rows)}
    ON CONFLICT (key) DO UPDATE SET token = excluded.token, locked_until = excluded.locked_until
    WHERE robot_messages.reply IS NULL AND robot_messages.locked_until <= ${at}
    RETURNING robot_messages.key`;
  const mine = new Set(taken.map(({ key }) => key));
  return new Map([...tokens].filter(([key]) => mine.has(key)));
}

/** What was answered to those that others have: null while they are at it. */
async function repliesTo(keys: string[]): Promise<Map<string, string | null>> {
  if (keys.length === 0) return new Map();
  const rows = await db().robotMessage.findMany({
    where: { key: { in: keys } },
    select: { key: true, reply: true },
  });
  return new Map(rows.map(({ key, reply }) => [key, reply]));
}

async function claimAll(asked: Asked[]): Promise<PromiseSettledResult<Claim>[]> {
  const mine = await takeFree(asked, now());
  const replies = await repliesTo(asked.flatMap(({ key }) => (mine.has(key) ? [] : [key])));
  return asked.map(({ key }) => ({ status: "fulfilled", value: claimOf(mine.get(key), replies.get(key)) }));
}

function claimOf(token: string | undefined, reply: string | null | undefined): Claim {
  if (token !== undefined) return { state: "mine", token };
  return typeof reply === "string" ? { state: "answered", reply } : { state: "busy" };
}

async function finishAll(answered: Answered[]): Promise<PromiseSettledResult<void>[]> {
  const columns = { key: "TEXT", token: "TEXT", reply: "TEXT" } as const;
  await db().$executeRaw`
    ${withRows("done", "key", columns, answered)}
    UPDATE robot_messages SET reply = done.reply
    FROM done
    WHERE robot_messages.key = done.key AND robot_messages.token = done.token AND robot_messages.reply IS NULL`;
  return answered.map(() => ({ status: "fulfilled", value: undefined }));
}

/** The inbox of this process's database. Messages that come at once are claimed by one statement, and finished by one. */
export function databaseInbox(): Inbox {
  const keyOf = ({ key }: { key: string }) => key;
  const claim = inBatches<Asked, Claim>({ most, keyOf, work: claimAll });
  const finish = inBatches<Answered, void>({ most, keyOf, work: finishAll });
  return {
    claim: (key, leaseSeconds) => claim({ key, leaseSeconds }),
    finish: (key, token, reply) => finish({ key, token, reply }),
  };
}

const keptMs = 60 * 60_000;

/** Deletes messages that WeChat has long stopped to deliver: it gives up within half a minute. */
export async function sweepInbox(): Promise<void> {
  const createdAt = { lt: new Date(now().getTime() - keptMs) };
  await db().robotMessage.deleteMany({ where: { createdAt } });
}
