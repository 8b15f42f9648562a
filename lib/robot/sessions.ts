import { randomInt } from "node:crypto";
import { z } from "zod";
import { inBatches } from "../batches";
import { now } from "../clock";
import { db, isDuplicate } from "../db";
import type { RobotSession, SessionStore } from "../wechat/robot/types";

/** What the account's conversations remember, in the table robot_sessions. */

type Loaded = { value: RobotSession; version: number };

const most = 32;
const sessionSchema = z.record(z.string(), z.unknown());

/** A row that somebody has spoilt is a conversation that begins anew: its person shall not be shut out. */
function parsed(text: string): RobotSession {
  try {
    return sessionSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/**
 * The first version of a session: any number. A session that was deleted and begun anew is not taken for the one that
 * somebody read before.
 */
const firstVersion = (): number => randomInt(1, 1_000_000_000);

async function loadAll(appid: string, openids: string[]): Promise<PromiseSettledResult<Loaded>[]> {
  const rows = await db().robotSession.findMany({ where: { appid, openid: { in: openids } } });
  const found = new Map(rows.map((row) => [row.openid, row]));
  return openids.map((openid) => {
    const row = found.get(openid);
    return {
      status: "fulfilled",
      value: row ? { value: parsed(row.value), version: row.version } : { value: {}, version: 0 },
    };
  });
}

async function begin(appid: string, openid: string, value: string): Promise<boolean> {
  try {
    const data = { appid, openid, value, version: firstVersion(), updatedAt: now() };
    await db().robotSession.create({ data });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

async function save(appid: string, openid: string, version: number, value: RobotSession): Promise<boolean> {
  const text = JSON.stringify(value);
  const where = { appid, openid, version };
  if (text === "{}") {
    if (version === 0) return (await db().robotSession.count({ where: { appid, openid } })) === 0;
    return (await db().robotSession.deleteMany({ where })).count === 1;
  }
  if (version === 0) return begin(appid, openid, text);
  const data = { value: text, version: { increment: 1 }, updatedAt: now() };
  return (await db().robotSession.updateMany({ where, data })).count === 1;
}

/** The sessions of an account in this process's database. Those that are asked for at once are read by one statement. */
export function databaseSessions(appid: string): SessionStore {
  const load = inBatches<string, Loaded>({
    most,
    keyOf: (openid) => openid,
    work: (openids) => loadAll(appid, openids),
  });
  return { load, save: (openid, version, value) => save(appid, openid, version, value) };
}

const keptMs = 30 * 24 * 60 * 60_000;

/** Forgets conversations that nobody has gone on with for 30 days. */
export async function sweepSessions(): Promise<void> {
  const updatedAt = { lt: new Date(now().getTime() - keptMs) };
  await db().robotSession.deleteMany({ where: { updatedAt } });
}
