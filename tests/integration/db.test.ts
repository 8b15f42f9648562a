import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, beforeEach, expect, inject, test, vi } from "vitest";
import { db, isDuplicate, isOrphan, transaction } from "@/lib/db";
import { freshDatabase } from "../support/database";

const onSqlite = inject("template").kind === "sqlite";

beforeAll(async () => {
  await freshDatabase();
});
beforeEach(async () => {
  await db().user.deleteMany();
});

const withCode = (code: string) => Object.assign(new Error(code), { code });

test("a transaction that throws leaves nothing behind", async () => {
  const work = transaction(async (tx) => {
    await tx.user.create({ data: { id: "inside" } });
    throw new Error("after all not");
  });
  await expect(work).rejects.toThrow("after all not");
  expect(await db().user.count()).toBe(0);
});

test("what is written beside a transaction does not go down with it", async () => {
  const work = transaction(async (tx) => {
    await tx.user.create({ data: { id: "inside" } });
    await sleep(100);
    throw new Error("after all not");
  });
  await sleep(30);
  const beside = db().user.create({ data: { id: "beside" } });
  await expect(work).rejects.toThrow();
  await beside;
  expect(await db().user.findMany({ select: { id: true } })).toEqual([{ id: "beside" }]);
});

test("nobody sees what a transaction has not committed", async () => {
  const work = transaction(async (tx) => {
    await tx.user.create({ data: { id: "inside" } });
    await sleep(100);
    await tx.user.delete({ where: { id: "inside" } });
  });
  await sleep(30);
  expect(await db().user.count()).toBe(0);
  await work;
});

test("of many who want the last one, one gets it", async () => {
  await db().product.update({ where: { id: "moonstone" }, data: { stock: 1 } });
  const take = () =>
    transaction(async (tx) => {
      const where = { id: "moonstone", stock: { gte: 1 } };
      return (await tx.product.updateMany({ where, data: { stock: { decrement: 1 } } })).count;
    });
  const counts = await Promise.all(Array.from({ length: 20 }, take));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(await db().product.findUnique({ where: { id: "moonstone" } })).toMatchObject({ stock: 0 });
});

test.skipIf(onSqlite)(
  "what is asked for while a transaction's connection is busy waits, whatever fails before it",
  async () => {
    const warn = vi.spyOn(process, "emitWarning");
    const results = await transaction(async (tx) => {
      const slow = tx.$queryRaw<{ n: number }[]>`SELECT 1 AS n, pg_sleep(0.1)::text`;
      const soon = Array.from({ length: 5 }, async (_, index) => {
        // What is asked for in one turn of the event loop Prisma itself puts in order.
        for (let turn = 0; turn <= index; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return tx.$queryRaw<{ n: number }[]>`SELECT ${index}::int AS n`;
      });
      return Promise.all([slow, ...soon]);
    });
    expect(results.flat().map(({ n }) => n)).toEqual([1, 0, 1, 2, 3, 4]);
    expect(warn.mock.calls.map(([warning]) => String(warning))).toEqual([]);
    warn.mockRestore();
    const failing = await transaction(async (tx) => {
      await tx.user.create({ data: { id: "before" } });
      const failed = tx.$queryRaw`SELECT nothing`.catch((error: unknown) => error);
      const after = tx.user.count().catch((error: unknown) => error);
      return Promise.all([failed, after]);
    }).catch((error: unknown) => error);
    // PostgreSQL does nothing more in a transaction in which something failed; nobody is left waiting.
    expect(failing).toBeDefined();
    expect(await db().user.count()).toBe(0);
  },
);

test("a transaction that met another one is tried again, a few times", async () => {
  let attempts = 0;
  const result = await transaction(async () => {
    attempts += 1;
    if (attempts < 3) throw withCode("P2034");
    return "done";
  });
  expect([result, attempts]).toEqual(["done", 3]);

  attempts = 0;
  const hopeless = transaction(async () => {
    attempts += 1;
    throw withCode("P2034");
  });
  await expect(hopeless).rejects.toThrow("P2034");
  expect(attempts).toBe(5);
});

test("any other error is not tried again", async () => {
  let attempts = 0;
  const work = transaction(async () => {
    attempts += 1;
    throw withCode("P2002");
  });
  await expect(work).rejects.toThrow("P2002");
  expect(attempts).toBe(1);
});

test("a row that is there already is told from other errors", async () => {
  await db().user.create({ data: { id: "same" } });
  const again = await db()
    .user.create({ data: { id: "same" } })
    .catch((error: unknown) => error);
  expect(isDuplicate(again)).toBe(true);
  expect(isDuplicate(new Error("another"))).toBe(false);
});

test("what a raw statement ran into is told as well", async () => {
  await db().user.create({ data: { id: "same" } });
  const fails = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);
  const at = new Date();
  const again = await fails(db().$executeRaw`INSERT INTO users (id, updated_at) VALUES ('same', ${at})`);
  const orphan = await fails(
    db().$executeRaw`INSERT INTO wechat_identities (appid, openid, user_id) VALUES ('a', 'o', 'nobody')`,
  );
  const misspelt = await fails(db().$executeRaw`INSERT INTO nothing (id) VALUES (1)`);
  expect([again, orphan, misspelt].map(isDuplicate)).toEqual([true, false, false]);
  expect([again, orphan, misspelt].map(isOrphan)).toEqual([false, true, false]);
});

test.skipIf(onSqlite)(
  "two transactions that wait for each other: who is given up tries again, and both are done",
  async () => {
    await db().user.createMany({ data: [{ id: "a" }, { id: "b" }] });
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    let inside = 0;
    let attempts = 0;
    const giveGems = (first: string, second: string) =>
      transaction(async (tx) => {
        attempts += 1;
        await tx.$executeRaw`UPDATE users SET gems = gems + 1 WHERE id = ${first}`;
        inside += 1;
        if (inside === 2) meet();
        await met;
        await tx.$executeRaw`UPDATE users SET gems = gems + 1 WHERE id = ${second}`;
      });
    await Promise.all([giveGems("a", "b"), giveGems("b", "a")]);
    expect(attempts).toBe(3);
    expect((await db().user.findMany()).map(({ gems }) => gems)).toEqual([2, 2]);
  },
);

test("a deleted user's rows go with them, and an order without a user is refused", async () => {
  const user = await db().user.create({ data: { identities: { create: { appid: "a", openid: "o" } } } });
  await db().user.delete({ where: { id: user.id } });
  expect(await db().wechatIdentity.count()).toBe(0);
  const stray = db().wechatIdentity.create({ data: { appid: "a", openid: "o", userId: "nobody" } });
  await expect(stray).rejects.toMatchObject({ code: "P2003" });
});

test.runIf(onSqlite)("SQLite writes ahead, so that other processes can read meanwhile", async () => {
  expect(await db().$queryRaw`PRAGMA journal_mode`).toEqual([{ journal_mode: "wal" }]);
});
