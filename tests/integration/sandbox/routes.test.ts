import { beforeEach, describe, expect, it, vi } from "vitest";
import * as hostRoute from "@/app/sandbox/[host]/[...path]/route";
import * as callRoute from "@/app/sandbox/api/calls/[id]/route";
import * as callsRoute from "@/app/sandbox/api/calls/route";
import * as clockRoute from "@/app/sandbox/api/clock/route";
import { POST as code } from "@/app/sandbox/api/code/route";
import * as faultsRoute from "@/app/sandbox/api/faults/route";
import { POST as holder } from "@/app/sandbox/api/holder/route";
import * as merchantRoute from "@/app/sandbox/api/merchant/route";
import * as messagesRoute from "@/app/sandbox/api/messages/route";
import { POST as person } from "@/app/sandbox/api/people/[id]/route";
import { POST as scan } from "@/app/sandbox/api/scan/route";
import * as stateRoute from "@/app/sandbox/api/state/route";
import * as phoneRoute from "@/app/sandbox/phone/[[...path]]/route";
import * as settingsRoute from "@/app/sandbox/settings/route";
import { db } from "@/lib/db";
import { faultNames } from "@/lib/sandbox/faults";
import { stopWorker } from "@/lib/sandbox/worker";
import { changeSettings } from "../../support/settings";
import { freshSandbox, lastCall, mp, placeOrder, plainToken } from "./support";

// Outside of a server nothing comes after an answer.
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const { GET: host } = hostRoute;
const { GET: call } = callRoute;
const { GET: calls } = callsRoute;
const { POST: clock } = clockRoute;
const { POST: faults } = faultsRoute;
const { GET: state } = stateRoute;
const { GET: settings } = settingsRoute;

beforeEach(async () => {
  await freshSandbox();
  return stopWorker;
});

const at = (path: string) => `http://localhost:3000/sandbox/${path}`;
const get = (path: string, headers: Record<string, string> = {}) => new Request(at(path), { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(at(path), {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers,
  });
const nothing = { params: Promise.resolve({ id: "1", host: "api.weixin.qq.com", path: ["sns", "auth"] }) };
const withId = (id: string) => ({ params: Promise.resolve({ id }) });

it("leaves no trace while it is off, whatever the method, and none in a cache", async () => {
  const restore = changeSettings({ WECHAT_SANDBOX: "0" });
  const routes = [
    hostRoute,
    stateRoute,
    callsRoute,
    callRoute,
    settingsRoute,
    phoneRoute,
    clockRoute,
    faultsRoute,
    merchantRoute,
    messagesRoute,
  ];
  const answers = await Promise.all(
    routes.flatMap((route) => [
      route.GET(get("x"), nothing),
      route.HEAD(get("x"), nothing),
      route.OPTIONS(get("x"), nothing),
      route.POST(post("x", {}), nothing),
      route.DELETE(get("x"), nothing),
    ]),
  );
  restore();
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 404));
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(answers.map(() => ""));
  const caching = answers.map(({ headers }) => headers.get("cache-control"));
  expect(caching).toEqual(answers.map(() => "no-store"));
});

it("takes only the methods that an address has", async () => {
  expect((await clockRoute.GET(get("api/clock"), nothing)).status).toBe(405);
  expect((await stateRoute.POST(post("api/state", {}), nothing)).status).toBe(405);
});

describe("the console", () => {
  it("gets everything at once", async () => {
    await placeOrder();
    const answer = await (await state(get("api/state", { cookie: "sandbox_phone=chen" }), nothing)).json();
    expect(answer).toMatchObject({
      holder: "chen",
      clock: { offsetMs: 0 },
      people: [{ id: "lin", follows: true }, { id: "chen" }, { id: "guest" }, { id: "owner" }],
      waiting: [],
      orders: [{ outTradeNo: "T20260101000001", api: "v2", tradeState: "NOTPAY", notices: [], refunds: [] }],
      payouts: [],
    });
    expect(answer.faults).toHaveLength(faultNames.length);
    expect(answer.lastCallId).toBeGreaterThan(0);
  });

  it("sets the merchant's balance, and takes no nonsense for one", async () => {
    const set = async (body: unknown) => merchantRoute.POST(post("api/merchant", body), nothing);
    expect(await (await set({ balance: 1234 })).json()).toEqual({ ok: true, balance: 1234 });
    for (const balance of [-1, 1.5, "7", null, 100_000_000_001]) {
      expect((await set({ balance })).status, String(balance)).toBe(400);
    }
    const now = await (await state(get("api/state"), nothing)).json();
    expect(now.balance).toBe(1234);
  });

  it("reads the ledger: what is new, and one entry with everything", async () => {
    await placeOrder();
    const [first] = await (await calls(get("api/calls"), nothing)).json();
    expect(first).toMatchObject({ direction: "in", ok: true, hasWhy: true });
    const one = await (await call(get(`api/calls/${first.id}`), withId(String(first.id)))).json();
    expect(one.request).toContain("<xml>");
    expect(one.why.signature.ok).toBe(true);
    expect(await (await calls(get(`api/calls?after=${first.id}`), nothing)).json()).toEqual([]);
    expect((await call(get("api/calls/x"), withId("x"))).status).toBe(404);
  });

  it("hands the phone over, changes people, moves the clock, arms faults", async () => {
    const handed = await holder(post("api/holder", { personId: "chen" }), nothing);
    expect(handed.headers.get("set-cookie")).toContain("sandbox_phone=chen; Path=/");
    expect((await holder(post("api/holder", { personId: "nobody" }), nothing)).status).toBe(404);
    const changed = await person(post("api/people/chen", { follows: true, wallet: 5 }), withId("chen"));
    expect(await changed.json()).toMatchObject({ person: { follows: true, wallet: 5 } });
    const moved = await clock(post("api/clock", { advanceSeconds: 15 }), nothing);
    expect(await moved.json()).toMatchObject({ clock: { offsetMs: 15_000 } });
    const armed = await (await faults(post("api/faults", { name: "pay_fails", on: true }), nothing)).json();
    expect(armed.faults).toContainEqual(
      expect.objectContaining({ name: "pay_fails", on: true, sticky: false }),
    );
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ["no JSON", "{", {}, 400],
    ["another shape", { advanceSeconds: "15" }, {}, 400],
    ["a step back", { advanceSeconds: -1 }, {}, 400],
    ["another site", { reset: true }, { origin: "https://evil.example.com" }, 403],
    ["another site's frame", { reset: true }, { "sec-fetch-site": "cross-site" }, 403],
    ["a huge body", " ".repeat(70_000), {}, 413],
  ])("is refused with %s", async (_name, body, headers, status) => {
    const answer = await clock(post("api/clock", body, headers), nothing);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toHaveProperty("message");
  });

  it("reads no more of a body than it takes", async () => {
    let given = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1;
        // Ends all the same, so that reading it as a whole is a failure and no standstill.
        if (given > 100) controller.close();
        else controller.enqueue(new Uint8Array(16 * 1024).fill(32));
      },
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    expect((await clock(new Request(at("api/clock"), init), nothing)).status).toBe(413);
    expect(given).toBeLessThan(10);
  });

  it("scans, and gets a native app's code", async () => {
    const opened = await scan(post("api/scan", { text: "http://localhost:3000/cart" }), nothing);
    expect(await opened.json()).toMatchObject({ open: "http://localhost:3000/cart" });
    expect((await scan(post("api/scan", { text: "x" }), nothing)).status).toBe(422);
    expect(await (await code(post("api/code", {}), nothing)).json()).toMatchObject({
      code: expect.stringMatching(/^\w{32}$/),
    });
  });
});

describe("WeChat's hosts", () => {
  const ask = (name: string, path: string, query = "") =>
    host(get(`${name}/${path}${query}`), { params: Promise.resolve({ host: name, path: path.split("/") }) });

  it("answer at their own paths", async () => {
    const answer = await ask("api.weixin.qq.com", "sns/oauth2/access_token", `?appid=${mp.appid}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(await answer.json()).toMatchObject({ errcode: 41004 });
    const picture = await ask("thirdwx.qlogo.cn", "mmopen/vi_32/lin/132");
    expect(picture.headers.get("content-type")).toBe("image/svg+xml");
  });

  it("have no other addresses", async () => {
    expect((await ask("api.weixin.qq.com", "sns/unknown")).status).toBe(404);
    expect((await ask("api.mch.weixin.qq.com", "pay/constructor")).status).toBe(404);
    expect((await ask("thirdwx.qlogo.cn", "mmopen/vi_32/nobody/132")).status).toBe(404);
    expect((await ask("example.com", "x")).status).toBe(404);
  });
});

describe("WeChat's interfaces, called by a page of another site", () => {
  const call = (name: string, path: string, headers: Record<string, string>) =>
    host(get(`${name}/${path}?grant_type=client_credential&appid=${mp.appid}&secret=${mp.secret}`, headers), {
      params: Promise.resolve({ host: name, path: path.split("/") }),
    });

  it.each([
    ["api.weixin.qq.com", "cgi-bin/token", "cross-site"],
    ["api.weixin.qq.com", "sns/oauth2/access_token", "cross-site"],
    ["api.weixin.qq.com", "cgi-bin/token", "same-site"],
    ["api.mch.weixin.qq.com", "pay/unifiedorder", "cross-site"],
    ["api2.mch.weixin.qq.com", "pay/unifiedorder", "cross-site"],
  ])("%s/%s refuses, says why, and does nothing", async (name, path, site) => {
    const { access_token } = await plainToken();
    const answer = await call(name, path, { "sec-fetch-site": site });
    expect(answer.status).toBe(403);
    const { message } = await answer.json();
    expect(message).toContain("服务器");
    const { why, ...entry } = await lastCall();
    expect(entry).toMatchObject({ ok: false, httpStatus: 403, address: `https://${name}/${path}` });
    expect(why).toMatchObject({ field: "Sec-Fetch-Site", given: site });
    const tokens = await db().sandboxToken.findMany();
    expect(tokens.map(({ token }) => token)).toEqual([access_token]);
  });

  it.each<Record<string, string>>([{}, { "sec-fetch-site": "none" }, { "sec-fetch-site": "same-origin" }])(
    "answer servers, and whoever types the address: %j",
    async (headers) => {
      const answer = await call("api.weixin.qq.com", "cgi-bin/token", headers);
      expect(await answer.json()).toMatchObject({ expires_in: 7200 });
    },
  );

  it("answer with what pages are made for: pictures and scripts", async () => {
    const headers = { "sec-fetch-site": "cross-site" };
    expect((await call("thirdwx.qlogo.cn", "mmopen/vi_32/lin/132", headers)).status).toBe(200);
    expect((await call("res.wx.qq.com", "open/js/jweixin-1.6.0.js", headers)).status).toBe(200);
  });
});

it("gives the settings of any program, as lines of an .env file", async () => {
  const answer = await settings(get("settings"), nothing);
  const text = await answer.text();
  expect(text).toContain("WXPAY_KEY=");
  for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^(#|[A-Z0-9_]+=(\S+|"[^"]+")$)/);
  // The addresses that it names are there.
  const named = [...text.matchAll(/(GET|POST)\s+http:\/\/localhost:3000\/sandbox\/([^/]+)\/([^?\s]+)/g)];
  expect(named).toHaveLength(3);
  for (const [, method = "", name = "", path = ""] of named) {
    const request = new Request("http://localhost:3000/x", { method });
    const found = await host(request, { params: Promise.resolve({ host: name, path: path.split("/") }) });
    // WeChat Pay v3 refuses who does not sign; its answer comes from the address all the same.
    if (name === "api.mch.weixin.qq.com") expect(await found.json()).toHaveProperty("code");
    else expect(found.status).toBe(200);
  }
});
