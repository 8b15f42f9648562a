import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { databaseSessions, sweepSessions } from "@/lib/robot/sessions";
import type { SessionStore } from "@/lib/wechat/robot/types";
import { freshWorld } from "@/tests/support/world";

const nobody = { value: {}, version: 0 };
let sessions: SessionStore;

beforeEach(async () => {
  await freshWorld();
  sessions = databaseSessions("wx0123456789abcdef");
});

/** Stores a value over whatever is there. */
async function put(openid: string, value: Record<string, unknown>): Promise<number> {
  const { version } = await sessions.load(openid);
  expect(await sessions.save(openid, version, value)).toBe(true);
  return (await sessions.load(openid)).version;
}

describe("a session", () => {
  it("does not exist at first, and is then what was stored", async () => {
    expect(await sessions.load("lin")).toEqual(nobody);
    const value = { step: "颜色", list: [1, { two: null }], 'a"b': "\u0000" };
    await put("lin", value);
    expect((await sessions.load("lin")).value).toEqual(value);
    await put("lin", { step: "other" });
    expect((await sessions.load("lin")).value).toEqual({ step: "other" });
  });

  it("is each person's own, under each account", async () => {
    await put("lin", { a: 1 });
    await put("chen", { a: 2 });
    const elsewhere = databaseSessions("wx0000000000000000");
    expect(await elsewhere.load("lin")).toEqual(nobody);
    expect(await elsewhere.save("lin", 0, { a: 3 })).toBe(true);
    const loaded = await Promise.all(["lin", "chen", "lin", "guest"].map((openid) => sessions.load(openid)));
    expect(loaded.map(({ value }) => value)).toEqual([{ a: 1 }, { a: 2 }, { a: 1 }, {}]);
  });

  it.each(['["a list"]', '{"cut', ""])(
    "that reads %s counts as empty, and can be replaced",
    async (value) => {
      const row = { appid: "wx0123456789abcdef", openid: "lin", version: 7, updatedAt: new Date() };
      await db().robotSession.create({ data: { ...row, value } });
      expect(await sessions.load("lin")).toEqual({ value: {}, version: 7 });
      expect(await sessions.save("lin", 7, { a: 1 })).toBe(true);
    },
  );
});

describe("of two who change it at once", () => {
  it("the second is told, at the first time", async () => {
    expect(await sessions.save("lin", 0, { by: "one" })).toBe(true);
    expect(await sessions.save("lin", 0, { by: "other" })).toBe(false);
    expect((await sessions.load("lin")).value).toEqual({ by: "one" });
  });

  it("the second is told, later on", async () => {
    const version = await put("lin", { by: "nobody" });
    expect(await sessions.save("lin", version, { by: "one" })).toBe(true);
    expect(await sessions.save("lin", version, { by: "other" })).toBe(false);
    expect(await sessions.save("lin", version, {})).toBe(false);
    expect((await sessions.load("lin")).value).toEqual({ by: "one" });
  });

  it("one of many at once succeeds", async () => {
    const version = await put("lin", { count: 0 });
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, index) => sessions.save("lin", version, { count: index + 1 })),
    );
    expect(saved.filter(Boolean)).toHaveLength(1);
  });
});

describe("an empty session", () => {
  it("is deleted", async () => {
    const version = await put("lin", { a: 1 });
    expect(await sessions.save("lin", version, {})).toBe(true);
    expect(await sessions.load("lin")).toEqual(nobody);
    expect(await db().robotSession.count()).toBe(0);
  });

  it("that never was is nothing to store, unless somebody has begun one", async () => {
    expect(await sessions.save("lin", 0, {})).toBe(true);
    await put("lin", { a: 1 });
    expect(await sessions.save("lin", 0, {})).toBe(false);
  });

  it("and begun anew is another one than before", async () => {
    const before = await put("lin", { a: 1 });
    await put("lin", {});
    await put("lin", { a: 2 });
    expect(await sessions.save("lin", before, { a: 3 })).toBe(false);
    expect((await sessions.load("lin")).value).toEqual({ a: 2 });
  });
});

describe("one that nobody goes on with", () => {
  it("is forgotten 30 days after its last change", async () => {
    const day = 24 * 60 * 60_000;
    await put("lin", { a: 1 });
    await put("chen", { a: 1 });
    setClockOffset(29 * day);
    await put("chen", { a: 2 });
    await sweepSessions();
    expect(await db().robotSession.count()).toBe(2);
    setClockOffset(31 * day);
    await sweepSessions();
    expect(await sessions.load("lin")).toEqual(nobody);
    expect((await sessions.load("chen")).value).toEqual({ a: 2 });
  });
});
