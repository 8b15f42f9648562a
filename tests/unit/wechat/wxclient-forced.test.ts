import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { appid, gate, many, settled, setup, watched } from "./wxclient-support";

const ticketKey = `wxclient:jsapi_ticket:${appid}`;
const calledWith = (url: string) => new URL(url).searchParams.get("access_token");

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
