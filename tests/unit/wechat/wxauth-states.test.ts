import { describe, expect, it } from "vitest";
import { browser, setup } from "./wxauth-support";

describe("callback, bad states", () => {
  it.each([
    [null, "missing_state"],
    [undefined, "missing_state"],
    ["", "missing_state"],
    ["x", "bad_state"],
    ["a".repeat(33), "bad_state"],
    [`${"a".repeat(31)}-`, "bad_state"],
    [`${"a".repeat(31)}\n`, "bad_state"],
    [`${"a".repeat(32)}\n`, "bad_state"],
    ["a".repeat(32), "bad_state"],
  ])("%j is %s, and WeChat is not asked", async (state, reason) => {
    const { wxauth, calls, store } = setup();
    const keys: string[] = [];
    const { get } = store;
    store.get = (key) => {
      keys.push(key);
      return get.call(store, key);
    };
    expect(await wxauth.callback("mp", { code: "c", state, browser })).toEqual({
      ok: false,
      action: "mp",
      err: "args_error",
      reason,
      next: null,
    });
    expect(calls).toHaveLength(0);
    // What has not even the form of a state never reaches the store.
    expect(keys.every((key) => key.endsWith(`:${"a".repeat(32)}`))).toBe(true);
  });

  it.each(["", null, undefined, "another", `${browser}x`])(
    "a browser of %j is refused, and the state stays usable",
    async (other) => {
      const { wxauth, start, exchanges } = setup();
      const state = await start();
      expect(await wxauth.callback("mp", { code: "c", state, browser: other })).toMatchObject({
        err: "args_error",
        reason: "other_browser",
        next: "/cart?a=1",
      });
      expect(exchanges()).toBe(0);
      expect(await wxauth.callback("mp", { code: "c", state, browser })).toMatchObject({ ok: true });
    },
  );

  it("a state of another action is refused, and stays usable for its own", async () => {
    const { wxauth, start } = setup();
    const state = await start("mp");
    expect(await wxauth.callback("qrcode", { code: "c", state, browser })).toMatchObject({
      reason: "bad_state",
    });
    expect(await wxauth.callback("mp", { code: "c", state, browser })).toMatchObject({ ok: true });
    expect(await wxauth.callback("qrcode", { code: "c", state, browser })).toMatchObject({
      reason: "bad_state",
    });
  });

  it("a state dies after 10 minutes", async () => {
    const { wxauth, start, clock } = setup();
    const early = await start();
    clock.advance(1);
    const late = await start();
    clock.advance(599);
    expect(await wxauth.callback("mp", { code: "c", state: early, browser })).toMatchObject({
      reason: "bad_state",
    });
    expect(await wxauth.callback("mp", { code: "c", state: late, browser })).toMatchObject({ ok: true });
  });

  it("a used state with another code is refused", async () => {
    const { wxauth, start, exchanges } = setup();
    const state = await start();
    await wxauth.callback("mp", { code: "c1", state, browser });
    for (const code of ["c2", "", null]) {
      expect(await wxauth.callback("mp", { code, state, browser })).toMatchObject({
        ok: false,
        reason: "used_state",
        next: "/cart?a=1",
      });
    }
    expect(exchanges()).toBe(1);
  });

  it("a used state from another browser gets nothing of the outcome", async () => {
    const { wxauth, start } = setup();
    const state = await start();
    await wxauth.callback("mp", { code: "c1", state, browser });
    const outcome = await wxauth.callback("mp", { code: "c1", state, browser: "another" });
    expect(outcome).toMatchObject({ ok: false, reason: "other_browser" });
    expect(JSON.stringify(outcome)).not.toContain("o1");
  });

  it("a code that WeChat would never send is refused without asking, and spends nothing", async () => {
    const { wxauth, start, calls } = setup();
    const state = await start();
    for (const code of ["a b", "码", "x".repeat(513), "a\u0000"]) {
      expect(await wxauth.callback("mp", { code, state, browser })).toMatchObject({ reason: "bad_code" });
    }
    expect(calls).toHaveLength(0);
    expect(await wxauth.callback("mp", { code: "c", state, browser })).toMatchObject({ ok: true });
  });

  it("garbage in the store is as good as nothing", async () => {
    const { wxauth, store } = setup();
    const state = "b".repeat(32);
    for (const garbage of ["", "x", "null", "[]", '{"action":"mp"}']) {
      await store.put(`wxauth:state:${state}`, garbage, 60);
      expect(await wxauth.callback("mp", { code: "c", state, browser })).toMatchObject({
        reason: "bad_state",
      });
    }
  });
});
