import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { gate, many, settled, setup } from "./wxclient-support";

describe("renewal ahead of expiry", () => {
  it("happens once, and nobody waits for it", async () => {
    const { start, account, clock, count } = setup();
    const processes = [start(), start(), start()];
    await many(3, async (i) => processes[i]?.accessToken());
    clock.advance(7200 - 279);
    const answer = gate();
    account.intercept = (call) => answer.opened.then(() => account.plainAnswer(call));
    const during = await Promise.all(
      processes.flatMap((client) => [client.accessToken(), client.accessToken()]),
    );
    expect(new Set(during)).toEqual(new Set(["TOKEN-1"]));
    expect(count("stable_token")).toBe(2);
    answer.open();
    await settled();
    const after = await Promise.all(processes.map((client) => client.accessToken()));
    expect(new Set(after)).toEqual(new Set(["TOKEN-2"]));
    expect(count("stable_token")).toBe(2);
  });

  it("comes late enough for WeChat to give a new token", async () => {
    const { start, clock, account } = setup();
    await start().accessToken();
    for (let passed = 0; passed < 7200; passed += 10) {
      clock.advance(10);
      await start().accessToken();
      await settled();
    }
    // Two calls, two tokens: none was asked for while WeChat would still have given the old one.
    expect(account.force()).toBe("TOKEN-3");
  });

  it("that fails is told to onError, and tried again by one process after a pause", async () => {
    const { start, account, clock, count, errors } = setup();
    const [one, two] = [start(), start()];
    await one.accessToken();
    clock.advance(7200 - 279);
    account.intercept = () => new Response("", { status: 503 });
    for (const client of [one, two, one, two]) {
      expect(await client.accessToken()).toBe("TOKEN-1");
      await settled();
    }
    expect(count("stable_token")).toBe(2);
    expect(errors).toEqual([{ error: expect.objectContaining({ code: "HTTP_503" }), kind: "access_token" }]);
    clock.advance(29.9);
    expect(await two.accessToken()).toBe("TOKEN-1");
    await settled();
    expect(count("stable_token")).toBe(2);
    clock.advance(0.2);
    account.intercept = () => undefined;
    expect(await two.accessToken()).toBe("TOKEN-1");
    await settled();
    expect(await one.accessToken()).toBe("TOKEN-2");
    expect(count("stable_token")).toBe(3);
  });

  it("that goes on failing ends in an error once the old token is dead", async () => {
    const { start, account, clock } = setup();
    const client = start();
    await client.accessToken();
    clock.advance(7200 - 279);
    account.intercept = () => ({ errcode: 40164, errmsg: "invalid ip 1.2.3.4, not in whitelist" });
    expect(await client.accessToken()).toBe("TOKEN-1");
    await settled();
    clock.advance(278);
    expect(await client.accessToken()).toBe("TOKEN-1");
    await settled();
    clock.advance(1);
    expect(await rejection(client.accessToken())).toMatchObject({ errcode: 40164 });
  });

  it.each([1, 4, 60, 299, 300])("suits a token that lives %i seconds", async (lifetime) => {
    const { start, account, clock, count } = setup();
    account.lifetime = lifetime;
    account.intercept = ({ url }) =>
      url.includes("token") ? { access_token: `T${count("stable_token")}`, expires_in: lifetime } : undefined;
    const client = start();
    expect(await client.accessToken()).toBe("T1");
    clock.advance(lifetime * 0.74);
    expect(await client.accessToken()).toBe("T1");
    await settled();
    expect(count("stable_token")).toBe(1);
    clock.advance(lifetime * 0.02);
    expect(await client.accessToken()).toBe("T1");
    await settled();
    expect(count("stable_token")).toBe(2);
    expect(await client.accessToken()).toBe("T2");
    clock.advance(lifetime * 2);
    expect(await client.accessToken()).toBe("T3");
  });
});
