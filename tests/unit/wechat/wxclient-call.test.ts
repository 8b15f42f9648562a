import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WechatApiError, WechatError } from "@/lib/wechat";
import { rejection } from "./support";
import { appid, gate, many, secret, settled, setup, watched } from "./wxclient-support";

const ticketKey = `wxclient:jsapi_ticket:${appid}`;
const calledWith = (url: string) => new URL(url).searchParams.get("access_token");

describe("get and post", () => {
  it.each(["", "/", "cgi-bin/x", "/x?access_token=mine", "/x#y", "https://evil.example/x", "/ x"])(
    "refuse the path %j before anything is sent",
    async (path) => {
      const { start, calls } = setup();
      expect(await rejection(start().get(path))).toMatchObject({ kind: "config", code: "PATH" });
      expect(await rejection(start().post(path, {}))).toMatchObject({ kind: "config", code: "PATH" });
      expect(calls).toEqual([]);
    },
  );

  it("carry the token and what was given, and return the answer as it is", async () => {
    const { start, account, calls } = setup();
    account.intercept = ({ url }) =>
      url.includes("/x") ? '{"errcode":0,"msgid":3717005636572528642,"n":7}' : undefined;
    const client = start();
    const query = { q: "中 &", left: undefined, access_token: "another" };
    expect(await client.get("/cgi-bin/x", query)).toEqual({ errcode: 0, msgid: "3717005636572528642", n: 7 });
    expect(await client.post("/cgi-bin/x", { name: "宝石" })).toMatchObject({ msgid: "3717005636572528642" });
    expect(calls.slice(1)).toEqual([
      {
        method: "GET",
        url: "https://api.weixin.qq.com/cgi-bin/x?q=%E4%B8%AD%20%26&access_token=TOKEN-1",
        body: "",
      },
      {
        method: "POST",
        url: "https://api.weixin.qq.com/cgi-bin/x?access_token=TOKEN-1",
        body: '{"name":"宝石"}',
      },
    ]);
  });

  it.each([
    [
      { errcode: 48001, errmsg: "api unauthorized" },
      { errcode: 48001, retryable: false },
    ],
    [
      { errcode: 45011, errmsg: "minute" },
      { errcode: 45011, retryable: true },
    ],
    [
      { errcode: -1, errmsg: "system error" },
      { errcode: -1, outcome: "unknown", retryable: true },
    ],
    [new Response("<html>", { status: 500 }), { code: "HTTP_500", outcome: "unknown" }],
    ["<html>", { kind: "malformed", outcome: "unknown" }],
  ])("take %j as an error, without another try", async (answer, expected) => {
    const { start, account, paths } = setup();
    account.intercept = ({ url }) => (url.includes("/x") ? answer : undefined);
    expect(await rejection(start().post("/x", {}))).toMatchObject(expected);
    expect(paths()).toEqual(["stable_token", "/x"]);
  });

  it("never put the token into an error", async () => {
    const { start, account } = setup();
    account.intercept = ({ url }) =>
      url.includes("/x") ? { errcode: 47001, errmsg: `bad access_token TOKEN-1 at ${url}` } : undefined;
    const error = await rejection(start().get("/x"));
    if (!(error instanceof WechatApiError)) throw error;
    expect(`${error.stack} ${JSON.stringify({ ...error })}`).not.toContain("TOKEN-1");
    expect(error.errmsg).toBe("bad access_token … at https://api.weixin.qq.com/x?access_token=…");
  });
});

describe.each([40001, 40014, 42001])("errcode %i", (errcode) => {
  it("renews the token once and repeats the call", async () => {
    const { start, account, paths, calls } = setup();
    const client = start();
    await client.accessToken();
    account.force();
    account.intercept = ({ url }) =>
      url.includes("TOKEN-1") ? { errcode, errmsg: "not latest" } : undefined;
    expect(await client.post("/x", { a: 1 })).toMatchObject({ errcode: 0 });
    expect(paths()).toEqual(["stable_token", "/x", "stable_token", "/x"]);
    expect(calls[3]?.body).toBe('{"a":1}');
  });

  it("a second time is thrown", async () => {
    const { start, account, paths, forced } = setup();
    account.intercept = ({ url }) => (url.includes("/x") ? { errcode, errmsg: "not latest" } : undefined);
    expect(await rejection(start().get("/x"))).toMatchObject({ errcode, errmsg: "not latest" });
    expect(paths()).toEqual(["stable_token", "/x", "stable_token", "stable_token", "/x"]);
    expect(forced()).toBe(1);
  });
});

describe("a dead token", () => {
  it("that another program replaced is asked for in normal mode, so that theirs lives on", async () => {
    const { start, account, forced } = setup();
    const client = start();
    await client.accessToken();
    account.force();
    await client.get("/x");
    expect(await client.accessToken()).toBe("TOKEN-2");
    expect(forced()).toBe(0);
  });

  it("that WeChat gives out again is replaced by force", async () => {
    const { start, account, paths, calls } = setup();
    const client = start();
    account.intercept = ({ url }) =>
      calledWith(url) === "TOKEN-1" ? { errcode: 40001, errmsg: "not latest" } : undefined;
    expect(await client.get("/x")).toMatchObject({ errcode: 0 });
    expect(paths()).toEqual(["stable_token", "/x", "stable_token", "stable_token", "/x"]);
    expect(calls.map(({ body }) => body.includes("true"))).toEqual([false, false, false, true, false]);
    expect(await start().accessToken()).toBe("TOKEN-2");
  });

  it("is renewed once for many calls of many processes at once", async () => {
    const { start, account, count, forced } = setup();
    const processes = [start(), start(), start()];
    await many(3, async (i) => processes[i]?.accessToken());
    account.intercept = ({ url }) =>
      calledWith(url) === "TOKEN-1" ? { errcode: 42001, errmsg: "access_token expired" } : undefined;
    const answers = await many(60, async (i) => processes[i % 3]?.get("/x"));
    expect(answers).toHaveLength(60);
    expect(count("stable_token")).toBe(3);
    expect(forced()).toBe(1);
  });

  it("that somebody has replaced in the store by now is only read again", async () => {
    const { start, account, count } = setup();
    const [slow, fast] = [start(), start()];
    await slow.accessToken();
    account.force();
    account.intercept = (call) => {
      if (calledWith(call.url) !== "TOKEN-1" || !call.url.includes("/slow")) return undefined;
      // The failure is on its way while another process does the same and is done.
      return fast.get("/fast").then(() => account.plainAnswer(call));
    };
    expect(await slow.get("/slow")).toMatchObject({ errcode: 0 });
    expect(count("stable_token")).toBe(2);
    expect(count("/slow")).toBe(2);
  });

  it("in any order of events costs one renewal", async () => {
    const run = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 4 }),
      async (scheduler, processes) => {
        const { start, store: inner, account, count } = setup();
        await start().accessToken();
        account.intercept = (call) => {
          const dead = calledWith(call.url) === "TOKEN-1";
          const answer = dead ? { errcode: 40001, errmsg: "not latest" } : account.plainAnswer(call);
          return scheduler.schedule(Promise.resolve(answer), "WeChat");
        };
        const clients = Array.from({ length: processes }, (_, i) => {
          const { store, control } = watched(inner);
          control.before = (operation) => scheduler.schedule(Promise.resolve(), `${i} ${operation}`);
          return start({ store, wait: () => scheduler.schedule(Promise.resolve(), `${i} waits`) });
        });
        await scheduler.waitFor(
          Promise.all(clients.flatMap((client) => [client.get("/x"), client.get("/x")])),
        );
        // The first ever, one in normal mode, one by force.
        expect(count("stable_token")).toBe(3);
      },
    );
    await fc.assert(run, { numRuns: 100 });
  });

  it("whose renewal fails: that failure is thrown, once for all, and the next seconds ask no more", async () => {
    const { start, account, count, clock } = setup();
    const client = start();
    await client.accessToken();
    account.force();
    account.intercept = ({ url }) =>
      url.includes("stable")
        ? { errcode: 40164, errmsg: "invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4" }
        : undefined;
    for (const failure of await many(20, () => rejection(client.get("/x"))))
      expect(failure).toMatchObject({ errcode: 40164 });
    expect(await rejection(start().get("/x"))).toMatchObject({ errcode: 40164 });
    expect(count("stable_token")).toBe(2);
    clock.advance(10);
    account.intercept = () => undefined;
    expect(await client.get("/x")).toMatchObject({ errcode: 0 });
  });

  it("while the store is away: the store's failure is thrown, the dead copy is not used again", async () => {
    const { start, store: inner, account, clock } = setup();
    const { store, control } = watched(inner);
    const client = start({ store });
    await client.accessToken();
    account.force();
    control.away = new Error("database gone");
    expect(await rejection(client.get("/x"))).toBe(control.away);
    control.away = null;
    clock.advance(5);
    expect(await client.get("/x")).toMatchObject({ errcode: 0 });
  });
});

describe("forced renewal", () => {
  /** An interface that calls every token dead. */
  function hopeless(tokenApi: "stable_token" | "token" = "stable_token") {
    const world = setup({ tokenApi });
    world.account.intercept = ({ url }) =>
      url.includes("/x") ? { errcode: 40001, errmsg: "not latest, rid: 1" } : undefined;
    return world;
  }

  it("happens again after a minute, two, four …: 11 times a day at most, WeChat allows 20", async () => {
    const { start, clock, forced } = hopeless();
    const client = start();
    const began = clock.now();
    const at = async (minute: number) => {
      clock.advance(minute * 60 - (clock.now() - began) / 1000);
      expect(await rejection(client.get("/x"))).toMatchObject({
        errcode: 40001,
        errmsg: "not latest, rid: 1",
      });
      return forced();
    };
    expect(await at(0)).toBe(1);
    for (let times = 1; times <= 10; times++) {
      const minute = 2 ** times - 1;
      expect(await at(minute - 0.1)).toBe(times);
      expect(await at(minute)).toBe(times + 1);
    }
    expect(await at(24 * 60)).toBe(11);
  });

  it("starts afresh after a day without, though tokens came and went", async () => {
    const { start, clock, forced } = hopeless();
    const client = start();
    await rejection(client.get("/x"));
    clock.advance(61);
    await rejection(client.get("/x"));
    for (let hour = 0; hour < 24; hour++) {
      clock.advance(3600);
      await client.accessToken();
      await settled();
    }
    await rejection(client.get("/x"));
    clock.advance(61);
    await rejection(client.get("/x"));
    expect(forced()).toBe(4);
  });

  it("that never got an answer counts as well", async () => {
    const { start, account, clock, forced } = hopeless();
    const { intercept } = account;
    account.intercept = (call) => {
      if (call.body.includes('"force_refresh":true')) throw new TypeError("fetch failed");
      return intercept(call);
    };
    const client = start();
    expect(await rejection(client.get("/x"))).toMatchObject({ code: "NETWORK" });
    clock.advance(30);
    expect(await rejection(client.get("/x"))).toMatchObject({ errcode: 40001 });
    expect(forced()).toBe(1);
  });

  it("that brings the same token again is a refusal too", async () => {
    const { start, account, clock, count } = hopeless();
    const { intercept } = account;
    account.intercept = (call) =>
      call.url.includes("stable") ? { access_token: "SAME", expires_in: 7200 } : intercept(call);
    const client = start();
    for (const failure of await many(10, () => rejection(client.get("/x"))))
      expect(failure).toMatchObject({ errcode: 40001 });
    expect(count("stable_token")).toBe(3);
    // The token serves on: perhaps only this interface refuses it.
    expect(await client.accessToken()).toBe("SAME");
    clock.advance(7200);
    account.intercept = intercept;
    expect(await client.accessToken()).toMatch(/^TOKEN-/);
  });

  it("has no place in the plain interface, which gives a new token at most once a minute", async () => {
    const { start, clock, count, calls } = hopeless("token");
    const client = start();
    for (let second = 0; second < 600; second += 5) {
      expect(await rejection(client.get("/x"))).toMatchObject({ errcode: 40001 });
      clock.advance(5);
    }
    expect(count("token")).toBe(10);
    expect(calls.some(({ url }) => url.includes("stable_token"))).toBe(false);
  });

  it("is not needed when the plain interface's token was replaced minutes ago", async () => {
    const { start, account, clock, paths } = setup({ tokenApi: "token" });
    const client = start();
    await client.accessToken();
    clock.advance(301);
    account.force();
    expect(await client.get("/x")).toMatchObject({ errcode: 0 });
    expect(paths()).toEqual(["token", "/x", "token", "/x"]);
  });
});

describe("the ticket and a dead token", () => {
  it.each(["by force", "by another program"])("replaced %s: the ticket is dropped with it", async (how) => {
    const { start, account, count } = setup();
    const [here, there] = [start(), start()];
    expect(await here.jsapiTicket()).toBe("TICKET-1");
    if (how === "by another program") account.force();
    else
      account.intercept = ({ url }) =>
        calledWith(url) === "TOKEN-1" ? { errcode: 40001, errmsg: "not latest" } : undefined;
    await there.get("/x");
    expect(await there.jsapiTicket()).toBe("TICKET-2");
    expect(count("ticket/getticket")).toBe(2);
  });

  it("replaced by the process that has the ticket in memory: not even that one is used again", async () => {
    const { start, account } = setup();
    const client = start();
    await client.jsapiTicket();
    account.force();
    await client.get("/x");
    expect(await client.jsapiTicket()).toBe("TICKET-2");
  });

  it("that merely came to its end takes no ticket along", async () => {
    const { start, clock, count } = setup();
    const client = start();
    await client.accessToken();
    clock.advance(3600);
    await client.jsapiTicket();
    clock.advance(3600);
    await client.get("/x");
    expect(await client.jsapiTicket()).toBe("TICKET-1");
    expect(count("stable_token")).toBe(2);
  });

  it("found dead by the ticket's own call: the ticket is of the new token", async () => {
    const { start, account, calls } = setup();
    const client = start();
    await client.accessToken();
    account.force();
    const ticket = await client.jsapiTicket();
    expect(await start().jsapiTicket()).toBe(ticket);
    expect(ticket).toBe(account.ticketOf());
    expect(calledWith(calls.at(-1)?.url ?? "")).toBe("TOKEN-2");
  });

  it("dropped while a ticket is on its way: the one that arrives is not kept", async () => {
    const { start, account, count } = setup();
    const client = start();
    await client.accessToken();
    account.intercept = (call) => {
      if (!call.url.includes("getticket")) return undefined;
      account.intercept = () => undefined;
      const old = account.plainAnswer(call);
      account.force();
      return start()
        .get("/x")
        .then(() => old);
    };
    expect(await client.jsapiTicket()).toBe("TICKET-2");
    expect(await start().jsapiTicket()).toBe("TICKET-2");
    // The second one was asked for with the dead token, which this process still held.
    expect(count("ticket/getticket")).toBe(3);
  });

  it("dropped while it is being renewed ahead of its end: the same", async () => {
    const { start, account, clock } = setup();
    const client = start();
    await client.jsapiTicket();
    clock.advance(7200 - 279);
    await client.accessToken();
    await settled();
    const arrival = gate();
    account.intercept = (call) => {
      if (!call.url.includes("getticket")) return undefined;
      account.intercept = () => undefined;
      const old = account.plainAnswer(call);
      account.force();
      return arrival.opened.then(() => old);
    };
    expect(await client.jsapiTicket()).toBe("TICKET-1");
    await start().get("/x");
    arrival.open();
    await settled();
    expect(await client.jsapiTicket()).toBe("TICKET-3");
  });

  it("that cannot be dropped does not keep the new token back", async () => {
    const { start, store: inner, account, errors } = setup();
    const { store, control } = watched(inner);
    control.before = async (operation, key) => {
      if (operation === "put" && key === ticketKey) throw new Error("database gone");
    };
    const client = start({ store });
    await client.accessToken();
    account.force();
    expect(await client.get("/x")).toMatchObject({ errcode: 0 });
    expect(errors).toEqual([
      { error: expect.objectContaining({ message: "database gone" }), kind: "jsapi_ticket" },
    ]);
  });
});

describe("what reaches the store", () => {
  it("never includes the secret", async () => {
    const { start, store: inner, account } = setup();
    const written: string[] = [];
    const { put, compareAndSet } = inner;
    inner.put = (...args) => {
      written.push(args.join(" "));
      return put.apply(inner, args);
    };
    inner.compareAndSet = (...args) => {
      written.push(args.join(" "));
      return compareAndSet.apply(inner, args);
    };
    const client = start();
    await client.jsapiTicket();
    account.force();
    account.intercept = ({ url }) =>
      url.includes("stable") ? { errcode: 40125, errmsg: `secret ${secret}` } : undefined;
    expect(await rejection(client.get("/x"))).toBeInstanceOf(WechatError);
    await settled();
    expect(written.length).toBe(6);
    expect(written.join()).not.toContain(secret);
  });
});
