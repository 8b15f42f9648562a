import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { bearerSeconds } from "@/lib/bearer";
import { db } from "@/lib/db";
import type { LoginHandlers } from "@/lib/http/login-handlers";
import { answerMobileLogin } from "@/lib/http/mobile-login";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { openidOf, unionidOf } from "@/lib/sandbox/people";
import { currentUser, sessionCookie, startSession } from "@/lib/session";
import { addToCart, readCart } from "@/lib/shop/cart";
import { cookieOf, freshBrowser, sendHeaders } from "@/tests/support/cookies";
import { watchLog } from "@/tests/support/log";
import { calls, freshWorld, interceptWechat, makeUser } from "@/tests/support/world";
import { callback, codeOf, forgetEverybody, logIn, origin, post } from "./support";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const asked = () => calls.get("/sandbox/api.weixin.qq.com/sns/oauth2/access_token") ?? 0;

beforeAll(() => freshWorld());
beforeEach(forgetEverybody);
afterEach(() => vi.restoreAllMocks());

/** Nobody was logged in, WeChat was not asked, and the answer says why. */
async function refused(answer: Response, status: number, reason: string) {
  expect(answer.status).toBe(status);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.json()).toEqual({
    ok: false,
    code: 20006,
    key: "WXAUTH_ERROR",
    message: expect.stringMatching(/./),
    err: "args_error",
    reason,
  });
  expect(asked()).toBe(0);
  expect(cookieOf(sessionCookie())).toBeUndefined();
}

describe("an app's request that is not one", () => {
  it.each<[string, RequestInit, string, number, string]>([
    ["without a code", {}, "", 400, "unclear_code"],
    ["with an empty code", {}, "?code=", 400, "unclear_code"],
    ["with two codes in the address", {}, "?code=a&code=b", 400, "unclear_code"],
    [
      "with one in the address, another in JSON",
      { headers: json, body: '{"code":"b"}' },
      "?code=a",
      400,
      "unclear_code",
    ],
    [
      "with one in the address, another in a form",
      { headers: form, body: "code=b" },
      "?code=a",
      400,
      "unclear_code",
    ],
    ["with two in a form", { headers: form, body: "code=a&code=b" }, "", 400, "unclear_code"],
    ["with a list", { headers: json, body: '{"code":["a"]}' }, "", 400, "unclear_code"],
    ["with a number", { headers: json, body: '{"code":1}' }, "", 400, "unclear_code"],
    ["with an object", { headers: json, body: '{"code":{"a":1}}' }, "", 400, "unclear_code"],
    ["with null", { headers: json, body: '{"code":null}' }, "", 400, "unclear_code"],
    ["with true", { headers: json, body: '{"code":true}' }, "?code=true", 400, "unclear_code"],
    [
      "with a code of a prototype",
      { headers: json, body: '{"__proto__":{"code":"a"}}' },
      "",
      400,
      "unclear_code",
    ],
    ["with broken JSON", { headers: json, body: '{"code":' }, "?code=a", 400, "bad_body"],
    ["with JSON that is a text", { headers: json, body: '"code"' }, "?code=a", 400, "bad_body"],
    ["with JSON that is a list", { headers: json, body: '[{"code":"a"}]' }, "", 400, "bad_body"],
    ["with JSON that is null", { headers: json, body: "null" }, "?code=a", 400, "bad_body"],
    ["with a form that says it is JSON", { headers: json, body: "code=a" }, "", 400, "bad_body"],
    ["with XML", { headers: { "content-type": "text/xml" }, body: "<code>a</code>" }, "", 415, "wrong_type"],
    ["with text", { body: "a" }, "?code=a", 415, "wrong_type"],
    ["with a form of parts", { body: new FormData(), headers: {} }, "?code=a", 415, "wrong_type"],
    [
      "that is too large",
      { headers: json, body: `{"code":"a","x":"${"x".repeat(5000)}"}` },
      "",
      413,
      "too_large",
    ],
    ["with spaces in the code", {}, "?code=a%20b", 400, "bad_code"],
    ["with a code that is too long", {}, `?code=${"x".repeat(600)}`, 400, "bad_code"],
    ["with a NUL in the code", { headers: json, body: '{"code":"a\\u0000"}' }, "", 400, "bad_code"],
  ])("%s", async (_, init, query, status, reason) => {
    await refused(await post("mobile", init, query), status, reason);
  });

  it("by GET is refused, and logs nobody in", async () => {
    const answer = await callback("mobile", `code=${await codeOf("mobile")}`);
    expect(answer.headers.get("allow")).toBe("POST");
    await refused(answer, 405, "wrong_method");
  });

  it.each<[string, Record<string, string>]>([
    ["of another site", { origin: "https://evil.example" }],
    ["of a page without an origin", { origin: "null" }],
    ["of a sibling", { origin: "https://sub.localhost:3000" }],
    ["of this host by another protocol's port", { origin: "http://localhost:3001" }],
    ["that only says so", { "sec-fetch-site": "cross-site" }],
  ])("from a page %s is refused, though the code is good", async (_, headers) => {
    const code = await codeOf("mobile");
    await refused(await post("mobile", { headers }, `?code=${code}`), 403, "foreign_page");
    expect((await post("mobile", {}, `?code=${code}`)).status).toBe(200);
  });

  it("leaves one line in the log, without the code", async () => {
    const log = watchLog();
    await post("mobile", { headers: json, body: '{"code":"s3cret' }, "?code=s3cret");
    expect(log.lines()).toMatchObject([{ level: "info", event: "login.failed", reason: "bad_body" }]);
    expect(log.text()).not.toContain("s3cret");
  });
});

describe("an app's login", () => {
  it.each<[string, (code: string) => [RequestInit, string]]>([
    ["the address", (code) => [{}, `?code=${code}`]],
    ["a form", (code) => [{ headers: form, body: `code=${code}` }, ""]],
    ["JSON", (code) => [{ headers: json, body: JSON.stringify({ code, state: "mine" }) }, ""]],
    [
      "JSON with a charset",
      (code) => [
        { headers: { "content-type": "Application/JSON; charset=utf-8" }, body: JSON.stringify({ code }) },
        "",
      ],
    ],
    ["two places, the same", (code) => [{ headers: json, body: JSON.stringify({ code }) }, `?code=${code}`]],
    ["the address, with an empty body", (code) => [{ headers: json, body: "" }, `?code=${code}`]],
  ])("takes the code from %s", async (_, request) => {
    const answer = await post("mobile", ...request(await codeOf("mobile")));
    expect(answer.status).toBe(200);
    const user = await currentUser();
    expect(await answer.json()).toEqual({
      ok: true,
      token: expect.stringMatching(/^[\w.~+/-]+=*$/),
      tokenType: "Bearer",
      expiresIn: bearerSeconds,
      user: { id: user?.id, nickname: "林月", avatarUrl: expect.stringContaining("/lin/132") },
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(cookieOf(sessionCookie())?.options).toMatchObject({ httpOnly: true, sameSite: "lax" });
    const { appid } = sandboxAccounts.mobile;
    expect(await db().wechatIdentity.findMany()).toMatchObject([
      { appid, openid: openidOf(appid, "lin"), unionid: unionidOf("lin"), userId: user?.id },
    ]);
  });

  it("is the same user's as inside WeChat and on the desktop", async () => {
    await logIn("qrcode");
    const user = await currentUser();
    freshBrowser();
    const answer = await post("mobile", {}, `?code=${await codeOf("mobile")}`);
    expect((await answer.json()).user.id).toBe(user?.id);
  });

  it("brings along the cart of the browser that keeps cookies", async () => {
    await addToCart("garnet", 2);
    await post("mobile", {}, `?code=${await codeOf("mobile")}`);
    expect((await readCart()).count).toBe(2);
  });

  it("with a code that was used is dead, and the one who used it stays logged in", async () => {
    const code = await codeOf("mobile");
    await post("mobile", {}, `?code=${code}`);
    const user = await currentUser();
    const again = await post("mobile", {}, `?code=${code}`);
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({
      code: 20006,
      err: "access_error",
      reason: "dead_code",
      errcode: 40163,
      errmsg: "code been used",
    });
    expect((await currentUser())?.id).toBe(user?.id);
  });

  it.each([
    ["mp", 40029],
    ["qrcode", 40029],
  ] as const)("with a code of %s is refused by WeChat", async (action, errcode) => {
    const answer = await post("mobile", {}, `?code=${await codeOf(action)}`);
    expect(await answer.json()).toMatchObject({ reason: "dead_code", errcode });
  });

  it("of a snapshot visitor makes no user", async () => {
    const answer = await post("mobile", {}, `?code=${await codeOf("mobile", { snapshot: true })}`);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 20006, err: "auth_error", reason: "snapshot_user" });
    expect(await db().user.count()).toBe(0);
  });

  it("without a profile, when WeChat does not give it, is an error of that step", async () => {
    interceptWechat(async (request) =>
      request.url.includes("/sns/userinfo") ? Response.json({ errcode: 42001, errmsg: "expired" }) : null,
    );
    const answer = await post("mobile", {}, `?code=${await codeOf("mobile")}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      err: "get_userinfo_error",
      errcode: 42001,
      errmsg: "expired",
    });
  });

  it("of somebody else replaces who was logged in, also when an old token comes along", async () => {
    const { token } = await (await post("mobile", {}, `?code=${await codeOf("mobile")}`)).json();
    const lin = await currentUser();
    sendHeaders({ authorization: `Bearer ${token}` });
    const answer = await post("mobile", {}, `?code=${await codeOf("mobile", { person: "chen" })}`);
    const { user } = await answer.json();
    expect(user.nickname).toBe("陈星");
    expect(user.id).not.toBe(lin?.id);
    sendHeaders({});
    expect((await currentUser())?.id).toBe(user.id);
  });
});

describe("the handlers of an app's login", () => {
  const finish = async (handlers: Partial<LoginHandlers>, code?: string) =>
    answerMobileLogin(
      new Request(`${origin}/oauth/wechat/callback/mobile?code=${code ?? (await codeOf("mobile"))}`, {
        method: "POST",
      }),
      { onLogin: async () => undefined, onLoginError: async () => undefined, ...handlers },
    );

  it("may answer themselves", async () => {
    const onLogin = async () => Response.json({ mine: true }, { status: 202 });
    expect((await finish({ onLogin })).status).toBe(202);
    const onLoginError: LoginHandlers["onLoginError"] = async (err, action) => Response.json({ err, action });
    expect(await (await finish({ onLoginError }, "x")).json()).toEqual({
      err: "access_error",
      action: "mobile",
    });
  });

  it("hear of requests that are none, too", async () => {
    const seen: unknown[] = [];
    const onLoginError: LoginHandlers["onLoginError"] = async (...args) => {
      seen.push(args);
      return undefined;
    };
    expect((await finish({ onLoginError }, "")).status).toBe(400);
    await finish({ onLoginError }, await codeOf("mobile", { snapshot: true }));
    expect(seen).toEqual([
      ["args_error", "mobile", "/"],
      ["auth_error", "mobile", "/"],
    ]);
  });

  it("that log nobody in get no token for whose cookie came along", async () => {
    await startSession(await makeUser("chen"));
    const answer = await finish({});
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 20006, err: "auth_error", reason: "not_admitted" });
  });
});
