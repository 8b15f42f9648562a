import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { revokeTokens } from "@/lib/sandbox/cgi-bin/token-book";
import { setFault } from "@/lib/sandbox/faults";
import { createCode, exchange } from "@/lib/sandbox/grants";
import {
  api,
  freshSandbox,
  lastCall,
  mp,
  plainToken,
  qrcode,
  stableToken,
  stopTime,
  tryToken,
  wait,
} from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const rid = /,? rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;
const use = (name: string, count: number, period: string) =>
  db().sandboxUsage.create({ data: { appid: mp.appid, name, period, count } });
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const living = (issuer: string) =>
  db().sandboxToken.findMany({ where: { issuer, endsAt: { gt: new Date(Date.now() + 3_600_000) } } });

describe("cgi-bin/token", () => {
  it("gives another token each time, and lets the one before live five more minutes", async () => {
    const first = await plainToken();
    expect(first).toEqual({ access_token: expect.stringMatching(/^\d\d_\w{86}$/), expires_in: 7200 });
    wait(100);
    const second = await plainToken();
    expect(second).toMatchObject({ expires_in: 7200 });
    expect(second.access_token).not.toBe(first.access_token);
    wait(399);
    expect(await tryToken(first.access_token)).toBe("works");
    wait(400);
    expect(await tryToken(first.access_token)).toBe(40001);
    expect(await lastCall()).toMatchObject({ ok: false, why: { field: "access_token" } });
    expect((await lastCall()).why?.rule).toContain("有人又调了一次 cgi-bin/token");
    expect(await tryToken(second.access_token)).toBe("works");
    wait(7299);
    expect(await tryToken(second.access_token)).toBe("works");
    wait(7300);
    expect(await tryToken(second.access_token)).toBe(42001);
  });

  it("never lengthens the old one's life", async () => {
    const { access_token } = await plainToken();
    wait(7000);
    await plainToken();
    wait(7201);
    expect(await tryToken(access_token)).toBe(42001);
  });

  it("twelve at once leave one that lives on", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => plainToken()));
    expect(new Set(answers.map((answer) => answer.access_token)).size).toBe(12);
    expect(await living("token")).toHaveLength(1);
    expect((await db().sandboxUsage.findFirstOrThrow({ where: { name: "token" } })).count).toBe(12);
  });

  it("works 2000 times a day, a day in Beijing", async () => {
    await use("token", 1999, today());
    expect(await plainToken()).toHaveProperty("access_token");
    expect(await plainToken()).toMatchObject({ errcode: 45009, errmsg: expect.stringMatching(rid) });
    expect((await lastCall()).why?.rule).toContain("2000");
    expect(await plainToken({ ...qrcode })).toHaveProperty("access_token");
    // It is 1 o'clock in Beijing.
    wait(23 * 3600 - 1);
    expect(await plainToken()).toMatchObject({ errcode: 45009 });
    wait(23 * 3600);
    expect(await plainToken()).toHaveProperty("access_token");
  });
});

describe("cgi-bin/stable_token", () => {
  it("gives the same token until its last five minutes, then a new one beside it", async () => {
    const first = await stableToken();
    expect(first).toMatchObject({ expires_in: 7200 });
    wait(1000);
    const again = await stableToken();
    expect(again.access_token).toBe(first.access_token);
    expect(again.expires_in).toBe(6200);
    wait(6899);
    expect(await stableToken()).toEqual({ access_token: first.access_token, expires_in: 301 });
    wait(6900);
    const next = await stableToken({ force_refresh: false });
    expect(next.access_token).not.toBe(first.access_token);
    expect(next.expires_in).toBe(7200);
    expect(await tryToken(first.access_token)).toBe("works");
    expect(await tryToken(next.access_token)).toBe("works");
    wait(7199);
    expect(await tryToken(first.access_token)).toBe("works");
    wait(7200);
    expect(await tryToken(first.access_token)).toBe(42001);
    expect((await lastCall()).why?.rule).toContain("7200");
  });

  it("has nothing to do with cgi-bin/token", async () => {
    const [plain, stable] = [await plainToken(), await stableToken()];
    await plainToken();
    await stableToken({ force_refresh: true });
    wait(299);
    expect(await tryToken(plain.access_token)).toBe("works");
    expect(await tryToken(stable.access_token)).toBe(40001);
    expect((await lastCall()).why?.rule).toContain("force_refresh");
  });

  it("forced, ends the old one at once", async () => {
    const first = await stableToken();
    const forced = await stableToken({ force_refresh: true });
    expect(forced).toMatchObject({ expires_in: 7200 });
    expect(forced.access_token).not.toBe(first.access_token);
    expect(await tryToken(first.access_token)).toBe(40001);
    expect(await tryToken(forced.access_token)).toBe("works");
    expect((await stableToken()).access_token).toBe(forced.access_token);
  });

  it("forces nothing within 30 seconds", async () => {
    const forced = await stableToken({ force_refresh: true });
    wait(29);
    expect((await stableToken({ force_refresh: true })).access_token).toBe(forced.access_token);
    const call = await lastCall();
    expect(call).toMatchObject({ ok: true });
    expect(call.why?.notes?.join()).toContain("30 秒");
    wait(30);
    expect((await stableToken({ force_refresh: true })).access_token).not.toBe(forced.access_token);
    expect(await tryToken(forced.access_token)).toBe(40001);
  });

  it("forces 20 times a day", async () => {
    const first = await stableToken();
    await use("stable_token:force", 19, today());
    const forced = await stableToken({ force_refresh: true });
    expect(forced.access_token).not.toBe(first.access_token);
    wait(60);
    expect((await stableToken({ force_refresh: true })).access_token).toBe(forced.access_token);
    expect((await lastCall()).why?.notes?.join()).toContain("每天 20 次");
    wait(24 * 3600 + 60);
    expect((await stableToken({ force_refresh: true })).access_token).not.toBe(forced.access_token);
  });

  it("a refresh that was not forced still renews what is about to expire", async () => {
    await use("stable_token:force", 20, today());
    const first = await stableToken();
    wait(6900);
    const renewed = await stableToken({ force_refresh: true });
    expect(renewed).toMatchObject({ expires_in: 7200 });
    expect(renewed.access_token).not.toBe(first.access_token);
    expect(await tryToken(first.access_token)).toBe("works");
  });

  it("twenty at once get the same token, forced or not", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => stableToken()));
    expect(new Set(answers.map((answer) => answer.access_token)).size).toBe(1);
    const forced = await Promise.all(Array.from({ length: 20 }, () => stableToken({ force_refresh: true })));
    expect(new Set(forced.map((answer) => answer.access_token)).size).toBe(1);
    expect(forced[0]?.access_token).not.toBe(answers[0]?.access_token);
    expect(await living("stable_token")).toHaveLength(1);
  });

  it("is used up after half a million calls a day", async () => {
    await use("stable_token", 500_000, today());
    expect(await stableToken()).toMatchObject({ errcode: 45009 });
  });

  it("is not confused by tokens from before the clock was moved back", async () => {
    wait(86_400);
    const ahead = await stableToken({ force_refresh: true });
    wait(0);
    const back = await stableToken();
    expect(back).toMatchObject({ expires_in: 7200 });
    expect(back.access_token).not.toBe(ahead.access_token);
    expect((await stableToken()).access_token).toBe(back.access_token);
    expect((await stableToken({ force_refresh: true })).access_token).not.toBe(back.access_token);
  });
});

describe.each([
  ["cgi-bin/token", plainToken],
  ["cgi-bin/stable_token", stableToken],
])("%s", (_path, ask) => {
  it.each([
    ["secret_frozen", 40243],
    ["ip_refused", 40164],
    ["token_quota", 45009],
  ] as const)("suffers %s once", async (fault, errcode) => {
    await setFault(fault, true);
    expect(await ask()).toMatchObject({ errcode });
    expect((await lastCall()).why?.rule).toContain("控制台安排的故障");
    expect(await ask()).toHaveProperty("access_token");
  });

  it("serves the website's and the app's accounts, too", async () => {
    const answer = await ask({ ...qrcode });
    expect(await tryToken(answer.access_token)).toBe("works");
  });
});

describe("an access_token", () => {
  it("that the console revoked is dead, and so told", async () => {
    const [first, second] = [await stableToken(), await plainToken()];
    expect(await revokeTokens(String(first.access_token))).toBe(1);
    expect(await revokeTokens(String(first.access_token))).toBe(0);
    expect(await tryToken(first.access_token)).toBe(40001);
    expect((await lastCall()).why?.rule).toContain("控制台使它失效了");
    expect(await tryToken(second.access_token)).toBe("works");
    expect((await stableToken()).access_token).not.toBe(first.access_token);
    expect(await revokeTokens()).toBe(2);
    expect(await tryToken(second.access_token)).toBe(40001);
  });

  it("that the console revoked after somebody took another is not blamed on them", async () => {
    const { access_token } = await plainToken();
    wait(100);
    await plainToken();
    wait(200);
    await revokeTokens();
    expect(await tryToken(access_token)).toBe(40001);
    expect((await lastCall()).why?.rule).toContain("控制台使它失效了");
  });

  it("that the console revoked before somebody took another is not blamed on them", async () => {
    const { access_token } = await plainToken();
    wait(100);
    await revokeTokens();
    wait(200);
    await plainToken();
    expect(await tryToken(access_token)).toBe(40001);
    expect((await lastCall()).why?.rule).toContain("控制台使它失效了");
  });

  it("of a visitor is none of the account's, nor the other way round", async () => {
    const code = await createCode({ appid: mp.appid, scope: "snsapi_userinfo", personId: "lin" });
    const visitor = await exchange(code);
    expect(await tryToken(visitor?.accessToken)).toBe(40001);
    expect((await lastCall()).why?.rule).toContain("网页授权");
    const { access_token } = await stableToken();
    const answer = await api("/sns/userinfo", { access_token: String(access_token), openid: "o" });
    expect(answer).toMatchObject({ errcode: 40001 });
    expect((await lastCall()).why?.rule).toContain("cgi-bin/stable_token 发的");
  });
});
