import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { appid, gate, many, settled, setup, watched } from "./wxclient-support";

const tokenKey = `wxclient:access_token:${appid}`;
const leaseSeconds = 25;

/** A process that took the lease and was never heard of again. */
async function dieFetching(world: ReturnType<typeof setup>): Promise<void> {
  const asked = gate();
  const client = world.start({
    transport: {
      ...world.transport,
      fetch: () => {
        asked.open();
        return new Promise(() => {});
      },
    },
  });
  void client.accessToken();
  await asked.opened;
}

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

describe("a store that fails", () => {
  it("leaves the copy in memory in use while it lives", async () => {
    const { start, store: inner, clock, errors, count } = setup();
    const { store, control } = watched(inner);
    const client = start({ store });
    await client.accessToken();
    control.away = new Error("database gone");
    clock.advance(6);
    const before = control.count;
    expect(new Set(await many(20, () => client.accessToken()))).toEqual(new Set(["TOKEN-1"]));
    clock.advance(4);
    expect(await client.accessToken()).toBe("TOKEN-1");
    // Not asked again for some seconds: a database that hangs would hold up every request.
    expect(control.count).toBe(before + 1);
    expect(errors).toEqual([{ error: control.away, kind: "access_token" }]);
    // Nor when the renewal is due, which has to wait for the store.
    clock.advance(7200 - 10 - 5);
    for (let second = 0; second < 5; second++) {
      expect(await client.accessToken()).toBe("TOKEN-1");
      clock.advance(1);
    }
    expect(control.count).toBe(before + 2);
    expect(await rejection(client.accessToken())).toBe(control.away);
    control.away = null;
    expect(await client.accessToken()).toBe("TOKEN-2");
    expect(count("stable_token")).toBe(2);
  });

  it("is told as it is when there is no copy", async () => {
    const { start, store: inner, calls } = setup();
    const { store, control } = watched(inner);
    control.away = new Error("database gone");
    expect(await rejection(start({ store }).accessToken())).toBe(control.away);
    expect(calls).toEqual([]);
  });

  it("between fetch and publication: the token is used here, and others fetch when the lease has run out", async () => {
    const { start, store: inner, account, clock, errors, count, hooks } = setup();
    const { store, control } = watched(inner);
    account.intercept = () => {
      control.away = new Error("database gone");
      account.intercept = () => undefined;
      return undefined;
    };
    const client = start({ store });
    expect(await client.accessToken()).toBe("TOKEN-1");
    expect(await client.accessToken()).toBe("TOKEN-1");
    expect(errors).toHaveLength(1);
    hooks.onWait = async () => clock.advance(0.1);
    expect(await start().accessToken()).toBe("TOKEN-1");
    expect(count("stable_token")).toBe(2);
  });

  it("does not hide why a fetch failed", async () => {
    const { start, store: inner, account } = setup();
    const { store, control } = watched(inner);
    account.intercept = () => {
      control.away = new Error("database gone");
      return { errcode: 40013, errmsg: "invalid appid" };
    };
    expect(await rejection(start({ store }).accessToken())).toMatchObject({ errcode: 40013 });
  });

  it.each([
    "",
    "garbage",
    "null",
    "[]",
    '"TOKEN"',
    "{",
    '{"current":{"value":""}}',
    '{"current":{"value":"x","fetchedAt":"1","refreshAt":2,"expiresAt":3}}',
    '{"current":{"value":"x","fetchedAt":1,"refreshAt":2,"expiresAt":1e999}}',
    '{"lease":true}',
    '{"failure":{"at":1,"error":{"message":"x"}}}',
    '{"__proto__":{"current":{}}}',
  ])("and holds %j holds nothing, and is mended", async (garbage) => {
    const { start, store, count } = setup();
    await store.put(tokenKey, garbage, 1000);
    expect(await start().accessToken()).toBe("TOKEN-1");
    expect(await start().accessToken()).toBe("TOKEN-1");
    expect(count("stable_token")).toBe(1);
  });
});

describe("clocks", () => {
  const clocks = [1, 30, 600, 7200, 1e6];

  it.each(clocks)("that jump ahead by %i seconds and back cost a renewal, no more", async (seconds) => {
    const { start, clock, count } = setup();
    const client = start();
    await client.accessToken();
    for (const jump of [seconds, -seconds]) {
      clock.advance(jump);
      expect(await client.accessToken()).toMatch(/^TOKEN-/);
      await settled();
      expect(await client.accessToken()).toMatch(/^TOKEN-/);
      await settled();
    }
    expect(count("stable_token")).toBeLessThanOrEqual(3);
  });

  it("set back: the value is renewed, since its end is no longer known", async () => {
    const { start, account, clock, count } = setup();
    account.intercept = () => ({ access_token: `T${count("stable_token")}`, expires_in: 7200 });
    const client = start();
    await client.accessToken();
    clock.advance(-280);
    expect(await client.accessToken()).toBe("T1");
    await settled();
    expect(count("stable_token")).toBe(1);
    clock.advance(-3600);
    expect(await client.accessToken()).toBe("T1");
    await settled();
    expect(await client.accessToken()).toBe("T2");
    // And not again with every request.
    await client.accessToken();
    await settled();
    expect(count("stable_token")).toBe(2);
  });

  it("set back by hours: neither a dead holder's lease nor a failure lasts longer for that", async () => {
    const world = setup();
    await dieFetching(world);
    world.clock.advance(-7200);
    expect(await world.start().accessToken()).toBe("TOKEN-1");
    expect(world.waits).toEqual([]);

    const { start, account, clock } = setup();
    account.intercept = () => ({ errcode: 40125, errmsg: "" });
    await rejection(start().accessToken());
    account.intercept = () => undefined;
    clock.advance(-7200);
    expect(await start().accessToken()).toBe("TOKEN-1");
  });

  it.each([-20, -1, 1, 20])("%i seconds apart: a lease is respected all the same", async (seconds) => {
    const { start, account, clock, transport, count } = setup();
    const answer = gate();
    account.intercept = (call) => answer.opened.then(() => account.plainAnswer(call));
    const here = start();
    const there = start({ transport: { ...transport, now: () => clock.now() + seconds * 1000 } });
    const asked = [here.accessToken(), settled().then(() => there.accessToken())];
    await settled();
    await settled();
    answer.open();
    expect(await Promise.all(asked)).toEqual(["TOKEN-1", "TOKEN-1"]);
    expect(count("stable_token")).toBe(1);
  });

  it.each([
    [120, 4],
    [600, 100],
  ])(
    "%i seconds apart: both have a good token, with %i calls in four hours at most",
    async (seconds, calls) => {
      const { start, account, clock, transport, count } = setup();
      const here = start();
      const there = start({ transport: { ...transport, now: () => clock.now() + seconds * 1000 } });
      for (let passed = 0; passed < 14_400; passed += 30) {
        clock.advance(30);
        for (const client of [here, there]) {
          expect(await client.accessToken()).toMatch(/^TOKEN-/);
          await settled();
        }
      }
      expect(account.force()).toBe("TOKEN-4");
      expect(count("stable_token")).toBeLessThanOrEqual(calls);
    },
  );
});
