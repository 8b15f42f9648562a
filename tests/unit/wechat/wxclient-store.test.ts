import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { appid, many, setup, watched } from "./wxclient-support";

const tokenKey = `wxclient:access_token:${appid}`;

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
