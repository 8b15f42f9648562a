import { describe, expect, it } from "vitest";
import { MemoryInbox, MemorySessions } from "@/lib/wechat/robot/memory";
import type { Claim } from "@/lib/wechat/robot/types";
import { fakeClock } from "./support";

/** A claim's token; fails when the message is not ours. */
function mine(claim: Claim): string {
  if (claim.state !== "mine") throw new Error(`expected a claim, got ${claim.state}`);
  return claim.token;
}

describe("MemoryInbox", () => {
  it("gives a message to one, and to others what that one answered", async () => {
    const inbox = new MemoryInbox(fakeClock().now);
    const token = mine(await inbox.claim("a", 10));
    expect(await inbox.claim("a", 10)).toEqual({ state: "busy" });
    expect(await inbox.claim("b", 10)).toMatchObject({ state: "mine" });
    await inbox.finish("a", token, "<xml/>");
    expect(await inbox.claim("a", 10)).toEqual({ state: "answered", reply: "<xml/>" });
    expect(await inbox.claim("a", 10)).toEqual({ state: "answered", reply: "<xml/>" });
  });

  it("an empty answer is an answer", async () => {
    const inbox = new MemoryInbox(fakeClock().now);
    await inbox.finish("a", mine(await inbox.claim("a", 10)), "");
    expect(await inbox.claim("a", 10)).toEqual({ state: "answered", reply: "" });
  });

  it("gives it to another when the lease is over, to the millisecond", async () => {
    const clock = fakeClock();
    const inbox = new MemoryInbox(clock.now);
    const first = mine(await inbox.claim("a", 10));
    clock.advance(9.999);
    expect(await inbox.claim("a", 10)).toEqual({ state: "busy" });
    clock.advance(0.001);
    const second = mine(await inbox.claim("a", 5));
    expect(second).not.toBe(first);
    clock.advance(4.999);
    expect(await inbox.claim("a", 10)).toEqual({ state: "busy" });
    await inbox.finish("a", first, "stale");
    expect(await inbox.claim("a", 10)).toEqual({ state: "busy" });
    await inbox.finish("a", second, "fresh");
    await inbox.finish("a", first, "stale");
    expect(await inbox.claim("a", 10)).toEqual({ state: "answered", reply: "fresh" });
  });

  it("takes the answer of one whose lease is over as long as nobody else has the message", async () => {
    const clock = fakeClock();
    const inbox = new MemoryInbox(clock.now);
    const token = mine(await inbox.claim("a", 10));
    clock.advance(60);
    await inbox.finish("a", token, "after all");
    expect(await inbox.claim("a", 10)).toEqual({ state: "answered", reply: "after all" });
  });

  it("of many at once exactly one has it", async () => {
    const inbox = new MemoryInbox(fakeClock().now);
    const claims = await Promise.all(Array.from({ length: 20 }, () => inbox.claim("a", 10)));
    expect(claims.filter(({ state }) => state === "mine")).toHaveLength(1);
    expect(claims.filter(({ state }) => state === "busy")).toHaveLength(19);
  });

  it("no token is good for another message", async () => {
    const inbox = new MemoryInbox(fakeClock().now);
    const token = mine(await inbox.claim("a", 10));
    await inbox.claim("b", 10);
    await inbox.finish("b", token, "wrong");
    await inbox.finish("never claimed", token, "wrong");
    expect(await inbox.claim("b", 10)).toEqual({ state: "busy" });
    expect(await inbox.claim("never claimed", 10)).toMatchObject({ state: "mine" });
  });

  it("remembers an answer for as long as a message may be repeated, then forgets it", async () => {
    const clock = fakeClock();
    const inbox = new MemoryInbox(clock.now);
    await inbox.finish("a", mine(await inbox.claim("a", 10)), "x");
    clock.advance(1799.999);
    expect(await inbox.claim("a", 10)).toMatchObject({ state: "answered" });
    clock.advance(0.001);
    expect(await inbox.claim("a", 10)).toMatchObject({ state: "mine" });
  });

  it("forgets the oldest for a new one, and an answered one counts as new", async () => {
    const inbox = new MemoryInbox(fakeClock().now, { maxEntries: 2 });
    const token = mine(await inbox.claim("a", 10));
    await inbox.finish("b", mine(await inbox.claim("b", 10)), "b");
    await inbox.finish("a", token, "a");
    await inbox.claim("c", 10);
    expect(await inbox.claim("a", 10)).toEqual({ state: "answered", reply: "a" });
    expect(await inbox.claim("c", 10)).toEqual({ state: "busy" });
    expect(await inbox.claim("b", 10)).toMatchObject({ state: "mine" });
  });
});

describe("what is forgotten", () => {
  it("takes no room any more once another comes", async () => {
    const clock = fakeClock();
    const inbox = new MemoryInbox(clock.now, { keepSeconds: 60 });
    const sessions = new MemorySessions(clock.now, { keepSeconds: 60 });
    for (const key of ["a", "b", "c"]) {
      await inbox.claim(key, 10);
      await sessions.save(key, 0, { key });
    }
    expect([inbox.size, sessions.size]).toEqual([3, 3]);
    await sessions.save("c", (await sessions.load("c")).version, {});
    expect(sessions.size).toBe(2);
    clock.advance(60);
    await inbox.claim("d", 10);
    await sessions.save("d", 0, { key: "d" });
    expect([inbox.size, sessions.size]).toEqual([1, 1]);
  });
});

describe("MemorySessions", () => {
  it("is empty at first, at version 0", async () => {
    expect(await new MemorySessions().load("o")).toEqual({ value: {}, version: 0 });
  });

  it("stores for a person, and gives copies", async () => {
    const sessions = new MemorySessions(fakeClock().now);
    const value = { step: "size", list: [1] };
    expect(await sessions.save("o", 0, value)).toBe(true);
    value.list.push(2);
    const loaded = await sessions.load("o");
    expect(loaded.value).toEqual({ step: "size", list: [1] });
    expect(loaded.version).toBeGreaterThan(0);
    loaded.value.step = "changed";
    expect((await sessions.load("o")).value).toEqual({ step: "size", list: [1] });
    expect((await sessions.load("p")).value).toEqual({});
  });

  it("of two who changed it at once the second is refused and changes nothing", async () => {
    const sessions = new MemorySessions(fakeClock().now);
    await sessions.save("o", 0, { n: 1 });
    const { version } = await sessions.load("o");
    expect(await sessions.save("o", version, { n: 2 })).toBe(true);
    expect(await sessions.save("o", version, { n: 3 })).toBe(false);
    expect(await sessions.save("o", version, {})).toBe(false);
    expect(await sessions.save("o", 0, { n: 4 })).toBe(false);
    expect((await sessions.load("o")).value).toEqual({ n: 2 });
    expect(await sessions.save("never stored", version, { n: 5 })).toBe(false);
  });

  it("an empty value takes it away; what begins anew has no version of before", async () => {
    const sessions = new MemorySessions(fakeClock().now);
    await sessions.save("o", 0, { n: 1 });
    const before = (await sessions.load("o")).version;
    expect(await sessions.save("o", before, { n: undefined })).toBe(true);
    expect(await sessions.load("o")).toEqual({ value: {}, version: 0 });
    expect(await sessions.save("o", 0, {})).toBe(true);
    expect(await sessions.save("o", 0, { n: 2 })).toBe(true);
    expect(await sessions.save("o", before, { n: 3 })).toBe(false);
  });

  it("forgets a conversation in which nothing has happened for a day", async () => {
    const clock = fakeClock();
    const sessions = new MemorySessions(clock.now);
    await sessions.save("o", 0, { n: 1 });
    clock.advance(86_399);
    await sessions.save("o", (await sessions.load("o")).version, { n: 2 });
    clock.advance(86_399.999);
    expect((await sessions.load("o")).value).toEqual({ n: 2 });
    clock.advance(0.001);
    expect(await sessions.load("o")).toEqual({ value: {}, version: 0 });
  });

  it("forgets the oldest for a new one", async () => {
    const sessions = new MemorySessions(fakeClock().now, { maxEntries: 2 });
    for (const openid of ["a", "b", "c"]) await sessions.save(openid, 0, { openid });
    const kept = await Promise.all(
      ["a", "b", "c"].map(async (openid) => (await sessions.load(openid)).value),
    );
    expect(kept).toEqual([{}, { openid: "b" }, { openid: "c" }]);
  });

  it("keeps names that prototypes have", async () => {
    const sessions = new MemorySessions(fakeClock().now);
    await sessions.save("__proto__", 0, JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(Object.keys((await sessions.load("__proto__")).value)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((await sessions.load("constructor")).version).toBe(0);
  });
});
