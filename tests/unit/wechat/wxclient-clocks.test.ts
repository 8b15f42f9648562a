import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { dieFetching, gate, settled, setup } from "./wxclient-support";

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
