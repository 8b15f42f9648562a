import { now } from "./clock";
import { db, isDuplicate } from "./db";
import type { StateStore } from "./wechat/store";

const after = (ttlSeconds: number) => new Date(now().getTime() + ttlSeconds * 1000);

/** What several processes share for a while, in the table key_values. */
const databaseStore: StateStore = {
  async put(key, value, ttlSeconds) {
    const row = { value, expiresAt: after(ttlSeconds) };
    await db().keyValue.upsert({ where: { key }, create: { key, ...row }, update: row });
  },

  async get(key) {
    const row = await db().keyValue.findFirst({ where: { key, expiresAt: { gt: now() } } });
    return row?.value ?? null;
  },

  async take(key) {
    const value = await databaseStore.get(key);
    if (value === null) return null;
    // Of several that read it, the one that deletes it has it.
    const { count } = await db().keyValue.deleteMany({ where: { key, value } });
    return count === 1 ? value : null;
  },

  async compareAndSet(key, expected, value, ttlSeconds) {
    const row = { value, expiresAt: after(ttlSeconds) };
    if (expected !== null) {
      const where = { key, value: expected, expiresAt: { gt: now() } };
      return (await db().keyValue.updateMany({ where, data: row })).count === 1;
    }
    const expired = { key, expiresAt: { lte: now() } };
    if ((await db().keyValue.updateMany({ where: expired, data: row })).count === 1) return true;
    try {
      await db().keyValue.create({ data: { key, ...row } });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  },
};

/** The shared store of this process's database. */
export const store = (): StateStore => databaseStore;

/** Deletes what has expired; returns how many rows that were. */
export async function sweepStore(): Promise<number> {
  return (await db().keyValue.deleteMany({ where: { expiresAt: { lte: now() } } })).count;
}
