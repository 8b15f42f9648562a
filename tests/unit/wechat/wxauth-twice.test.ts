import { describe, expect, it } from "vitest";
import { browser, setup, token } from "./wxauth-support";

describe("callback, the same code twice", () => {
  it("gives the same outcome for 2 minutes without a second exchange, and without tokens", async () => {
    const { wxauth, start, exchanges, clock } = setup();
    const state = await start("qrcode");
    const query = { code: "c", state, browser };
    const first = await wxauth.callback("qrcode", query);
    clock.advance(119);
    const second = await wxauth.callback("qrcode", query);
    const { accessToken, refreshToken, expiresIn, ...identity } =
      first.ok && !first.repeated ? first.access : Object.create(null);
    expect(second).toEqual({ ...first, repeated: true, access: identity });
    expect([accessToken, refreshToken, expiresIn]).toEqual(["AT-5ecre7", "RT-5ecre7", 7200]);
    clock.advance(1);
    expect(await wxauth.callback("qrcode", query)).toMatchObject({ ok: false, reason: "bad_state" });
    expect(exchanges()).toBe(1);
  });

  it("remembers failures as well", async () => {
    const { wxauth, start, exchanges } = setup(() => ({ errcode: 40163, errmsg: "code been used" }));
    const query = { code: "c", state: await start(), browser };
    const first = await wxauth.callback("mp", query);
    expect(await wxauth.callback("mp", query)).toEqual(first);
    expect(exchanges()).toBe(1);
  });

  it("keeps no token, code, secret or cookie in the store", async () => {
    const { wxauth, start, store } = setup();
    const written: string[] = [];
    const { put, compareAndSet } = store;
    store.put = (...args) => {
      written.push(args.join(" "));
      return put.apply(store, args);
    };
    store.compareAndSet = (...args) => {
      written.push(args.join(" "));
      return compareAndSet.apply(store, args);
    };
    await wxauth.callback("qrcode", { code: "the-code", state: await start("qrcode"), browser });
    expect(written.length).toBeGreaterThanOrEqual(3);
    expect(written.join()).not.toMatch(/5ecre7|the-code|cookie-of/);
  });

  it("exchanges once for 20 arrivals at the same moment", async () => {
    const { wxauth, start, exchanges } = setup();
    const query = { code: "c", state: await start(), browser };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => wxauth.callback("mp", query)));
    expect(exchanges()).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.repeated)).toHaveLength(1);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ ok: true, access: { openid: "o1" }, next: "/cart?a=1" });
  });

  it("lets one of 20 different codes through", async () => {
    const { wxauth, start, exchanges } = setup();
    const state = await start();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => wxauth.callback("mp", { code: `c${i}`, state, browser })),
    );
    expect(exchanges()).toBe(1);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "used_state")).toHaveLength(19);
  });

  it("waits for an exchange that another request is doing", async () => {
    let answer = (_: object) => {};
    const { wxauth, start, waits, onWait } = setup(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const query = { code: "c", state: await start(), browser };
    const first = wxauth.callback("mp", query);
    let looks = 0;
    onWait(async () => {
      looks += 1;
      if (looks === 5) {
        answer(token);
        await first;
      }
    });
    expect(await wxauth.callback("mp", query)).toMatchObject({
      ok: true,
      repeated: true,
      access: { openid: "o1" },
    });
    expect(await first).toMatchObject({ ok: true, repeated: false });
    expect(waits).toHaveLength(5);
  });

  it("waits 10 seconds at most", async () => {
    const { wxauth, start, waits, exchanges } = setup(() => new Promise(() => {}));
    const query = { code: "c", state: await start(), browser };
    void wxauth.callback("mp", query);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await wxauth.callback("mp", query)).toMatchObject({
      ok: false,
      err: "access_error",
      reason: "wechat_unavailable",
      next: "/cart?a=1",
    });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(10_000);
    expect(exchanges()).toBe(1);
  });

  it("refuses who read the state before it was spent and comes back after the claim expired", async () => {
    const { wxauth, start, store, clock, exchanges } = setup();
    const query = { code: "c", state: await start(), browser };
    const { compareAndSet } = store;
    let held = false;
    store.compareAndSet = async (...args) => {
      if (!held) {
        held = true;
        await wxauth.callback("mp", query);
        clock.advance(121);
      }
      return compareAndSet.apply(store, args);
    };
    expect(await wxauth.callback("mp", query)).toMatchObject({ ok: false, reason: "used_state" });
    expect(exchanges()).toBe(1);
  });
});
