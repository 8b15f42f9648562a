import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { databaseInbox, sweepInbox } from "@/lib/robot/inbox";
import type { Claim, Inbox } from "@/lib/wechat/robot/types";
import { freshWorld } from "@/tests/support/world";

const leaseSeconds = 15;
let inbox: Inbox;
/** As another process has it: with a queue of its own. */
let other: Inbox;

beforeEach(async () => {
  await freshWorld();
  inbox = databaseInbox();
  other = databaseInbox();
});

const claim = (key: string, by = inbox) => by.claim(key, leaseSeconds);

function tokenOf(claimed: Claim): string {
  if (claimed.state !== "mine") throw new Error(`The claim is ${claimed.state}`);
  return claimed.token;
}

const states = (claims: Claim[]) => claims.map(({ state }) => state);

describe("a message", () => {
  it("is one's who comes first; the next is told to wait, and then gets the same answer", async () => {
    const token = tokenOf(await claim("one"));
    expect(await claim("one")).toEqual({ state: "busy" });
    expect(await claim("one", other)).toEqual({ state: "busy" });
    await inbox.finish("one", token, "<xml>回复</xml>");
    const answered = { state: "answered", reply: "<xml>回复</xml>" };
    expect(await claim("one")).toEqual(answered);
    expect(await claim("one", other)).toEqual(answered);
  });

  it("that was answered with nothing is answered", async () => {
    await inbox.finish("one", tokenOf(await claim("one")), "");
    expect(await claim("one")).toEqual({ state: "answered", reply: "" });
  });

  it("is nobody else's business", async () => {
    await claim("one");
    expect((await claim("two")).state).toBe("mine");
    expect((await claim("ONE")).state).toBe("mine");
  });

  it("is one's of a hundred at once, over several queues", async () => {
    const queues = [inbox, other, databaseInbox(), databaseInbox()];
    const claims = await Promise.all(
      Array.from({ length: 100 }, (_, index) => claim("one", queues[index % 4])),
    );
    expect(states(claims).filter((state) => state === "mine")).toHaveLength(1);
    expect(await db().robotMessage.count()).toBe(1);
  });
});

describe("many at once", () => {
  it("are claimed and finished each for itself", async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `message-${index}`);
    const claims = await Promise.all(keys.map((key) => claim(key)));
    expect(new Set(claims.map(tokenOf)).size).toBe(100);
    await Promise.all(claims.map((claimed, index) => finish(keys[index], claimed)));
    const again = await Promise.all(keys.map((key) => claim(key, other)));
    expect(again).toEqual(keys.map((key) => ({ state: "answered", reply: `to ${key}` })));
  });

  const finish = (key = "", claimed: Claim) => inbox.finish(key, tokenOf(claimed), `to ${key}`);

  it("new ones, ones at work and answered ones together", async () => {
    await inbox.finish("answered", tokenOf(await claim("answered")), "yes");
    await claim("busy");
    const claims = await Promise.all(["new", "answered", "busy", "newer"].map((key) => claim(key)));
    expect(states(claims)).toEqual(["mine", "answered", "busy", "mine"]);
  });

  it("in opposite orders, over two queues: each is one's", async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `message-${index}`);
    const claims = await Promise.all([
      ...keys.map((key) => claim(key, inbox)),
      ...keys.toReversed().map((key) => claim(key, other)),
    ]);
    expect(states(claims).filter((state) => state === "mine")).toHaveLength(60);
  });
});

describe("one whose holder is silent", () => {
  it("is kept for its lease, and then taken over by one", async () => {
    await claim("one");
    setClockOffset((leaseSeconds - 2) * 1000);
    expect(await claim("one", other)).toEqual({ state: "busy" });
    setClockOffset((leaseSeconds + 1) * 1000);
    const claims = await Promise.all([claim("one"), claim("one", other), claim("one", other)]);
    expect(states(claims).toSorted()).toEqual(["busy", "busy", "mine"]);
  });

  it("is not finished by the former holder any more", async () => {
    const former = tokenOf(await claim("one"));
    setClockOffset((leaseSeconds + 1) * 1000);
    const token = tokenOf(await claim("one", other));
    await inbox.finish("one", former, "the former's");
    expect(await claim("one")).toEqual({ state: "busy" });
    await other.finish("one", token, "the latter's");
    await inbox.finish("one", former, "the former's");
    expect(await claim("one")).toEqual({ state: "answered", reply: "the latter's" });
  });

  it("is not taken over once it is answered", async () => {
    const token = tokenOf(await claim("one"));
    await inbox.finish("one", token, "first");
    await inbox.finish("one", token, "second");
    setClockOffset((leaseSeconds + 1) * 1000);
    expect(await claim("one", other)).toEqual({ state: "answered", reply: "first" });
  });
});

describe("old ones", () => {
  it("are swept after an hour, answered or not", async () => {
    await inbox.finish("answered", tokenOf(await claim("answered")), "yes");
    await claim("abandoned");
    setClockOffset(59 * 60_000);
    await claim("young");
    await sweepInbox();
    expect(await db().robotMessage.count()).toBe(3);
    setClockOffset(61 * 60_000);
    await sweepInbox();
    expect(await db().robotMessage.findMany({ select: { key: true } })).toEqual([{ key: "young" }]);
  });
});
