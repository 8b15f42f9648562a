import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { appid, dieFetching, gate, many, settled, setup, watched } from "./wxclient-support";

const tokenKey = `wxclient:access_token:${appid}`;
const leaseSeconds = 25;
const ticketLeaseSeconds = 65;

describe("several processes and an empty store", () => {
  it("one fetches, the others wait for its result", async () => {
    const { start, account, count, waits, hooks } = setup();
    const answer = gate();
    account.intercept = (call) => answer.opened.then(() => account.plainAnswer(call));
    const processes = [start(), start(), start()];
    const asked = Promise.all(processes.flatMap((client) => [client.accessToken(), client.accessToken()]));
    hooks.onWait = async () => {
      if (waits.length === 8) answer.open();
    };
    expect(new Set(await asked)).toEqual(new Set(["TOKEN-1"]));
    expect(count("stable_token")).toBe(1);
    expect(waits.length).toBeGreaterThanOrEqual(8);
    expect(new Set(waits)).toEqual(new Set([100]));
  });

  it("the others are told when the one fails", async () => {
    const { start, account, count } = setup();
    account.intercept = async () => {
      await settled();
      return { errcode: 40013, errmsg: "invalid appid" };
    };
    const failures = await many(8, () => rejection(start().accessToken()));
    for (const failure of failures) expect(failure).toMatchObject({ errcode: 40013 });
    expect(count("stable_token")).toBe(1);
  });

  it("whoever comes to the lease second finds the result instead of fetching again", async () => {
    const { start, store: inner, count } = setup();
    const { store, control } = watched(inner);
    const [slow, fast] = [start({ store }), start()];
    control.before = async (operation) => {
      // The slow one has seen an empty store; meanwhile the fast one does everything.
      if (operation === "compareAndSet" && count("stable_token") === 0) await fast.accessToken();
    };
    expect(await slow.accessToken()).toBe("TOKEN-1");
    expect(count("stable_token")).toBe(1);
  });

  it("in any order of events there is one call for a token and one for a ticket", async () => {
    const run = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 4 }),
      async (scheduler, processes) => {
        const { start, store: inner, account, paths, transport } = setup();
        account.intercept = (call) =>
          scheduler.schedule(Promise.resolve(account.plainAnswer(call)), "WeChat");
        const clients = Array.from({ length: processes }, (_, i) => {
          const { store, control } = watched(inner);
          control.before = (operation) => scheduler.schedule(Promise.resolve(), `${i} ${operation}`);
          return start({ store, transport, wait: () => scheduler.schedule(Promise.resolve(), `${i} waits`) });
        });
        const asked = Promise.all(
          clients.flatMap((client) => [client.accessToken(), client.jsapiTicket(), client.accessToken()]),
        );
        const given = await scheduler.waitFor(asked);
        expect(new Set(given)).toEqual(new Set(["TOKEN-1", "TICKET-1"]));
        expect(paths()).toEqual(["stable_token", "ticket/getticket"]);
      },
    );
    await fc.assert(run, { numRuns: 150 });
  });

  it("in any order of events a renewal is one call, and everyone has a token that works", async () => {
    const run = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 4 }),
      async (scheduler, processes) => {
        const { start, store: inner, account, count, clock } = setup();
        await start().accessToken();
        clock.advance(7200 - 279);
        account.intercept = (call) =>
          scheduler.schedule(Promise.resolve(account.plainAnswer(call)), "WeChat");
        const clients = Array.from({ length: processes }, (_, i) => {
          const { store, control } = watched(inner);
          control.before = (operation) => scheduler.schedule(Promise.resolve(), `${i} ${operation}`);
          return start({
            store,
            wait: async () => {
              throw new Error("nobody should wait");
            },
          });
        });
        const asked = clients.map(async (client) => [await client.accessToken(), await client.accessToken()]);
        const given = (await scheduler.waitFor(Promise.all(asked))).flat();
        await scheduler.waitIdle();
        for (const token of given) expect(["TOKEN-1", "TOKEN-2"]).toContain(token);
        expect(count("stable_token")).toBe(2);
        expect(await start().accessToken()).toBe("TOKEN-2");
      },
    );
    await fc.assert(run, { numRuns: 150 });
  });
});

describe("a lease", () => {
  it("whose holder died is taken over when it has run out, not before", async () => {
    const world = setup();
    await dieFetching(world);
    const { start, clock, hooks, waits, count } = world;
    const began = clock.now();
    hooks.onWait = async () => clock.advance(0.1);
    const tokens = await many(3, () => start().accessToken());
    expect(new Set(tokens)).toEqual(new Set(["TOKEN-1"]));
    expect(count("stable_token")).toBe(1);
    expect(clock.now() - began).toBeGreaterThanOrEqual(leaseSeconds * 1000);
    expect(waits.length).toBeLessThan(3 * (leaseSeconds * 10 + 10));
  });

  it("is not waited for endlessly: two of them, by the number of looks", async () => {
    const world = setup();
    await dieFetching(world);
    // A clock that stands still, so that the lease never ends.
    expect(await rejection(world.start().accessToken())).toMatchObject({
      code: "WAITED",
      kind: "timeout",
      retryable: true,
    });
    expect(world.waits.length).toBeLessThanOrEqual(2 * leaseSeconds * 10);
  });

  it("of a ticket lasts while its holder waits for a token, and for who died fetching that", async () => {
    const world = setup();
    await dieFetching(world);
    const { start, account, clock, hooks, count } = world;
    account.intercept = (call) => {
      clock.advance(9.9);
      return settled().then(() => account.plainAnswer(call));
    };
    const began = clock.now();
    hooks.onWait = async () => clock.advance(0.1);
    const tickets = await many(3, () => start().jsapiTicket());
    expect(new Set(tickets)).toEqual(new Set(["TICKET-1"]));
    expect(count("ticket/getticket")).toBe(1);
    expect(clock.now() - began).toBeGreaterThan((leaseSeconds + 2 * 9.9) * 1000);
  });

  it("of a ticket whose holder died runs out, too", async () => {
    const { start, account, clock, hooks } = setup();
    const asked = gate();
    account.intercept = ({ url }) => {
      if (!url.includes("getticket")) return undefined;
      account.intercept = () => undefined;
      asked.open();
      return new Promise(() => {});
    };
    void start().jsapiTicket();
    await asked.opened;
    const began = clock.now();
    hooks.onWait = async () => clock.advance(1);
    expect(await start().jsapiTicket()).toBe("TICKET-1");
    expect(clock.now() - began).toBe(ticketLeaseSeconds * 1000);
  });

  it("of a dead process does not keep the others from the old token", async () => {
    const world = setup();
    await world.start().accessToken();
    world.clock.advance(7200 - 279);
    await dieFetching(world);
    expect(await world.start().accessToken()).toBe("TOKEN-1");
    expect(world.waits).toEqual([]);
    expect(world.count("stable_token")).toBe(1);
  });

  it("that ran out while its holder slept: the later result is kept by all", async () => {
    const { start, account, clock, count, hooks } = setup();
    const late = gate();
    const asked = gate();
    account.intercept = () => {
      account.intercept = () => undefined;
      asked.open();
      return late.opened.then(() => ({ access_token: "LATE", expires_in: 7200 }));
    };
    const sleeper = start();
    const slept = sleeper.accessToken();
    await asked.opened;
    hooks.onWait = async () => clock.advance(0.1);
    expect(await start().accessToken()).toBe("TOKEN-1");
    late.open();
    expect(await slept).toBe("TOKEN-1");
    expect(await sleeper.accessToken()).toBe("TOKEN-1");
    expect(await start().accessToken()).toBe("TOKEN-1");
    expect(count("stable_token")).toBe(2);
  });

  it("that somebody else holds by now is not released by the failure of the first", async () => {
    const { start, account, clock, store, hooks } = setup();
    const [first, second] = [gate(), gate()];
    const answers = [
      first.opened.then(() => new Response("", { status: 500 })),
      second.opened.then(() => ({ access_token: "SECOND", expires_in: 7200 })),
    ];
    account.intercept = () => answers.shift();
    const failing = rejection(start().accessToken());
    await settled();
    hooks.onWait = async () => clock.advance(0.1);
    clock.advance(leaseSeconds);
    const succeeding = start().accessToken();
    await settled();
    const held = await store.get(tokenKey);
    first.open();
    expect(await failing).toMatchObject({ code: "HTTP_500" });
    expect(await store.get(tokenKey)).toBe(held);
    second.open();
    expect(await succeeding).toBe("SECOND");
  });

  it("lost again and again does not make a storm: two fetches, then what was fetched is used", async () => {
    const { start, store: inner, count } = setup();
    const { store, control } = watched(inner);
    control.before = async (operation, key) => {
      if (operation === "compareAndSet" && count("stable_token") > 0) await inner.take(key);
    };
    expect(await start({ store }).accessToken()).toBe("TOKEN-1");
    expect(count("stable_token")).toBe(2);
  });
});
