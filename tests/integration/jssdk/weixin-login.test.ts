import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GET as callbackRoute } from "@/app/oauth/wechat/callback/[action]/route";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { currentUser, sessionCookie } from "@/lib/session";
import { store } from "@/lib/store";
import { cookieOf, freshBrowser } from "@/tests/support/cookies";
import { watchLog } from "@/tests/support/log";
import { changeSettings } from "@/tests/support/settings";
import { freshWorld } from "@/tests/support/world";
import { codeOf } from "../login/support";
import { askLogin, fromPage, json, origin, saidBy } from "./support";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

beforeAll(() => freshWorld());
beforeEach(freshBrowser);
afterEach(() => vi.restoreAllMocks());

/** The argument of `new WxLogin` in a script of ours. */
function loginIn(script: string): Record<string, unknown> {
  const [, options = ""] = /\}\)\((\{.*\}), "/.exec(script) ?? [];
  return JSON.parse(options);
}

const begun = () => db().keyValue.count({ where: { key: { startsWith: "wxauth:state:" } } });

describe("a page of ours", () => {
  it("gets a login that is bound to its browser, as WxLogin wants it", async () => {
    const href = "https://shop.example/qr.css?a=1&b=2";
    const query = `?id=wx-login_1&style=white&href=${encodeURIComponent(href)}&self_redirect=true&stylelite=1&fast_login=0&lang=en`;
    const answer = await askLogin(query);
    const script = await answer.text();
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(loginIn(script)).toEqual({
      id: "wx-login_1",
      appid: sandboxAccounts.qrcode.appid,
      scope: "snsapi_login",
      redirect_uri: encodeURIComponent(`${origin}/oauth/wechat/callback/qrcode`),
      state: expect.stringMatching(/^[0-9a-zA-Z]{32}$/),
      self_redirect: true,
      style: "white",
      href: encodeURIComponent(href),
      stylelite: 1,
      fast_login: 0,
      lang: "en",
    });
    expect(script).toContain(`${origin}/sandbox/res.wx.qq.com/connect/zh_CN/htmledition/js/wxLogin.js`);
    expect(cookieOf(sessionCookie())?.options).toMatchObject({ httpOnly: true, sameSite: "lax" });
  });

  it.each([
    ["?id=qr&next=/orders?state=paid", "/orders?state=paid"],
    ["?id=qr", "/cart?a=1"],
  ])("%s: the login leads to %s", async (query, next) => {
    const { state } = loginIn(await (await askLogin(query)).text());
    const code = await codeOf("qrcode");
    const path = `/oauth/wechat/callback/qrcode?code=${code}&state=${state}`;
    const answer = await callbackRoute(new Request(origin + path), {
      params: Promise.resolve({ action: "qrcode" }),
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, next]);
    expect(await currentUser()).not.toBeNull();
  });

  it("whose state another browser brings back logs nobody in", async () => {
    const { state } = loginIn(await (await askLogin()).text());
    freshBrowser();
    const path = `/oauth/wechat/callback/qrcode?code=${await codeOf("qrcode")}&state=${state}`;
    const answer = await callbackRoute(new Request(origin + path), {
      params: Promise.resolve({ action: "qrcode" }),
    });
    expect(answer.status).toBe(400);
    expect(await currentUser()).toBeNull();
  });
});

describe("parameters that WxLogin should not get", () => {
  it.each([
    "",
    "?id=",
    "?id=1",
    "?id=a%20b",
    "?id=a%22b",
    "?id=%3Cb%3E",
    `?id=${"a".repeat(65)}`,
    "?id=qr&style=red",
    "?id=qr&href=http://shop.example/qr.css",
    "?id=qr&href=javascript:alert(1)",
    "?id=qr&href=//evil.example/qr.css",
    "?id=qr&href=data:text/html;base64,AAAA",
    "?id=qr&href=data:text/css,body{}",
    "?id=qr&href=https://shop.example/%3C/script%3E",
    "?id=qr&href=https://shop.example/a%20b",
    `?id=qr&href=https://shop.example/${"a".repeat(4000)}`,
    "?id=qr&self_redirect=1",
    "?id=qr&stylelite=2",
    "?id=qr&fast_login=true",
    "?id=qr&lang=fr",
    "?id=qr&next=//evil.example",
    "?id=qr&next=https://evil.example/",
    "?id=qr&next=/%5Cevil.example",
    "?id=qr&next=",
  ])("%s: 400, and no login is begun", async (query) => {
    const before = await begun();
    const answer = await askLogin(query);
    expect(answer.status).toBe(400);
    expect(saidBy(await answer.text())).toMatch(/^\/weixin-login\.js: /);
    expect(await begun()).toBe(before);
    expect(cookieOf(sessionCookie())).toBeUndefined();
  });

  it("are all named at once", async () => {
    const answer = await askLogin("?style=red&lang=fr", { ...fromPage("/"), ...json });
    const { message } = await answer.json();
    expect(message).toMatch(/id is missing.*style is.*lang is/);
  });

  it("a style sheet in the address itself is one that it may get", async () => {
    const href = `data:text/css;base64,${Buffer.from("body{color:red}").toString("base64")}`;
    const { href: given } = loginIn(await (await askLogin(`?id=qr&href=${encodeURIComponent(href)}`)).text());
    expect(decodeURIComponent(String(given))).toBe(href);
  });
});

describe("whoever is not a page of ours gets no login, and so no state", () => {
  it.each<Record<string, string>>([
    {},
    { referer: "https://evil.example/" },
    { referer: "null" },
    { referer: "http://localhost:3001/" },
    { referer: `${origin}/cart`, "sec-fetch-site": "cross-site" },
    { referer: `${origin}/cart`, "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { "sec-fetch-site": "cross-site" },
  ])("%j", async (headers) => {
    const before = await begun();
    const answer = await askLogin("?id=qr", headers);
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toMatch(/state/);
    expect(await begun()).toBe(before);
  });

  it("a page without a Referer, of which the browser says that it is ours, does; the login leads to the front page", async () => {
    const answer = await askLogin("?id=qr", { "sec-fetch-site": "same-origin" });
    expect(answer.status).toBe(200);
    const { state } = loginIn(await answer.text());
    const row = await db().keyValue.findFirst({ where: { key: `wxauth:state:${state}` } });
    expect(JSON.parse(row?.value ?? "{}").next).toBe("/");
  });
});

it("is a clear 404 without a website application", async () => {
  const restore = changeSettings({ WECHAT_SANDBOX: "0" });
  const answer = await askLogin();
  expect(answer.status).toBe(404);
  expect(saidBy(await answer.text())).toContain("WXAUTH_QRCODE_APPID and WXAUTH_QRCODE_SECRET");
  restore();
});

it("says that it cannot begin a login while the database is away", async () => {
  const log = watchLog();
  vi.spyOn(store(), "put").mockRejectedValue(new Error("the database is gone"));
  const answer = await askLogin();
  expect(answer.status).toBe(503);
  expect(saidBy(await answer.text())).toContain("could not be begun");
  expect(log.lines("login_script.failed")).toHaveLength(1);
});
