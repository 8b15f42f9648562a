import { describe, expect, it } from "vitest";
import type { Handler } from "./support";
import { browser, setup, token } from "./wxauth-support";

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
    const { wxauth, start } = setup(() => ({ errcode, errmsg: "told why" }));
    expect(await wxauth.callback("mp", { code: "c", state: await start(), browser })).toEqual({
      ok: false,
      action: "mp",
      err: "access_error",
      reason,
      next: "/cart?a=1",
      errcode,
      errmsg: "told why",
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

  it.each([
    [40001, "dead_code"],
    [40003, "dead_code"],
    [40014, "dead_code"],
    [42001, "dead_code"],
    [42007, "dead_code"],
    [-1, "wechat_unavailable"],
    [40029, "refused"],
  ])("a token that was revoked before the profile was read (%i) is %s", async (errcode, reason) => {
    const { wxauth, start } = setup(({ url }) =>
      url.includes("userinfo") ? { errcode, errmsg: "x" } : { ...token, scope: "snsapi_userinfo" },
    );
    const state = await start("mp", "snsapi_userinfo");
    expect(await wxauth.callback("mp", { code: "c", state, browser })).toMatchObject({
      err: "get_userinfo_error",
      reason,
      errcode,
    });
  });

  it("a wrong secret, which WeChat may call 40001 as well, is not taken for a dead code", async () => {
    const { wxauth, start } = setup(() => ({ errcode: 40001, errmsg: "invalid credential" }));
    expect(await wxauth.callback("mp", { code: "c", state: await start(), browser })).toMatchObject({
      err: "access_error",
      reason: "refused",
    });
  });

  it("another person's profile is no profile", async () => {
    const { wxauth, start } = setup(({ url }) =>
      url.includes("userinfo") ? { openid: "o2", nickname: "x" } : { ...token, scope: "snsapi_userinfo" },
    );
    const state = await start("mp", "snsapi_userinfo");
    expect(await wxauth.callback("mp", { code: "c", state, browser })).toMatchObject({
      err: "get_userinfo_error",
      reason: "wechat_unavailable",
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
