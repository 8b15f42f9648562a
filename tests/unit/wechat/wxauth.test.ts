import { describe, expect, it } from "vitest";
import { createWxauth, type WxauthOptions } from "@/lib/wechat";
import { fakeWechat, type Handler, rejection } from "./support";

const secret = "5ecre75ecre75ecre75ecre75ecre7";

function setup(handler: Handler = () => ({}), overrides: Partial<WxauthOptions> = {}, base?: string) {
  const wechat = fakeWechat(handler, base);
  const wxauth = createWxauth({
    apps: {
      mp: { appid: "wxmp", secret },
      qrcode: { appid: "wxqr", secret },
      mobile: { appid: "wxapp", secret },
    },
    callbackUrl: (action) => `https://shop.example/oauth/wechat/callback/${action}`,
    store: wechat.store,
    transport: wechat.transport,
    ...overrides,
  });
  return { ...wechat, wxauth };
}

const token = {
  access_token: "AT",
  expires_in: 7200,
  refresh_token: "RT",
  openid: "o1",
  scope: "snsapi_userinfo",
  unionid: "u1",
};

describe("auth, bad arguments", () => {
  it.each([
    ["an action without an app", "qrcode", { next: "/", browser: "b" }],
    ["no browser", "mp", { next: "/", browser: "" }],
    ["a state with a dash", "mp", { next: "/", browser: "b", state: `${"a".repeat(31)}-` }],
    ["a short state", "mp", { next: "/", browser: "b", state: "abc" }],
    ["the login scope inside WeChat", "mp", { next: "/", browser: "b", scope: "snsapi_login" }],
  ] as const)("refuses %s", async (_, action, options) => {
    const { wxauth } = setup(() => ({}), { apps: { mp: { appid: "wxmp", secret } } });
    expect(await rejection(wxauth.auth(action, options))).toMatchObject({
      kind: "config",
      outcome: "refused",
    });
    expect(wxauth.has(action)).toBe(action === "mp");
  });
});

describe("auth", () => {
  it("makes the address in WeChat's order, encoded, with its fragment", async () => {
    const { wxauth } = setup();
    const url = await wxauth.auth("mp", { next: "/cart", browser: "b" });
    expect(url.replace(/state=[0-9a-zA-Z]{32}#/, "state=S#")).toBe(
      "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxmp&redirect_uri=https%3A%2F%2Fshop.example%2Foauth%2Fwechat%2Fcallback%2Fmp&response_type=code&scope=snsapi_base&state=S#wechat_redirect",
    );
  });

  it("asks for the profile on demand, and always for the login scope by QR code", async () => {
    const { wxauth } = setup();
    const state = "a".repeat(32);
    const options = { next: "/", browser: "b", state };
    expect(await wxauth.auth("mp", { ...options, scope: "snsapi_userinfo" })).toContain(
      `&scope=snsapi_userinfo&state=${state}#`,
    );
    expect(await wxauth.auth("qrcode", { ...options, scope: "snsapi_base" })).toBe(
      `https://open.weixin.qq.com/connect/qrconnect?appid=wxqr&redirect_uri=https%3A%2F%2Fshop.example%2Foauth%2Fwechat%2Fcallback%2Fqrcode&response_type=code&scope=snsapi_login&state=${state}#wechat_redirect`,
    );
    expect(await wxauth.auth("qrcode", { ...options, embed: true })).toContain(
      `&state=${state}&login_type=jssdk&self_redirect=default#wechat_redirect`,
    );
    expect(await wxauth.auth("mp", { ...options, embed: true })).not.toContain("login_type");
  });

  it("goes through the gateway, and hands out its parts", async () => {
    const { wxauth } = setup(() => ({}), {}, "http://localhost:3000/sandbox");
    const start = await wxauth.begin("qrcode", { next: "/", browser: "b" });
    expect(start).toMatchObject({
      appid: "wxqr",
      scope: "snsapi_login",
      redirectUri: "https://shop.example/oauth/wechat/callback/qrcode",
    });
    expect(
      start.url.startsWith("http://localhost:3000/sandbox/open.weixin.qq.com/connect/qrconnect?appid=wxqr&"),
    ).toBe(true);
    expect(start.url).toContain(start.state);
  });

  it.each([
    [
      "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.47.2560(0x28002F37)",
      "mp",
      "connect/oauth2/authorize",
    ],
    ["Mozilla/5.0 (Macintosh) Chrome/130.0.0.0", "qrcode", "connect/qrconnect"],
    ["Mozilla/5.0 (iPhone) MicroMessenger/7.0.1 wxwork/4.1.0", "qrcode", "connect/qrconnect"],
    ["", "qrcode", "connect/qrconnect"],
    [null, "qrcode", "connect/qrconnect"],
    [undefined, "qrcode", "connect/qrconnect"],
  ])("without an action takes the one that suits the browser: %j", async (userAgent, action, path) => {
    const { wxauth } = setup();
    const start = await wxauth.begin(undefined, { next: "/", browser: "b", userAgent });
    expect(start.action).toBe(action);
    expect(await wxauth.auth(undefined, { next: "/", browser: "b", userAgent })).toContain(path);
    const given = await wxauth.begin("qrcode", { next: "/", browser: "b", userAgent });
    expect(given.action).toBe("qrcode");
  });

  it("does not lead a browser to a login that it cannot use when its own is not configured", async () => {
    const { wxauth, calls } = setup(() => ({}), { apps: { qrcode: { appid: "wxqr", secret } } });
    const options = { next: "/", browser: "b", userAgent: "MicroMessenger/8.0" };
    expect(await rejection(wxauth.auth(undefined, options))).toMatchObject({
      kind: "config",
      code: "NO_APP",
    });
    expect(calls).toHaveLength(0);
  });

  it("never makes the same state twice, and none that another clock or process could guess", async () => {
    const { wxauth } = setup();
    const states = await Promise.all(
      Array.from({ length: 200 }, async () => (await wxauth.begin("mp", { next: "/", browser: "b" })).state),
    );
    expect(new Set(states).size).toBe(200);
    for (const state of states) expect(state).toMatch(/^[0-9a-zA-Z]{32}$/);
  });
});

describe("the calls to sns, bad answers", () => {
  it.each([
    ["an array", []],
    ["null", "null"],
    ["no openid", { ...token, openid: undefined }],
    ["an empty openid", { ...token, openid: "" }],
    ["an openid that is a number", { ...token, openid: 5 }],
    ["an openid with a NUL", { ...token, openid: "o1\u0000" }],
    ["an openid that is too long", { ...token, openid: "o".repeat(129) }],
    ["a unionid with a line break", { ...token, unionid: "u\n1" }],
    ["a unionid that is a list", { ...token, unionid: ["u1"] }],
    ["no access_token", { ...token, access_token: undefined }],
    ["nothing", {}],
  ])("takes %s as malformed, without telling tokens", async (_, answer) => {
    const { wxauth } = setup(() => answer);
    const error = await rejection(wxauth.accessToken("mp", "code"));
    expect(error).toMatchObject({ kind: "malformed", outcome: "unknown" });
    expect(String(error)).not.toMatch(/AT|RT/);
  });

  it.each([40029, "40029"])("takes errcode %j as an error, whatever its type", async (errcode) => {
    const { wxauth } = setup(() => ({ errcode, errmsg: "invalid code, rid: 65a33cd8-023106e1-2dc7e2f6" }));
    expect(await rejection(wxauth.accessToken("mp", "x"))).toMatchObject({
      errcode: 40029,
      kind: "api",
      hint: expect.any(String),
    });
  });

  it("tells no secret when it fails", async () => {
    const { wxauth } = setup(({ url }) => new Response(`no ${url}`, { status: 502 }));
    const error = await rejection(wxauth.accessToken("mp", "x"));
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret);
  });

  it("knows when there is no app", async () => {
    const { wxauth, calls } = setup(() => token, { apps: {} });
    expect(await rejection(wxauth.accessToken("mobile", "x"))).toMatchObject({ kind: "config" });
    expect(await rejection(wxauth.refreshToken("mobile", "x"))).toMatchObject({ kind: "config" });
    expect(calls).toHaveLength(0);
  });
});

describe("the calls to sns", () => {
  it("exchange a code with the action's own app", async () => {
    const { wxauth, calls } = setup(() => ({ ...token, errcode: 0, expires_in: "7200" }));
    expect(await wxauth.accessToken("mobile", "a b&c")).toEqual({
      openid: "o1",
      unionid: "u1",
      accessToken: "AT",
      refreshToken: "RT",
      expiresIn: 7200,
      scope: "snsapi_userinfo",
      isSnapshotuser: false,
    });
    expect(calls[0]?.url).toBe(
      `https://api.weixin.qq.com/sns/oauth2/access_token?appid=wxapp&secret=${secret}&code=a%20b%26c&grant_type=authorization_code`,
    );
  });

  it.each([
    [1, true],
    ["1", true],
    [0, false],
    [undefined, false],
  ])("read is_snapshotuser %j as %s", async (is_snapshotuser, expected) => {
    const { wxauth } = setup(() => ({ ...token, unionid: "", is_snapshotuser }));
    expect(await wxauth.accessToken("mp", "c")).toMatchObject({
      isSnapshotuser: expected,
      unionid: undefined,
    });
  });

  it("renew a token without the secret", async () => {
    const { wxauth, calls } = setup(() => ({ ...token, unionid: undefined }));
    expect(await wxauth.refreshToken("mp", "RT")).toMatchObject({ accessToken: "AT", unionid: undefined });
    expect(calls[0]?.url).toBe(
      "https://api.weixin.qq.com/sns/oauth2/refresh_token?appid=wxmp&grant_type=refresh_token&refresh_token=RT",
    );
  });

  it.each([
    [{ errcode: 0, errmsg: "ok" }, true],
    [{ errcode: 40003, errmsg: "invalid openid" }, false],
    [{ errcode: 40001 }, false],
    [{ errcode: 42001 }, false],
  ])("check a token: %j", async (answer, alive) => {
    const { wxauth } = setup(() => answer);
    expect(await wxauth.checkToken("AT", "o1")).toBe(alive);
  });

  it("do not take a busy WeChat for a dead token", async () => {
    const { wxauth } = setup(() => ({ errcode: -1, errmsg: "system error" }));
    expect(await rejection(wxauth.checkToken("AT", "o1"))).toMatchObject({ errcode: -1, outcome: "unknown" });
  });

  it("read a profile with emoji and raw control characters, sent as text/plain", async () => {
    const body =
      '{"openid":"o1","nickname":"月\u0000光\u001b💎\n","sex":0,"province":"","city":"","country":"","headimgurl":"","privilege":[]}';
    const { wxauth, calls } = setup(() => new Response(body, { headers: { "content-type": "text/plain" } }));
    expect(await wxauth.getUserinfo("AT", "o1")).toMatchObject({
      openid: "o1",
      nickname: "月光💎",
      privilege: [],
    });
    expect(calls[0]?.url).toBe("https://api.weixin.qq.com/sns/userinfo?access_token=AT&openid=o1&lang=zh_CN");
  });

  it("bear a profile of which only the openid is left", async () => {
    const { wxauth } = setup(() => ({ openid: "o1", privilege: null, sex: null, nickname: null }));
    expect(await wxauth.getUserinfo("AT", "o1")).toMatchObject({
      nickname: "",
      headimgurl: "",
      sex: 0,
      privilege: [],
      city: "",
    });
  });
});

describe("exchange, for native apps", () => {
  it.each([
    [undefined, "denied"],
    ["", "denied"],
    ["a b", "bad_code"],
    ["码", "bad_code"],
    ["x".repeat(513), "bad_code"],
  ])("refuses the code %j as %s without asking WeChat", async (code, reason) => {
    const { wxauth, calls } = setup(() => token);
    expect(await wxauth.exchange("mobile", code, { next: "/" })).toMatchObject({ ok: false, reason });
    expect(calls).toHaveLength(0);
  });

  it("returns access and profile", async () => {
    const { wxauth } = setup(({ url }) =>
      url.includes("/sns/userinfo") ? { openid: "o1", nickname: "n" } : token,
    );
    expect(await wxauth.exchange("mobile", "c", { next: "/me" })).toMatchObject({
      ok: true,
      action: "mobile",
      next: "/me",
      repeated: false,
      access: { openid: "o1", accessToken: "AT" },
      userinfo: { nickname: "n" },
    });
  });
});
