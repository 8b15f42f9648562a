import { describe, expect, it } from "vitest";
import { createWxauth, type Scope, type WebAction } from "@/lib/wechat";
import { fakeWechat, type Handler } from "./support";

const token = {
  access_token: "AT-5ecre7",
  expires_in: 7200,
  refresh_token: "RT-5ecre7",
  openid: "o1",
  scope: "snsapi_base",
};
const profile = {
  openid: "o1",
  nickname: "月光",
  headimgurl: "https://thirdwx.qlogo.cn/x/46",
  unionid: "u1",
};
const browser = "cookie-of-this-browser";

const answering: Handler = ({ url }) => {
  if (url.includes("/sns/userinfo")) return profile;
  return { ...token, scope: url.includes("appid=wxqr") ? "snsapi_login" : token.scope };
};

function setup(handler: Handler = answering) {
  const wechat = fakeWechat(handler);
  const waits: number[] = [];
  let duringWait: () => void | Promise<void> = () => {};
  const wxauth = createWxauth({
    apps: { mp: { appid: "wxmp", secret: "s" }, qrcode: { appid: "wxqr", secret: "s" } },
    callbackUrl: (action) => `https://shop.example/cb/${action}`,
    store: wechat.store,
    transport: wechat.transport,
    wait: async (ms) => {
      waits.push(ms);
      await duringWait();
    },
  });
  const start = async (action: WebAction = "mp", scope?: Scope) =>
    (await wxauth.begin(action, { next: "/cart?a=1", browser, scope })).state;
  const exchanges = () => wechat.calls.filter(({ url }) => url.includes("/oauth2/access_token")).length;
  const onWait = (action: () => void | Promise<void>) => {
    duringWait = action;
  };
  return { ...wechat, wxauth, start, exchanges, waits, onWait };
}

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

describe("callback, what WeChat says", () => {
  it.each([
    [40029, "dead_code"],
    [40163, "dead_code"],
    [41008, "dead_code"],
    [42003, "dead_code"],
    [-1, "wechat_unavailable"],
    [45011, "wechat_unavailable"],
    [40125, "refused"],
    [40164, "refused"],
  ])("errcode %i is %s", async (errcode, reason) => {
    const { wxauth, start } = setup(() => ({ errcode, errmsg: "because" }));
    expect(await wxauth.callback("mp", { code: "c", state: await start(), browser })).toEqual({
      ok: false,
      action: "mp",
      err: "access_error",
      reason,
      next: "/cart?a=1",
      errcode,
      errmsg: "because",
    });
  });

  it.each<[string, Handler]>([
    ["no answer", () => Promise.reject(new TypeError("fetch failed"))],
    ["HTTP 502", () => new Response("", { status: 502 })],
    ["an answer that is not JSON", () => "<html>"],
  ])("%s is wechat_unavailable", async (_, handler) => {
    const { wxauth, start } = setup(handler);
    const outcome = await wxauth.callback("mp", { code: "c", state: await start(), browser });
    expect(outcome).toMatchObject({ ok: false, err: "access_error", reason: "wechat_unavailable" });
  });

  it("a failing profile is an error of its own step", async () => {
    const { wxauth, start } = setup(({ url }) =>
      url.includes("userinfo")
        ? { errcode: 48001, errmsg: "api unauthorized" }
        : { ...token, scope: "snsapi_userinfo" },
    );
    const outcome = await wxauth.callback("mp", {
      code: "c",
      state: await start("mp", "snsapi_userinfo"),
      browser,
    });
    expect(outcome).toMatchObject({
      ok: false,
      err: "get_userinfo_error",
      reason: "refused",
      errcode: 48001,
    });
  });

  it.each([null, undefined, ""])(
    "no code (%j) means that the visitor refused, once and again",
    async (code) => {
      const { wxauth, start, calls } = setup();
      const state = await start("qrcode");
      const outcome = await wxauth.callback("qrcode", { code, state, browser });
      expect(outcome).toEqual({
        ok: false,
        action: "qrcode",
        err: "auth_error",
        reason: "denied",
        next: "/cart?a=1",
      });
      expect(await wxauth.callback("qrcode", { code, state, browser })).toEqual(outcome);
      expect(calls).toHaveLength(0);
    },
  );
});

describe("callback", () => {
  it("logs in by base scope without asking for the profile", async () => {
    const { wxauth, start, calls } = setup();
    expect(await wxauth.callback("mp", { code: "c", state: await start(), browser })).toEqual({
      ok: true,
      action: "mp",
      scope: "snsapi_base",
      next: "/cart?a=1",
      repeated: false,
      access: {
        openid: "o1",
        unionid: undefined,
        accessToken: "AT-5ecre7",
        refreshToken: "RT-5ecre7",
        expiresIn: 7200,
        scope: "snsapi_base",
        isSnapshotuser: false,
      },
    });
    expect(calls).toHaveLength(1);
  });

  it("brings the profile, and its unionid, by QR code", async () => {
    const { wxauth, start } = setup();
    const outcome = await wxauth.callback("qrcode", { code: "c", state: await start("qrcode"), browser });
    expect(outcome).toMatchObject({
      ok: true,
      scope: "snsapi_login",
      userinfo: { nickname: "月光" },
      access: { unionid: "u1" },
    });
  });

  it("does not ask for a profile that was not asked for, though it was granted before", async () => {
    const { wxauth, start, calls } = setup(() => ({ ...token, scope: "snsapi_userinfo" }));
    expect(await wxauth.callback("mp", { code: "c", state: await start("mp"), browser })).toMatchObject({
      ok: true,
    });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ["only base scope was granted", { ...token, scope: "snsapi_base" }],
    ["the visitor is of a snapshot page", { ...token, scope: "snsapi_userinfo", is_snapshotuser: 1 }],
  ])("leaves the profile when %s", async (_, answer) => {
    const { wxauth, start, calls } = setup(() => answer);
    const outcome = await wxauth.callback("mp", {
      code: "c",
      state: await start("mp", "snsapi_userinfo"),
      browser,
    });
    expect(outcome).toMatchObject({ ok: true, access: { isSnapshotuser: "is_snapshotuser" in answer } });
    expect(outcome).not.toHaveProperty("userinfo");
    expect(calls).toHaveLength(1);
  });
});

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
