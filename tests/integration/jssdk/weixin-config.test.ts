import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { store } from "@/lib/store";
import { watchLog } from "@/tests/support/log";
import { changeSettings } from "@/tests/support/settings";
import { calls, freshWorld, interceptWechat } from "@/tests/support/world";
import { askConfig, configOf, fromPage, json, origin, otherMethods, saidBy, verdict } from "./support";

beforeEach(() => freshWorld());
afterEach(() => {
  vi.restoreAllMocks();
  changeSettings({ NODE_ENV: "test", WXAUTH_MP_APPID: undefined });
});

const upstream = () => [...calls.keys()].filter((path) => path.includes("api.weixin.qq.com"));

describe("a page of ours", () => {
  it.each(["/", "/products/opal?from=singlemessage&isappinstalled=0", "/%E6%9C%88?q=a+b&c=%2F"])(
    "at %s is signed by its Referer, and WeChat grants it",
    async (path) => {
      const answer = await askConfig("", fromPage(path));
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        vary: expect.stringMatching(/Referer/),
      });
      const config = configOf(await answer.text(), `${origin}${path}#top`);
      expect(config?.debug).toBe(false);
      expect(config?.jsApiList).toContain("chooseWXPay");
      expect(await verdict(config, origin + path)).toBe("config:ok");
      expect(await verdict(config, `${origin}/elsewhere`)).toBe("config:invalid signature");
    },
  );

  it("is signed by the name that it gives, as it gives it, whatever the Referer says", async () => {
    const page = `${origin}/cart?a=1&b=%E6%9C%88+c`;
    const query = `?debug=true&url=${encodeURIComponent(`${page}#top`)}`;
    const answer = await askConfig(query, { ...fromPage("/"), ...json });
    const body = await answer.json();
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(body).toMatchObject({
      ok: true,
      url: page,
      config: { debug: true, appId: sandboxAccounts.mp.appid },
      scripts: [
        `${origin}/sandbox/res.wx.qq.com/open/js/jweixin-1.6.0.js`,
        `${origin}/sandbox/res2.wx.qq.com/open/js/jweixin-1.6.0.js`,
      ],
    });
    expect(await verdict(body.config, page)).toBe("config:ok");
  });

  it.each(["", "?debug=1", "?debug=TRUE", "?debug"])("%j is not debug", async (query) => {
    const config = configOf(await (await askConfig(query, fromPage("/"))).text(), `${origin}/`);
    expect(config?.debug).toBe(false);
  });

  it("is signed anew each time, with one token and one ticket, and from memory", async () => {
    const first = await (await askConfig("", { ...fromPage("/"), ...json })).json();
    expect(upstream()).toHaveLength(2);
    const asked = [...calls.values()].reduce((sum, count) => sum + count, 0);
    const reads = (["get", "put", "take", "compareAndSet"] as const).map((name) => vi.spyOn(store(), name));
    const again = await Promise.all(
      Array.from({ length: 20 }, async () => (await askConfig("", { ...fromPage("/"), ...json })).json()),
    );
    expect([...calls.values()].reduce((sum, count) => sum + count, 0)).toBe(asked);
    for (const read of reads) expect(read).not.toHaveBeenCalled();
    const nonces = [first, ...again].map(({ config }) => config.nonceStr);
    expect(new Set(nonces).size).toBe(nonces.length);
  });
});

type Bad = [string, number, string];

describe("a Referer that names no page of ours: nothing is signed, nobody is asked", () => {
  it.each<[Record<string, string>, number, string]>([
    [{}, 400, "PAGE_MISSING"],
    [{ referer: "" }, 400, "PAGE_MISSING"],
    [{ referer: "null" }, 400, "PAGE_MALFORMED"],
    [{ referer: "about:client" }, 400, "PAGE_MALFORMED"],
    [{ referer: "about:blank" }, 400, "PAGE_MALFORMED"],
    [{ referer: origin }, 400, "PAGE_MALFORMED"],
    [{ referer: "garbage" }, 400, "PAGE_MALFORMED"],
    [{ referer: "http://user@localhost:3000/" }, 400, "PAGE_MALFORMED"],
    [{ referer: "javascript:alert(1)" }, 400, "PAGE_MALFORMED"],
    [{ referer: `${origin}/${"a".repeat(5000)}` }, 400, "PAGE_TOO_LONG"],
    [{ referer: "https://evil.example/" }, 403, "PAGE_FOREIGN"],
    [{ referer: "https://null/" }, 403, "PAGE_FOREIGN"],
    [{ referer: "http://localhost:3001/" }, 403, "PAGE_FOREIGN"],
    [{ referer: "https://localhost:3000/" }, 403, "PAGE_FOREIGN"],
    [{ referer: "http://localhost.evil.example:3000/" }, 403, "PAGE_FOREIGN"],
    [{ "sec-fetch-site": "cross-site" }, 403, "PAGE_FOREIGN"],
    [{ referer: `${origin}/`, "sec-fetch-site": "cross-site" }, 403, "PAGE_FOREIGN"],
    [{ referer: `${origin}/`, "sec-fetch-site": "same-site" }, 403, "PAGE_FOREIGN"],
  ])("%j", async (headers, status, code) => {
    const script = await askConfig("", headers);
    const text = await script.text();
    expect(script.status).toBe(status);
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(text).toMatch(new RegExp(`^// ${status} ${code}\n// /weixin-config\\.js: `));
    expect(saidBy(text)).toMatch(/^\/weixin-config\.js: .*\n.*\n.*[\u4e00-\u9fff]/);

    const answer = await askConfig("", { ...headers, ...json });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({
      ok: false,
      code,
      message: expect.any(String),
      hint: expect.any(String),
      hintZh: expect.stringMatching(/[\u4e00-\u9fff]/),
    });
    expect(calls.size).toBe(0);
  });

  it("the origin alone is the front page, which is all that the server can know", async () => {
    const text = await (await askConfig("", fromPage("/"))).text();
    expect(configOf(text, `${origin}/`)).not.toBeNull();
    // Another page, whose policy tells no more: the script asks once more, by name.
    expect(configOf(text, `${origin}/cart`)).toBeNull();
  });
});

describe("a url that is none of ours: nothing is signed, nobody is asked", () => {
  const encoded = (url: string) => `?url=${encodeURIComponent(url)}`;
  it.each<Bad>([
    ["?url=", 400, "PAGE_MISSING"],
    ["?url=%2Fcart", 400, "PAGE_MALFORMED"],
    [encoded("null"), 400, "PAGE_MALFORMED"],
    [encoded("javascript:alert(1)"), 400, "PAGE_MALFORMED"],
    [encoded(`${origin}/a b`), 400, "PAGE_MALFORMED"],
    [encoded(`${origin}/a\nb`), 400, "PAGE_MALFORMED"],
    [encoded(`${origin}/\u2028`).replace("%E2%80%A8", "%00"), 400, "PAGE_MALFORMED"],
    [encoded(encodeURIComponent(`${origin}/`)), 400, "PAGE_MALFORMED"],
    [encoded(`${origin}/${"a".repeat(4096)}`), 400, "PAGE_TOO_LONG"],
    [encoded("https://evil.example/"), 403, "PAGE_FOREIGN"],
    [encoded("http://localhost:3000@evil.example/"), 403, "PAGE_FOREIGN"],
    // Not encoded: what follows the & is lost on the way, and the signature would be another page's.
    [`?url=${origin}/cart?a=1&b=2`, 400, "PAGE_CUT"],
    [`?debug=true&url=${origin}/cart?a=1&b=2`, 400, "PAGE_CUT"],
  ])("%s", async (query, status, code) => {
    const answer = await askConfig(query, { ...fromPage("/"), ...json });
    expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
    expect(calls.size).toBe(0);
  });

  it("nor from another site's page, though it names one of ours", async () => {
    const answer = await askConfig(encoded(`${origin}/cart`), { referer: "https://evil.example/" });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(calls.size).toBe(0);
  });
});

describe("the host that a request came to", () => {
  const phone = { host: "192.168.1.7:3000", referer: "http://192.168.1.7:3000/cart" };

  it("counts in development: a phone opens the developer's machine by its address", async () => {
    expect((await askConfig("", phone)).status).toBe(200);
    expect((await askConfig("", { ...phone, host: "192.168.1.8:3000" })).status).toBe(403);
  });

  it("proves nothing in production", async () => {
    changeSettings({ NODE_ENV: "production" });
    expect((await askConfig("", phone)).status).toBe(403);
    expect((await askConfig("", fromPage("/cart"))).status).toBe(200);
    expect(upstream()).toHaveLength(2);
  });
});

it("is a clear 404 without an official account, in the caller's format", async () => {
  changeSettings({ WECHAT_SANDBOX: "0" });
  const script = await askConfig("", fromPage("/"));
  expect(script.status).toBe(404);
  expect(saidBy(await script.text())).toMatch(/WXAUTH_MP_APPID and WXAUTH_MP_SECRET/);
  const answer = await askConfig("", { ...fromPage("/"), ...json });
  expect([answer.status, await answer.json()]).toMatchObject([404, { ok: false, code: "FEATURE_OFF" }]);
  changeSettings({ WECHAT_SANDBOX: "1" });
});

it("is read, and nothing else", async () => {
  for (const [what, answer] of otherMethods(json)) {
    expect([what, answer.status, answer.headers.get("allow")]).toEqual([what, 405, "GET, HEAD, OPTIONS"]);
    expect(await answer.json()).toMatchObject({ ok: false, code: "METHOD" });
  }
});

const timeout = () => Promise.reject(new DOMException("The operation timed out", "TimeoutError"));
const faults: [string, () => Promise<Response>, string][] = [
  ["is slow", timeout, "TIMEOUT"],
  ["is down", () => Promise.reject(new TypeError("fetch failed")), "NETWORK"],
  ["answers 502", async () => new Response("bad gateway", { status: 502 }), "HTTP_502"],
  ["answers HTML", async () => new Response("<html><script>alert(1)</script></html>"), "JSON"],
  ["answers nothing", async () => new Response(""), "JSON"],
  ["answers neither value nor error", async () => Response.json({}), "ANSWER"],
  [
    "does not know this machine",
    async () =>
      Response.json({
        errcode: 40164,
        errmsg: "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1",
      }),
    "40164",
  ],
  [
    "does not know the secret",
    async () => Response.json({ errcode: 40125, errmsg: "invalid appsecret" }),
    "40125",
  ],
  ["is busy", async () => Response.json({ errcode: -1, errmsg: "system error" }), "-1"],
];

describe.each([
  ["token", "/cgi-bin/stable_token"],
  ["ticket", "/cgi-bin/ticket/getticket"],
])("while WeChat, asked for a %s,", (_, path) => {
  const strike = (fault: () => Promise<Response>) =>
    interceptWechat(async (request) => (new URL(request.url).pathname.endsWith(path) ? fault() : null));

  it.each(faults)(
    "%s: 503 with advice, and no secret; afterwards all is well",
    async (_what, fault, code) => {
      const log = watchLog();
      strike(fault);
      const script = await askConfig("", fromPage("/cart"));
      const text = await script.text();
      expect(script.status).toBe(503);
      expect(script.headers.get("cache-control")).toBe("no-store");
      expect(text).toContain(`// 503 ${code}\n`);
      expect(saidBy(text)).toContain("nothing was signed");

      const answer = await askConfig("", { ...fromPage("/cart"), ...json });
      const body = await answer.json();
      expect([answer.status, body]).toMatchObject([503, { ok: false, code }]);
      expect(body.hint.length * body.hintZh.length).toBeGreaterThan(0);
      expect(log.lines("jssdk.failed").length).toBeGreaterThan(0);
      for (const told of [text, JSON.stringify(body), log.text()]) {
        expect(told).not.toContain(sandboxAccounts.mp.secret);
        expect(told).not.toMatch(/access_token=(?!…)[\w-]{10}/);
      }

      interceptWechat(async () => null);
      setClockOffset(60_000);
      expect((await askConfig("", fromPage("/cart"))).status).toBe(200);
    },
  );
});

it("keeps the account's troubles and the server's address from a real shop's visitors", async () => {
  const log = watchLog();
  const undo = changeSettings({ NODE_ENV: "production" });
  const errmsg = "invalid ip 203.0.113.77 ipv6 ::ffff:203.0.113.77, not in whitelist";
  interceptWechat(async () => Response.json({ errcode: 40164, errmsg }));
  const answer = await askConfig("", { ...fromPage("/"), ...json });
  const text = await answer.text();
  undo();
  expect([answer.status, JSON.parse(text)]).toMatchObject([503, { code: "UNAVAILABLE" }]);
  expect(text).not.toMatch(/203\.0|40164/);
  expect(log.text()).toContain("203.0.113.77");
});

it("goes on signing from memory while WeChat and the database are away", async () => {
  const log = watchLog();
  expect((await askConfig("", fromPage("/"))).status).toBe(200);
  interceptWechat(timeout);
  const away = () => Promise.reject(new Error("the database is gone"));
  for (const name of ["get", "put", "take", "compareAndSet"] as const)
    vi.spyOn(store(), name).mockImplementation(away);
  expect((await askConfig("", fromPage("/"))).status).toBe(200);
  setClockOffset(30_000);
  expect((await askConfig("", fromPage("/"))).status).toBe(200);
  expect(log.lines("jssdk.failed")).toEqual([]);
});

it("says that it cannot sign while a database is gone that was never there", async () => {
  const log = watchLog();
  vi.spyOn(store(), "get").mockRejectedValue(
    new Error("the database is gone: postgresql://user:secret@host"),
  );
  const answer = await askConfig("", { ...fromPage("/"), ...json });
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: "UNAVAILABLE" }]);
  expect(log.lines("jssdk.failed")).toHaveLength(1);
});
