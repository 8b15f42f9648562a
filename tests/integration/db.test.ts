import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, beforeEach, expect, inject, test } from "vitest";
import { db, isDuplicate, transaction } from "@/lib/db";
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
