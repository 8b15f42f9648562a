import { describe, expect, it } from "vitest";
import { createWxclient, WechatApiError, WechatError } from "@/lib/wechat";
import { rejection } from "./support";
import { appid, many, secret, settled, setup, watched } from "./wxclient-support";

const tokenKey = `wxclient:access_token:${appid}`;

/** Everything that a log might print of an error. */
function printed(error: unknown): string {
  if (!(error instanceof WechatError)) throw error;
  return `${error.stack} ${JSON.stringify({ ...error })} ${String(error.cause)}`;
}

describe("an access token, bad answers", () => {
  it.each([
    [
      "HTML",
      () => "<html>login to this wifi</html>",
      { kind: "malformed", code: "JSON", outcome: "unknown" },
    ],
    ["HTTP 500", () => new Response("oops", { status: 500 }), { kind: "http", retryable: true }],
    ["HTTP 302", () => new Response(null, { status: 302 }), { kind: "http" }],
    [
      "200 with an errcode",
      () => ({ errcode: 40013, errmsg: "invalid appid" }),
      { errcode: 40013, kind: "api" },
    ],
    ["an errcode without a text", () => ({ errcode: "40013", errmsg: null }), { errcode: 40013, errmsg: "" }],
    ["no token", () => ({ expires_in: 7200 }), { kind: "malformed", code: "ANSWER" }],
    ["an empty token", () => ({ access_token: "", expires_in: 7200 }), { kind: "malformed", code: "ANSWER" }],
    ["a list", () => [], { kind: "malformed" }],
  ])("%s is an error", async (_, answer, expected) => {
    const { start, account } = setup();
    account.intercept = answer;
    expect(await rejection(start().accessToken())).toMatchObject(expected);
  });

  it("gives up after the transport's time", async () => {
    const { start, transport } = setup();
    const silent: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const client = start({ transport: { ...transport, timeoutMs: 5, fetch: silent } });
    expect(await rejection(client.accessToken())).toMatchObject({ kind: "timeout", retryable: true });
  });

  it("never tells the secret, not even when WeChat or a proxy repeats it", async () => {
    for (const tokenApi of ["stable_token", "token"] as const) {
      for (const answer of [
        { errcode: 40125, errmsg: `invalid appsecret ${secret}, rid: 1` },
        new Response(`<p>secret=${secret} {"secret": "${secret}"}</p>`, { status: 502 }),
        `not JSON: secret=${secret}`,
      ]) {
        const { start, account, store } = setup({ tokenApi });
        account.intercept = () => (answer instanceof Response ? answer.clone() : answer);
        expect(printed(await rejection(start().accessToken()))).not.toContain(secret);
        expect(printed(await rejection(start().accessToken()))).not.toContain(secret);
        expect(await store.get(tokenKey)).not.toContain(secret);
      }
    }
  });

  it("needs an appid and a secret", () => {
    const { store, transport } = setup();
    for (const app of [
      { appid: "", secret },
      { appid, secret: "" },
    ])
      expect(() => createWxclient({ app, store, transport })).toThrow(
        expect.objectContaining({ kind: "config" }),
      );
  });
});

describe("an access token", () => {
  it("comes from stable_token, in the body of a POST and in normal mode", async () => {
    const { start, calls } = setup();
    expect(await start().accessToken()).toBe("TOKEN-1");
    expect(calls).toEqual([
      {
        url: "https://api.weixin.qq.com/cgi-bin/stable_token",
        method: "POST",
        body: JSON.stringify({ grant_type: "client_credential", appid, secret, force_refresh: false }),
      },
    ]);
  });

  it("comes from token, when that is configured", async () => {
    const { start, calls } = setup({ tokenApi: "token" });
    expect(await start().accessToken()).toBe("TOKEN-1");
    const url = `https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
    expect(calls).toEqual([{ url, method: "GET", body: "" }]);
  });

  it("is not another account's", async () => {
    const { start } = setup();
    expect(await start().accessToken()).toBe("TOKEN-1");
    expect(await start({ app: { appid: "wxffffffffffffffff", secret } }).accessToken()).toBe("TOKEN-1");
    expect(await start({ app: { appid: "wxffffffffffffffff", secret } }).jsapiTicket()).toBe("TICKET-1");
    expect(await start().jsapiTicket()).toBe("TICKET-2");
  });

  it("may have 512 characters and live shorter or longer than usual", async () => {
    const { start, account } = setup();
    account.intercept = () => ({ access_token: "x".repeat(512), expires_in: "7200" });
    expect(await start().accessToken()).toHaveLength(512);
  });

  it.each([[undefined], [null], [0], [-5], ["soon"], [1e12]])(
    "lives two hours when WeChat says %j seconds",
    async (expires_in) => {
      const { start, account, clock, count } = setup();
      account.intercept = () => ({ access_token: "x", expires_in });
      await start().accessToken();
      clock.advance(7200 - 281);
      await start().accessToken();
      await settled();
      expect(count("stable_token")).toBe(1);
      clock.advance(2);
      await start().accessToken();
      await settled();
      expect(count("stable_token")).toBe(2);
    },
  );
});

describe("the copy in memory", () => {
  it("spares the store and WeChat for 5 seconds, then the store is asked", async () => {
    const { store: inner, start, clock, calls } = setup();
    const { store, control } = watched(inner);
    const client = start({ store });
    await client.accessToken();
    const before = control.count;
    clock.advance(4.999);
    await many(50, () => client.accessToken());
    expect(control.count).toBe(before);
    clock.advance(0.001);
    await many(50, () => client.accessToken());
    expect(control.count).toBe(before + 1);
    expect(calls).toHaveLength(1);
  });

  it("is not used past the moment of renewal", async () => {
    const { start, clock, count, account } = setup();
    account.lifetime = 7200;
    const client = start();
    await client.accessToken();
    clock.advance(7200 - 281);
    await client.accessToken();
    clock.advance(2);
    expect(await client.accessToken()).toBe("TOKEN-1");
    await settled();
    expect(count("stable_token")).toBe(2);
    expect(await client.accessToken()).toBe("TOKEN-2");
  });
});

describe("a failure without an earlier token", () => {
  it("is one call for 100 requests of several processes, each told the same", async () => {
    const { start, account, count } = setup();
    account.intercept = () => ({ errcode: 40125, errmsg: "invalid appsecret, rid: 6" });
    const processes = [start(), start(), start(), start()];
    const failures = await many(100, async (i) =>
      rejection(processes[i % 4]?.accessToken() ?? Promise.resolve()),
    );
    expect(count("stable_token")).toBe(1);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(WechatApiError);
      expect(failure).toMatchObject({
        errcode: 40125,
        errmsg: "invalid appsecret, rid: 6",
        retryable: false,
      });
      expect(failure).toMatchObject({
        hint: expect.stringMatching(/secret/),
        hintZh: expect.stringMatching(/重置/),
      });
    }
  });

  it.each([
    [{ errcode: 40125, errmsg: "" }, 10],
    [{ errcode: -1, errmsg: "system error" }, 2],
    [new Response("", { status: 502 }), 2],
    ["<html>", 10],
  ])("%j is remembered for %i seconds, in every process", async (answer, seconds) => {
    const { start, account, clock, count } = setup();
    account.intercept = () => (answer instanceof Response ? answer.clone() : answer);
    const [one, two] = [start(), start()];
    const first = await rejection(one.accessToken());
    clock.advance(seconds - 0.1);
    const second = await rejection(two.accessToken());
    expect(count("stable_token")).toBe(1);
    expect({ ...(second as object), detail: 0 }).toEqual({ ...(first as object), detail: 0 });
    expect((second as Error).message).toBe((first as Error).message);
    clock.advance(0.1);
    account.intercept = () => undefined;
    expect(await two.accessToken()).toBe("TOKEN-1");
  });

  it("that is a bug of ours is not passed on to other processes", async () => {
    const { start, transport, store, count } = setup();
    const impossible = start({ transport: { ...transport, timeoutMs: -1 } });
    await expect(impossible.accessToken()).rejects.toBeInstanceOf(RangeError);
    expect(await store.get(tokenKey)).not.toContain("failure");
    expect(await start().accessToken()).toBe("TOKEN-1");
    expect(count("stable_token")).toBe(1);
  });
});

describe("the ticket", () => {
  it("is fetched once for many, with the token", async () => {
    const { start, paths, calls } = setup();
    const processes = [start(), start()];
    const tickets = await many(20, async (i) => processes[i % 2]?.jsapiTicket());
    expect(new Set(tickets)).toEqual(new Set(["TICKET-1"]));
    expect(paths()).toEqual(["stable_token", "ticket/getticket"]);
    expect(calls[1]?.url).toContain("?type=jsapi&access_token=TOKEN-1");
  });

  it("is renewed ahead of its end without waiting", async () => {
    const { start, clock, count } = setup();
    const client = start();
    await client.jsapiTicket();
    clock.advance(7200 - 279);
    expect(await client.jsapiTicket()).toBe("TICKET-1");
    await settled();
    expect(await client.jsapiTicket()).toBe("TICKET-2");
    expect(count("ticket/getticket")).toBe(2);
  });

  it.each([[{ errcode: 0, errmsg: "ok" }], [{ errcode: 45009, errmsg: "limit" }]])(
    "%j is an error of its own, which leaves the token alone",
    async (answer) => {
      const { start, account, count } = setup();
      account.intercept = ({ url }) => (url.includes("getticket") ? answer : undefined);
      const client = start();
      for (const failure of await many(10, () => rejection(client.jsapiTicket())))
        expect(failure).toBeInstanceOf(WechatError);
      await rejection(start().jsapiTicket());
      expect(count("ticket/getticket")).toBe(1);
      expect(await client.accessToken()).toBe("TOKEN-1");
    },
  );
});
