import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { writeAllowList } from "@/lib/sandbox/cgi-bin/allow-list";
import { endTicket } from "@/lib/sandbox/cgi-bin/ticket-book";
import { setFault } from "@/lib/sandbox/faults";
import {
  api,
  apiPost,
  apiRaw,
  freshSandbox,
  lastCall,
  mp,
  plainToken,
  qrcode,
  stableToken,
  stopTime,
  wait,
} from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const { mobile } = sandboxAccounts;
const tokenOf = async (app: { appid: string; secret: string } = mp): Promise<string> =>
  String((await stableToken({ ...app })).access_token);

/** GETs with a fresh token of an account. */
async function ask(path: string, query: Record<string, string | undefined> = {}, app = mp) {
  return api(path, { access_token: await tokenOf(app), ...query });
}

const needToken: [method: "GET" | "POST", path: string][] = [
  ["GET", "/cgi-bin/ticket/getticket?type=jsapi"],
  ["GET", "/cgi-bin/user/info?openid=o"],
  ["GET", "/cgi-bin/user/get"],
  ["GET", "/cgi-bin/getcallbackip"],
  ["GET", "/cgi-bin/get_api_domain_ip"],
  ["POST", "/cgi-bin/clear_quota"],
];

it.each(needToken)("%s %s wants an access_token", async (method, path) => {
  const answer = await apiRaw(path, { method, ...(method === "POST" ? { body: "{}" } : {}) });
  expect(await answer.json()).toMatchObject({ errcode: 41001 });
});

describe("cgi-bin/ticket/getticket", () => {
  const ticket = (type = "jsapi", app = mp) => ask("/cgi-bin/ticket/getticket", { type }, app);

  it("gives the same ticket while it is valid, then another one", async () => {
    const first = await ticket();
    expect(first).toEqual({
      errcode: 0,
      errmsg: "ok",
      ticket: expect.stringMatching(/^\w{86}$/),
      expires_in: 7200,
    });
    wait(7199);
    expect(await ticket()).toMatchObject({ ticket: first.ticket, expires_in: 1 });
    wait(7200);
    const next = await ticket();
    expect(next).toMatchObject({ expires_in: 7200 });
    expect(next.ticket).not.toBe(first.ticket);
  });

  it("gives the same one for a token of either issuer, another one for each account and type", async () => {
    const plain = String((await plainToken()).access_token);
    const { ticket: one } = await ticket();
    expect(await api("/cgi-bin/ticket/getticket", { access_token: plain, type: "jsapi" })).toMatchObject({
      ticket: one,
    });
    const others = [await ticket("wx_card"), await ticket("jsapi", qrcode), await ticket("jsapi", mobile)];
    expect(new Set([one, ...others.map((other) => other.ticket)]).size).toBe(4);
  });

  it("twelve at once get the same one", async () => {
    const access_token = await tokenOf();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => api("/cgi-bin/ticket/getticket", { access_token, type: "jsapi" })),
    );
    expect(new Set(answers.map((answer) => answer.ticket)).size).toBe(1);
    expect(await db().sandboxTicket.count()).toBe(1);
  });

  it("is renewed when the console ended it, and not confused by a clock that was moved back", async () => {
    const first = await ticket();
    expect(await endTicket(String(first.ticket))).toBe(true);
    expect(await endTicket(String(first.ticket))).toBe(false);
    const second = await ticket();
    expect(second.ticket).not.toBe(first.ticket);
    wait(-3600);
    expect(await ticket()).toMatchObject({ expires_in: 7200 });
  });

  it.each([undefined, "", "JSAPI", "constructor"])("refuses the type %s", async (type) => {
    expect(await ask("/cgi-bin/ticket/getticket", { type })).toMatchObject({ errcode: 40097 });
    expect(await lastCall()).toMatchObject({ why: { field: "type", given: type ?? "" } });
  });

  it("gives a dead one when the console asked for it", async () => {
    const { ticket: right } = await ticket();
    await setFault("ticket_stale", true);
    const dead = await ticket();
    expect(dead).toMatchObject({ errcode: 0, expires_in: 7200 });
    expect(dead.ticket).not.toBe(right);
    const row = await db().sandboxTicket.findUniqueOrThrow({ where: { ticket: String(dead.ticket) } });
    expect(row.expiresAt.getTime()).toBeLessThanOrEqual(Date.now());
    expect((await ticket()).ticket).toBe(right);
  });
});

it.each(["/cgi-bin/getcallbackip", "/cgi-bin/get_api_domain_ip"])("%s lists addresses", async (path) => {
  expect(await ask(path)).toEqual({ ip_list: ["127.0.0.1", "101.226.103.0/25"] });
});

describe("cgi-bin/clear_quota", () => {
  const clear = async (body: unknown = { appid: mp.appid }) =>
    apiPost(`/cgi-bin/clear_quota?access_token=${await tokenOf()}`, body);
  const v2 = (body: unknown = { appid: mp.appid, appsecret: mp.secret }) =>
    apiPost("/cgi-bin/clear_quota/v2", body);
  const ok = { errcode: 0, errmsg: "ok" };
  const spendAll = async () => {
    const period = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const key = { appid: mp.appid, name: "token", period };
    await db().sandboxUsage.upsert({
      where: { appid_name_period: key },
      create: { ...key, count: 2000 },
      update: { count: 2000 },
    });
  };

  it.each([
    ["with a token", () => clear()],
    ["with the secret", () => v2()],
    [
      "with the secret in the query",
      () => apiPost(`/cgi-bin/clear_quota/v2?appid=${mp.appid}&appsecret=${mp.secret}`, ""),
    ],
  ])("sets the day's calls back, %s", async (_name, run) => {
    await spendAll();
    await setFault("token_quota", true, true);
    expect(await plainToken()).toMatchObject({ errcode: 45009 });
    await setFault("token_quota", false);
    expect(await plainToken()).toMatchObject({ errcode: 45009 });
    expect(await run()).toEqual(ok);
    expect(await plainToken()).toHaveProperty("access_token");
  });

  it("fills up again what the console declared used up", async () => {
    await setFault("token_quota", true, true);
    expect(await plainToken()).toMatchObject({ errcode: 45009 });
    expect(await v2()).toEqual(ok);
    expect(await plainToken()).toHaveProperty("access_token");
  });

  it("works ten times a month, both ways together", async () => {
    for (let time = 0; time < 5; time += 1) {
      expect(await clear()).toEqual(ok);
      expect(await v2()).toEqual(ok);
    }
    await spendAll();
    expect(await clear()).toMatchObject({ errcode: 48006 });
    expect(await v2()).toMatchObject({ errcode: 48006 });
    expect((await lastCall()).why?.rule).toContain("每月 10 次");
    expect(await plainToken()).toMatchObject({ errcode: 45009 });
    // It is the 16th, 1 o'clock in Beijing.
    wait((15 * 24 - 1) * 3600 - 1);
    expect(await clear()).toMatchObject({ errcode: 48006 });
    wait((15 * 24 - 1) * 3600);
    expect(await clear()).toEqual(ok);
  });

  it.each<[string, unknown, number]>([
    ["no appid", {}, 40013],
    ["another account", { appid: qrcode.appid }, 40013],
    ["nothing", "", 44002],
    ["no JSON", "{", 47001],
    ["a number", { appid: 1 }, 47001],
  ])("with a token, refuses %s", async (_name, body, errcode) => {
    expect(await clear(body)).toMatchObject({ errcode });
    expect(await db().sandboxUsage.count({ where: { name: "clear_quota" } })).toBe(0);
  });

  it.each<[string, unknown, number, string]>([
    ["no appid", { appsecret: mp.secret }, 41002, "appid"],
    ["a stranger's appid", { appid: "wx1", appsecret: mp.secret }, 40013, "appid"],
    ["no secret", { appid: mp.appid }, 41004, "appsecret"],
    ["another account's secret", { appid: mp.appid, appsecret: qrcode.secret }, 40125, "appsecret"],
  ])("with the secret, refuses %s", async (_name, body, errcode, field) => {
    expect(await v2(body)).toMatchObject({ errcode });
    expect(await lastCall()).toMatchObject({ why: { field } });
  });
});

describe("the IP allow-list", () => {
  const tokenFrom = async (ip: string) => {
    const query = new URLSearchParams({ grant_type: "client_credential", ...mp });
    const answer = await apiRaw(`/cgi-bin/token?${query}`, { headers: ip ? { "x-forwarded-for": ip } : {} });
    return answer.json();
  };

  it("allows everybody while it is empty, and then those on it", async () => {
    expect(await tokenFrom("203.0.113.9")).toHaveProperty("access_token");
    await writeAllowList(["198.51.100.0/24", "203.0.113.8"]);
    expect(await tokenFrom("198.51.100.77")).toHaveProperty("access_token");
    expect(await tokenFrom("203.0.113.8, 10.0.0.1")).toHaveProperty("access_token");
    expect(await tokenFrom("203.0.113.9")).toEqual({
      errcode: 40164,
      errmsg: expect.stringMatching(
        /^invalid ip 203\.0\.113\.9 ipv6 ::ffff:203\.0\.113\.9, not in whitelist rid: [0-9a-f-]{26}$/,
      ),
    });
    expect(await lastCall()).toMatchObject({
      why: { field: "IP", expected: "198.51.100.0/24、203.0.113.8", given: "203.0.113.9" },
    });
    expect((await lastCall()).why?.advice).toContain("203.0.113.9");
  });

  it("counts for the two token calls alone", async () => {
    const access_token = await tokenOf();
    await writeAllowList(["192.0.2.1"]);
    expect(await stableToken()).toMatchObject({ errcode: 40164 });
    expect(await plainToken()).toMatchObject({ errcode: 40164 });
    expect(await api("/cgi-bin/getcallbackip", { access_token })).toHaveProperty("ip_list");
  });

  it("does not help those whom the console refuses once", async () => {
    await setFault("ip_refused", true);
    expect(await tokenFrom("")).toMatchObject({
      errmsg: expect.stringContaining("invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist"),
    });
    expect(await tokenFrom("")).toHaveProperty("access_token");
  });
});
