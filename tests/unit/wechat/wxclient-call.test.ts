import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WechatApiError, WechatError } from "@/lib/wechat";
import { rejection } from "./support";
import { many, secret, settled, setup, watched } from "./wxclient-support";

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
