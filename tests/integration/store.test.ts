import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { store, sweepStore } from "@/lib/store";
import { freshDatabase } from "../support/database";

beforeAll(async () => {
  await freshDatabase();
});
beforeEach(async () => {
  await db().keyValue.deleteMany();
});
afterEach(() => setClockOffset(0));

const at = (seconds: number) => setClockOffset(seconds * 1000);
const twenty = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 20 }, (_, index) => work(index)));

test("what was put can be read until it expires, and put again", async () => {
  await store().put("key", "first", 60);
  expect(await store().get("key")).toBe("first");
  await store().put("key", "second", 60);
  at(59);
  expect(await store().get("key")).toBe("second");
  at(61);
  expect(await store().get("key")).toBeNull();
  expect(await store().take("key")).toBeNull();
});

test("of many who take it, one gets it", async () => {
  await store().put("key", "value", 60);
  const taken = await twenty(() => store().take("key"));
  expect(taken.filter((value) => value !== null)).toEqual(["value"]);
  expect(await store().get("key")).toBeNull();
});

test("compare-and-set writes only over what it expects", async () => {
  expect(await store().compareAndSet("key", "other", "value", 60)).toBe(false);
  expect(await store().compareAndSet("key", null, "value", 60)).toBe(true);
  expect(await store().compareAndSet("key", null, "again", 60)).toBe(false);
  expect(await store().compareAndSet("key", "other", "again", 60)).toBe(false);
  expect(await store().get("key")).toBe("value");
  expect(await store().compareAndSet("key", "value", "next", 60)).toBe(true);
  expect(await store().get("key")).toBe("next");
});

test("an expired entry counts as absent", async () => {
  await store().put("key", "old", 10);
  at(11);
  expect(await store().compareAndSet("key", "old", "new", 60)).toBe(false);
  expect(await store().compareAndSet("key", null, "new", 60)).toBe(true);
  expect(await store().get("key")).toBe("new");
});

test("of many who set what is absent, expired or as expected, one does", async () => {
  const winners = (results: boolean[]) => results.filter(Boolean).length;
  expect(winners(await twenty((index) => store().compareAndSet("key", null, `a${index}`, 10)))).toBe(1);
  at(11);
  expect(winners(await twenty((index) => store().compareAndSet("key", null, `b${index}`, 10)))).toBe(1);
  const current = await store().get("key");
  expect(winners(await twenty((index) => store().compareAndSet("key", current, `c${index}`, 10)))).toBe(1);
});

test("the sweep deletes what has expired and nothing else", async () => {
  await store().put("short", "value", 10);
  await store().put("long", "value", 100);
  at(11);
  expect(await sweepStore()).toBe(1);
  expect(await db().keyValue.findMany({ select: { key: true } })).toEqual([{ key: "long" }]);
});
