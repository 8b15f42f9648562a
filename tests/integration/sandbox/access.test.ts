import { beforeEach, describe, expect, it } from "vitest";
import * as allowRoute from "@/app/sandbox/api/allow-list/route";
import { POST as setFaults } from "@/app/sandbox/api/faults/route";
import { GET as readState } from "@/app/sandbox/api/state/route";
import * as revokeRoute from "@/app/sandbox/api/tokens/revoke/route";
import { stopWorker } from "@/lib/sandbox/worker";
import { changeSettings } from "../../support/settings";
import { api, freshSandbox, plainToken, qrcode, stableToken, stopTime, tryToken, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
  return stopWorker;
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  new Request("http://localhost:3000/sandbox/api/x", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers,
  });
const revoke = (body: unknown, headers?: Record<string, string>) =>
  revokeRoute.POST(post(body, headers), undefined);
const allow = (body: unknown, headers?: Record<string, string>) =>
  allowRoute.POST(post(body, headers), undefined);
const access = async () => {
  const answer = await readState(new Request("http://localhost:3000/sandbox/api/state"), undefined);
  return (await answer.json()).access;
};
const ticket = async () => {
  const { access_token } = await stableToken();
  return (await api("/cgi-bin/ticket/getticket", { access_token: String(access_token), type: "jsapi" }))
    .ticket;
};

describe("the console", () => {
  it("sees what is alive, from whom, and until when", async () => {
    const first = await plainToken();
    const second = await plainToken();
    const website = await stableToken({ ...qrcode });
    await ticket();
    const { living, quotas, allowList } = await access();
    const of = (value: unknown) => living.find((item: { value: string }) => item.value === value);
    const start = Date.now();
    expect(living).toHaveLength(5);
    expect(of(first.access_token)).toMatchObject({
      kind: "token",
      account: "mp",
      accountName: "公众号",
      replaced: true,
      endsAt: new Date(start + 300_000).toISOString(),
    });
    expect(of(second.access_token)).toMatchObject({
      replaced: false,
      endsAt: new Date(start + 7_200_000).toISOString(),
    });
    expect(of(website.access_token)).toMatchObject({
      kind: "stable_token",
      account: "qrcode",
      replaced: false,
    });
    expect(living.at(-1)).toMatchObject({ kind: "jsapi", account: "mp" });
    expect(quotas).toEqual([
      { name: "token", used: 2, limit: 2000 },
      { name: "force_refresh", used: 0, limit: 20 },
      { name: "clear_quota", used: 0, limit: 10 },
    ]);
    expect(allowList).toEqual([]);
    wait(7200);
    expect((await access()).living).toEqual([]);
  });

  it("ends one token, one ticket, all tokens", async () => {
    const [plain, stable] = [await plainToken(), await stableToken()];
    expect(await (await revoke({ token: plain.access_token })).json()).toEqual({ ok: true, ended: 1 });
    expect(await tryToken(plain.access_token)).toBe(40001);
    expect(await tryToken(stable.access_token)).toBe("works");
    expect((await revoke({ token: plain.access_token })).status).toBe(404);
    const one = await ticket();
    expect((await revoke({ ticket: one })).status).toBe(200);
    expect((await revoke({ ticket: one })).status).toBe(404);
    expect(await ticket()).not.toBe(one);
    expect(await (await revoke({ all: true })).json()).toEqual({ ok: true, ended: 1 });
    expect(await tryToken(stable.access_token)).toBe(40001);
    expect(await (await revoke({ all: true })).json()).toEqual({ ok: true, ended: 0 });
  });

  it("sets the allow-list, once each, and empties it", async () => {
    const answer = await allow({ entries: ["203.0.113.8", "10.0.0.0/8", "203.0.113.8"] });
    expect(await answer.json()).toEqual({ ok: true, allowList: ["203.0.113.8", "10.0.0.0/8"] });
    expect(await stableToken()).toMatchObject({ errcode: 40164 });
    expect((await access()).allowList).toEqual(["203.0.113.8", "10.0.0.0/8"]);
    await allow({ entries: [] });
    expect(await stableToken()).toHaveProperty("access_token");
  });

  it("names what is no address, and changes nothing", async () => {
    await allow({ entries: ["203.0.113.8"] });
    const answer = await allow({ entries: ["10.0.0.0/8", "10.0.0.0/33"] });
    expect(answer.status).toBe(422);
    expect((await answer.json()).message).toContain("10.0.0.0/33");
    expect((await access()).allowList).toEqual(["203.0.113.8"]);
  });

  it("makes a fault stick, and takes it off", async () => {
    const state = async (body: unknown) => {
      const { faults } = await (await setFaults(post(body), undefined)).json();
      return faults.find((fault: { name: string }) => fault.name === "api_error");
    };
    expect(await state({ name: "api_error", on: true })).toMatchObject({
      on: true,
      sticky: false,
      group: "api",
    });
    expect(await state({ name: "api_error", on: true, sticky: true })).toMatchObject({
      on: true,
      sticky: true,
    });
    expect(await plainToken()).toMatchObject({ errcode: -1 });
    expect(await plainToken()).toMatchObject({ errcode: -1 });
    expect(await state({ name: "api_error", on: false })).toMatchObject({ on: false, sticky: false });
    expect(await plainToken()).toHaveProperty("access_token");
    expect((await setFaults(post({ name: "unknown", on: true }), undefined)).status).toBe(400);
  });
});

describe("bad input", () => {
  it.each<[string, unknown, number]>([
    ["nothing", {}, 400],
    ["a number", { token: 1 }, 400],
    ["an empty token", { token: "" }, 400],
    ["two things at once", { token: "x", all: true }, 400],
    ["all, but not", { all: false }, 400],
    ["a long one", { token: "x".repeat(513) }, 400],
    ["no JSON", "{", 400],
    ["a huge body", " ".repeat(70_000), 413],
    ["a token that is nobody's", { token: "x" }, 404],
    ["a ticket as token", { ticket: "x" }, 404],
  ])("revoke is refused with %s", async (_name, body, status) => {
    const { access_token } = await stableToken();
    expect((await revoke(body)).status).toBe(status);
    expect(await tryToken(access_token)).toBe("works");
  });

  it.each<[string, unknown, number]>([
    ["nothing", {}, 400],
    ["a text", { entries: "1.2.3.4" }, 400],
    ["a number", { entries: [1] }, 400],
    ["too many", { entries: Array.from({ length: 101 }, () => "1.2.3.4") }, 400],
    ["no JSON", "{", 400],
    ["a huge body", " ".repeat(70_000), 413],
  ])("the allow-list is refused with %s", async (_name, body, status) => {
    expect((await allow(body)).status).toBe(status);
    expect((await access()).allowList).toEqual([]);
  });

  it("from another site is refused", async () => {
    const { access_token } = await stableToken();
    const foreign = { origin: "https://evil.example.com" };
    expect((await revoke({ all: true }, foreign)).status).toBe(403);
    expect((await allow({ entries: ["1.2.3.4"] }, foreign)).status).toBe(403);
    expect(await tryToken(access_token)).toBe("works");
  });

  it("takes POST only, and nothing while the sandbox is off", async () => {
    for (const { GET } of [revokeRoute, allowRoute]) {
      expect((await GET(new Request("http://localhost:3000/x"), undefined)).status).toBe(405);
    }
    const restore = changeSettings({ WECHAT_SANDBOX: "0" });
    const answers = await Promise.all(
      [revokeRoute, allowRoute].flatMap((route) => [
        route.GET(new Request("http://localhost:3000/x"), undefined),
        route.POST(post({ all: true }), undefined),
        route.DELETE(new Request("http://localhost:3000/x"), undefined),
      ]),
    );
    restore();
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 404));
  });
});
