import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { loginHandlers } from "@/lib/handlers/login";
import { finishLogin } from "@/lib/http/login";
import type { LoginHandlers } from "@/lib/http/login-handlers";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { openidOf, unionidOf } from "@/lib/sandbox/people";
import { currentUser, endSession, sessionCookie } from "@/lib/session";
import { cookieOf, freshBrowser, keepBrowser } from "@/tests/support/cookies";
import { watchLog } from "@/tests/support/log";
import { calls, freshWorld } from "@/tests/support/world";
import {
  asJson,
  begin,
  callback,
  codeOf,
  forgetEverybody,
  logIn,
  origin,
  pageOf,
  post,
  started,
  stateOf,
} from "./support";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const exchanges = () => calls.get("/sandbox/api.weixin.qq.com/sns/oauth2/access_token") ?? 0;
const hour = 60 * 60_000;

beforeAll(() => freshWorld());
beforeEach(forgetEverybody);
afterEach(() => vi.restoreAllMocks());

describe("a callback that is not what WeChat would send to this browser", () => {
  it.each([
    ["without a state", "code=c", "登录没有完成", "missing_state"],
    ["with a state of another form", "code=c&state=short", "登录已经过期", "bad_state"],
    ["with a state that is not ours", `code=c&state=${"a".repeat(32)}`, "登录已经过期", "bad_state"],
    [
      "with two states",
      `code=c&state=${"a".repeat(32)}&state=${"b".repeat(32)}`,
      "登录已经过期",
      "bad_state",
    ],
    ["with a NUL", `code=c&state=${"a".repeat(31)}%00`, "登录已经过期", "bad_state"],
  ])("%s ends on a page that starts again, and as JSON for a script", async (_, query, title, reason) => {
    const page = await callback("mp", query);
    expect(await pageOf(page)).toMatchObject({ status: 400, title, restart: "/login/mp?next=%2F" });
    expect(page.headers.get("cache-control")).toBe("no-store");
    const answer = await callback("mp", query, asJson);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      ok: false,
      code: 20006,
      key: "WXAUTH_ERROR",
      message: expect.stringMatching(/登录/),
      err: "args_error",
      reason,
    });
    expect(exchanges()).toBe(0);
    expect(await currentUser()).toBeNull();
  });

  it("with two codes is refused without asking WeChat, and the right one still works", async () => {
    const query = await started();
    expect(await pageOf(await callback("mp", `${query}&code=another`))).toMatchObject({ status: 400 });
    expect(exchanges()).toBe(0);
    expect((await callback("mp", query)).status).toBe(302);
  });

  it("of another browser logs nobody in, nor does it spend the login", async () => {
    const attacker = await started("mp", { person: "chen" });
    const back = keepBrowser();
    freshBrowser();
    expect(await pageOf(await callback("mp", attacker))).toMatchObject({
      status: 400,
      title: "请在同一个浏览器里登录",
      restart: "/login/mp?next=%2Fme",
    });
    // A victim with a session of their own keeps it.
    await logIn("mp", { person: "lin" });
    const victim = await currentUser();
    expect((await callback("mp", attacker)).status).toBe(400);
    expect((await currentUser())?.id).toBe(victim?.id);
    back();
    expect((await callback("mp", attacker)).status).toBe(302);
  });

  it("that lost its cookies on the way starts again, every time, and works once they stay", async () => {
    for (let time = 0; time < 3; time += 1) {
      const query = await started();
      freshBrowser();
      const page = await pageOf(await callback("mp", query));
      expect(page).toMatchObject({ status: 400, restart: "/login/mp?next=%2Fme" });
      expect(page.text).toContain("Cookie");
      expect(await currentUser()).toBeNull();
    }
    expect((await logIn()).status).toBe(302);
  });

  it("with the state of another way to log in is refused", async () => {
    const state = stateOf(await begin("qrcode"));
    expect(await pageOf(await callback("mp", `code=c&state=${state}`))).toMatchObject({ status: 400 });
  });

  it("replayed with another code after the login is refused", async () => {
    const query = await started();
    await callback("mp", query);
    const user = await currentUser();
    const replay = query.replace(/code=\w+/, "code=stolen");
    expect(await pageOf(await callback("mp", replay))).toMatchObject({ title: "这次登录已经用过" });
    expect((await currentUser())?.id).toBe(user?.id);
    expect(exchanges()).toBe(1);
  });

  it("replayed after logging out logs nobody in: the browser has another name", async () => {
    const query = await started();
    await callback("mp", query);
    await endSession();
    expect((await callback("mp", query)).status).toBe(400);
    expect(await currentUser()).toBeNull();
  });

  it("without a code means that the visitor refused", async () => {
    const state = stateOf(await begin("mp", "scope=snsapi_userinfo&next=/me"));
    expect(await pageOf(await callback("mp", `state=${state}`))).toMatchObject({
      status: 403,
      title: "您没有同意登录",
      restart: "/login/mp?next=%2Fme",
    });
  });

  it("in a browser that could not log in this way starts again in the one that suits it", async () => {
    const elsewhere = { "user-agent": "Mozilla/5.0 (Macintosh)" };
    expect((await pageOf(await callback("mp", "code=c", elsewhere))).restart).toBe("/login?next=%2F");
  });

  it("by another method is refused, and an unknown address is a 404", async () => {
    const answer = await post("mp");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET");
    for (const action of ["other", "MP", "__proto__", "toString"]) {
      expect((await callback(action, "")).status).toBe(404);
      expect((await post(action)).status).toBe(404);
      expect((await begin(action)).status).toBe(404);
    }
  });
});

describe("a login", () => {
  it("inside WeChat asks nothing, and leads on to next", async () => {
    const answer = await logIn();
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/me"]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await currentUser()).toMatchObject({ nickname: null, avatarUrl: null });
    const { appid } = sandboxAccounts.mp;
    const openid = openidOf(appid, "lin");
    expect(await db().wechatIdentity.findMany()).toMatchObject([{ appid, openid, unionid: null }]);
  });

  it("takes name and picture with consent, and a later one without keeps them", async () => {
    await logIn("mp", { query: "scope=snsapi_userinfo&next=/me", scope: "snsapi_userinfo" });
    const profile = { nickname: "林月", avatarUrl: expect.stringContaining("/lin/132") };
    expect(await currentUser()).toMatchObject(profile);
    expect(await db().wechatIdentity.findFirst()).toMatchObject({ unionid: unionidOf("lin") });
    await logIn();
    expect(await currentUser()).toMatchObject(profile);
  });

  it("by QR code finds the same user, once the unionid is known", async () => {
    await logIn("mp", { query: "scope=snsapi_userinfo", scope: "snsapi_userinfo" });
    const inWechat = await currentUser();
    freshBrowser();
    await logIn("qrcode");
    expect((await currentUser())?.id).toBe(inWechat?.id);
    expect(await db().user.count()).toBe(1);
  });

  it("answers a script with addresses instead of redirects", async () => {
    const began = await begin("qrcode", "next=/me", asJson);
    const { ok, location } = await began.json();
    expect([began.status, ok]).toEqual([200, true]);
    expect(location).toContain("/open.weixin.qq.com/connect/qrconnect?");
    const query = await started("mp");
    const answer = await callback("mp", query, asJson);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ok: true, location: "/me" });
    expect(await currentUser()).not.toBeNull();
  });

  it("whose callback is loaded twice at the same instant exchanges once and makes one user", async () => {
    const query = await started("mp", { query: "scope=snsapi_userinfo", scope: "snsapi_userinfo" });
    const answers = await Promise.all(Array.from({ length: 6 }, () => callback("mp", query)));
    expect(answers.map(({ status, headers }) => [status, headers.get("location")])).toEqual(
      answers.map(() => [302, "/"]),
    );
    expect(exchanges()).toBe(1);
    expect(await db().user.count()).toBe(1);
    expect(await currentUser()).toMatchObject({ nickname: "林月" });
  });

  it("of a snapshot page's visitor makes no user, and says how to go on", async () => {
    const query = { query: "scope=snsapi_userinfo&next=/me", scope: "snsapi_userinfo", snapshot: true };
    expect(await pageOf(await logIn("mp", query))).toMatchObject({
      status: 403,
      title: "请使用完整服务",
      restart: "/login/mp?next=%2Fme",
    });
    const answer = await callback("mp", await started("mp", query), asJson);
    expect(await answer.json()).toMatchObject({ code: 20006, err: "auth_error", reason: "snapshot_user" });
    expect(await db().user.count()).toBe(0);
    expect(await currentUser()).toBeNull();
  });

  it("sets a cookie that scripts and other sites do not get", async () => {
    await begin("mp");
    const name = cookieOf(sessionCookie());
    expect(name?.options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/" });
    await logIn();
    expect(cookieOf(sessionCookie())?.value).not.toBe(name?.value);
  });
});

describe("clocks", () => {
  it.each([
    ["9 minutes later", 9 * 60_000, 302],
    ["10 minutes later", 10 * 60_000, 400],
    ["by a clock that is hours ahead", 5 * hour, 400],
    ["by a clock that is hours behind", -5 * hour, 302],
  ])("a callback %s", async (_, offset, status) => {
    const state = stateOf(await begin("mp"));
    setClockOffset(offset);
    const answer = await callback("mp", `code=${await codeOf("mp")}&state=${state}`);
    expect(answer.status).toBe(status);
    if (status === 400) {
      expect(await pageOf(answer)).toMatchObject({ title: "登录已经过期", restart: "/login/mp?next=%2F" });
      expect((await logIn()).status).toBe(302);
    }
    expect(await currentUser()).not.toBeNull();
  });
});

describe("the handlers", () => {
  const finish = (query: string, handlers: Partial<LoginHandlers>) =>
    finishLogin(new Request(`${origin}/oauth/wechat/callback/mp?${query}`), "mp", {
      ...loginHandlers,
      ...handlers,
    });

  it("are told what happened, and may answer themselves", async () => {
    const seen: unknown[] = [];
    const onLogin: LoginHandlers["onLogin"] = async (...args) => {
      seen.push(args);
      return new Response("mine", { status: 201 });
    };
    const answer = await finish(await started(), { onLogin });
    expect([answer.status, await answer.text()]).toEqual([201, "mine"]);
    const access = expect.objectContaining({ openid: openidOf(sandboxAccounts.mp.appid, "lin") });
    expect(seen).toEqual([["mp", "snsapi_base", access, "/me"]]);
    expect(await currentUser()).toBeNull();
  });

  it("hear of failures, and may answer those", async () => {
    const seen: unknown[] = [];
    const onLoginError: LoginHandlers["onLoginError"] = async (...args) => {
      seen.push(args);
      return args[2] === null ? new Response("mine", { status: 418 }) : undefined;
    };
    expect((await finish("code=c", { onLoginError })).status).toBe(418);
    const state = stateOf(await begin("mp"));
    expect((await finish(`state=${state}`, { onLoginError })).status).toBe(403);
    await finish(await started("mp", { scope: "snsapi_userinfo", snapshot: true }), { onLoginError });
    expect(seen).toEqual([
      ["args_error", "mp", null],
      ["auth_error", "mp", "/me"],
      ["auth_error", "mp", "/me"],
    ]);
  });

  it("that throw end on a page, too, and nothing is half done", async () => {
    const log = watchLog();
    const query = await started();
    const onLogin = () => Promise.reject(new Error("the cloner's mistake"));
    const page = await pageOf(await finish(query, { onLogin }));
    expect(page).toMatchObject({ status: 500, restart: "/login?next=%2Fme" });
    expect(log.lines("login.failed")).toMatchObject([{ level: "error", reason: "shop_failed" }]);
    const onLoginError = () => Promise.reject(new Error("another one"));
    expect((await finish("code=c", { onLoginError })).status).toBe(500);
    // The same address, loaded again: WeChat's answer is still known.
    expect((await callback("mp", query)).headers.get("location")).toBe("/me");
  });
});
