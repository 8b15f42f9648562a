import { describe, expect, it, vi } from "vitest";
import {
  createRobot,
  type Inbox,
  MemoryInbox,
  MemorySessions,
  parseMessage,
  parseXml,
  type RobotContext,
  type SessionStore,
} from "@/lib/wechat";
import { account, eventXml, gate, openid, replyIn, said, textXml } from "./message-support";

const counting = () => {
  const handler = vi.fn(({ Content }: { Content: string }) => `${handler.mock.calls.length}. ${Content}`);
  return handler;
};

describe.each(["plain", "safe"] as const)("a message that comes again, %s", (mode) => {
  it("is answered once, with the same answer each time", async () => {
    const handler = counting();
    const { send } = account(mode, { robot: createRobot().text(handler) });
    const xml = textXml("你好");
    const bodies = [
      await send(xml, { nonce: "1" }),
      await send(xml, { nonce: "2" }),
      await send(xml, { nonce: "3" }),
    ];
    const replies = await Promise.all(bodies.map((body) => replyIn(mode, body)));
    expect(new Set(replies).size).toBe(1);
    expect(parseXml(replies[0] ?? "").Content).toBe("1. 你好");
    expect(handler).toHaveBeenCalledOnce();
  });

  it("at once to one process is answered once", async () => {
    const handler = counting();
    const { send } = account(mode, { robot: createRobot().text(handler) });
    const xml = textXml("你好");
    const answers = await Promise.all(Array.from({ length: 20 }, () => said(mode, send(xml))));
    expect(new Set(answers)).toEqual(new Set(["1. 你好"]));
    expect(handler).toHaveBeenCalledOnce();
  });

  it("to another process, while the first is at it, waits for its answer", async () => {
    const { opened, open } = gate();
    const handler = vi.fn(async () => {
      await opened;
      return "好";
    });
    const one = account(mode, { robot: createRobot().text(handler) });
    const other = account(mode, { robot: createRobot().text(handler), inbox: one.inbox });
    const xml = textXml("你好");
    const first = one.send(xml);
    await one.time.settle();
    const second = other.send(xml);
    await other.time.advance(300);
    open();
    expect(await said(mode, first)).toBe("好");
    await other.time.advance(1000);
    expect(await said(mode, second)).toBe("好");
    expect(handler).toHaveBeenCalledOnce();
  });

  it("after nothing was said still says nothing", async () => {
    const handler = vi.fn(() => null);
    const { send } = account(mode, { robot: createRobot().text(handler) });
    const xml = textXml("你好");
    expect(await said(mode, send(xml))).toBeNull();
    expect(await said(mode, send(xml))).toBeNull();
    expect(handler).toHaveBeenCalledOnce();
  });
});

describe("what is the same message", () => {
  const answered = async (...bodies: string[]) => {
    const handler = vi.fn(() => "好");
    const { send } = account("plain", { robot: createRobot().handler(handler) });
    for (const xml of bodies) expect(await said("plain", send(xml))).toBe("好");
    return handler.mock.calls.length;
  };

  it("one id from two senders is two", async () => {
    const ids = { MsgId: "1234567890123456" };
    expect(await answered(textXml("a", ids), textXml("a", { ...ids, FromUserName: "oAnother" }))).toBe(2);
    expect(await answered(textXml("a", ids), textXml("a", ids))).toBe(1);
  });

  it("two ids from one sender are two", async () => {
    expect(await answered(textXml("a"), textXml("a"))).toBe(2);
  });

  it("events of one second are one only when all they say is the same", async () => {
    const click = (EventKey: string) => eventXml("CLICK", { EventKey });
    expect(await answered(click("a"), click("a"), click("b"), eventXml("VIEW", { EventKey: "a" }))).toBe(3);
    const job = (MsgID: number) => eventXml("TEMPLATESENDJOBFINISH", { MsgID, Status: "success" });
    expect(await answered(job(1), job(2), job(1))).toBe(2);
    const scan = (Ticket: string) => eventXml("SCAN", { EventKey: "1", Ticket });
    expect(await answered(scan("a"), scan("b"))).toBe(2);
    const list = (id: string) =>
      eventXml(
        "subscribe_msg_sent_event",
        {},
        `<SubscribeMsgSentEvent><List><MsgID>${id}</MsgID></List></SubscribeMsgSentEvent>`,
      );
    expect(await answered(list("1"), list("2"), list("1"))).toBe(2);
  });

  it("a message without an id counts by all that it says", async () => {
    const text = (Content: string) => textXml(Content, { MsgId: undefined });
    expect(await answered(text("a"), text("a"), text("b"))).toBe(2);
  });

  it("in compatible mode the envelope, which is new each time, does not count", async () => {
    const handler = vi.fn(() => "好");
    const { send } = account("compatibleAsPlain", { robot: createRobot().event(handler) });
    const xml = eventXml("CLICK", { EventKey: "a" });
    for (let i = 0; i < 3; i++) await send(xml);
    expect(handler).toHaveBeenCalledOnce();
  });
});

describe("a robot that takes its time", () => {
  function slow(tuning: Parameters<typeof account>[1] = {}) {
    const { opened, open } = gate();
    const contexts: RobotContext[] = [];
    const robot = createRobot().text(async ({ Content }, context) => {
      contexts.push(context);
      if (Content === "快") return "快";
      await opened;
      context.session.done = true;
      if (Content === "坏") throw new Error("broken");
      return `慢：${Content}`;
    });
    return { ...account("safe", { robot, ...tuning }), open, contexts };
  }

  it("gets success on the wire at 4.5 s, and its answer sent later", async () => {
    const { send, time, open, contexts, later, events, background, sessions } = slow();
    const xml = textXml("你好");
    const response = send(xml);
    await time.advance(4499);
    expect(contexts[0]?.late.aborted).toBe(false);
    await time.advance(1);
    expect(contexts[0]?.late.aborted).toBe(true);
    expect(await said("safe", response)).toBeNull();
    expect(await said("safe", send(xml))).toBeNull();
    expect([later, events]).toEqual([[], [{ kind: "late", type: "text", afterMs: 4500 }]]);
    open();
    expect(background).toHaveLength(1);
    await Promise.all(background);
    expect(later).toEqual([{ openid, reply: { type: "text", content: "慢：你好" } }]);
    expect((await sessions.load(openid)).value).toEqual({ done: true });
    expect(await said("safe", send(xml))).toBeNull();
    expect(contexts).toHaveLength(1);
  });

  it("counts from when the request came in, its body included", async () => {
    const { server, time, later, open, background } = slow();
    const { requestOf } = await import("./message-support");
    const whole = requestOf("safe", textXml("你好"));
    const bytes = new Uint8Array(await whole.clone().arrayBuffer());
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        time.timer(4000, () => {
          controller.enqueue(bytes);
          controller.close();
        });
      },
    });
    const request = new Request(whole.url, { method: "POST", body, duplex: "half" } as RequestInit);
    const response = server(request);
    await time.advance(4500);
    expect(await said("safe", response)).toBeNull();
    open();
    await Promise.all(background);
    expect(later).toHaveLength(1);
  });

  it("and fails then: the apology goes later", async () => {
    const { send, time, open, later, background, sessions } = slow();
    const response = send(textXml("坏"));
    await time.advance(4500);
    await response;
    open();
    await Promise.all(background);
    expect(later).toEqual([{ openid, reply: { type: "text", content: "对不起，请稍后再试。" } }]);
    expect((await sessions.load(openid)).value).toEqual({});
  });

  it("is told when the answer cannot be sent", async () => {
    const error = new Error("45015");
    const { send, time, open, events, background } = slow({ sendLater: () => Promise.reject(error) });
    const response = send(textXml("你好"));
    await time.advance(4500);
    await response;
    open();
    await Promise.all(background);
    expect(events).toContainEqual({ kind: "late_unsent", type: "text", error });
  });

  it("keeps that person's next message waiting, and nobody else's", async () => {
    const { send, open } = slow();
    const first = send(textXml("你好"));
    const second = send(textXml("快"));
    expect(await said("safe", send(textXml("快", { FromUserName: "oAnother" })))).toBe("快");
    let isAnswered = false;
    void second.then(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    open();
    expect([await said("safe", first), await said("safe", second)]).toEqual(["慢：你好", "快"]);
  });

  it("and never ends: the next message goes ahead after half a minute", async () => {
    const { send, time, later, background } = slow();
    void send(textXml("你好"));
    const second = send(textXml("快"));
    await time.advance(4500);
    expect(await said("safe", second)).toBeNull();
    await time.advance(30_000);
    await background[1];
    expect(later).toEqual([{ openid, reply: { type: "text", content: "快" } }]);
  });

  it("leaves no timer behind when it was quick", async () => {
    const { send, time } = slow();
    await send(textXml("快"));
    expect(time.pending()).toBe(0);
  });
});

describe("a robot that throws", () => {
  const robot = () =>
    createRobot().handler((_, { session }) => {
      session.half = "done";
      throw new Error("broken");
    });

  it.each([
    ["a message", textXml("你好"), "text", true],
    ["a message of an unknown kind", textXml("x", { MsgType: "hologram" }), "hologram", true],
    ["following", eventXml("subscribe"), "subscribe", true],
    ["a scan", eventXml("SCAN", { EventKey: "1" }), "SCAN", true],
    ["a tap on the menu", eventXml("CLICK", { EventKey: "1" }), "CLICK", true],
    [
      "a scan that waits for an answer",
      eventXml("scancode_waitmsg", { EventKey: "1" }),
      "scancode_waitmsg",
      true,
    ],
    ["unfollowing", eventXml("unsubscribe"), "unsubscribe", false],
    ["a position", eventXml("LOCATION"), "LOCATION", false],
    ["a page opened", eventXml("VIEW"), "VIEW", false],
    ["a delivery report", eventXml("TEMPLATESENDJOBFINISH"), "TEMPLATESENDJOBFINISH", false],
    ["an unknown event", eventXml("debug_demo"), "debug_demo", false],
  ])("%s", async (_, xml, type, isApologised) => {
    const { send, events, sessions } = account("plain", { robot: robot() });
    expect(await said("plain", send(xml))).toBe(isApologised ? "对不起，请稍后再试。" : null);
    expect(events).toEqual([{ kind: "handler_failed", type, error: new Error("broken") }]);
    expect((await sessions.load(openid)).value).toEqual({});
  });

  it("says the same when the message comes again, without being asked again", async () => {
    const { send, events } = account("plain", { robot: robot() });
    const xml = textXml("你好");
    expect(await said("plain", send(xml))).toBe(await said("plain", send(xml)));
    expect(events).toHaveLength(1);
  });

  it("what a handler returns that is no reply is a failure as well", async () => {
    const broken = createRobot().text(() => 5 as never);
    const { send, events } = account("plain", { robot: broken });
    expect(await said("plain", send(textXml("x")))).toBe("对不起，请稍后再试。");
    expect(events).toMatchObject([{ kind: "handler_failed", type: "text" }]);
  });
});

describe("a reply that is more than WeChat takes", () => {
  it("is cut, and that is told", async () => {
    const robot = createRobot().text(() => "宝".repeat(1000));
    const { send, events } = account("plain", { robot });
    const content = (await said("plain", send(textXml("x")))) ?? "";
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(content).toMatch(/^宝+…$/);
    expect(events).toEqual([{ kind: "reply_cut", type: "text" }]);
  });

  it("handing over to staff because of an event is no answer", async () => {
    const robot = createRobot().click(() => ({ type: "transfer_customer_service" }));
    const { send } = account("plain", { robot });
    expect(await said("plain", send(eventXml("CLICK", { EventKey: "staff" })))).toBeNull();
  });
});

describe("a database that is away", () => {
  const away = () => Promise.reject(new Error("database is away"));
  const inbox: Inbox = { claim: away, finish: away };

  it("gets WeChat to send the message again: no answer within 5 seconds, then a 503", async () => {
    const { send, time, events, later } = account("safe", { inbox });
    let status = 0;
    void send(textXml("x")).then((response) => {
      status = response.status;
    });
    await time.advance(5000);
    expect(status).toBe(0);
    await time.advance(200);
    expect(status).toBe(503);
    expect([events, later]).toEqual([[{ kind: "inbox_failed", error: new Error("database is away") }], []]);
    expect(time.pending()).toBe(0);
  });

  it("for a moment only is not noticed", async () => {
    const memory = new MemoryInbox();
    let faults = 3;
    const flaky: Inbox = {
      claim: (...given) => (faults-- > 0 ? away() : memory.claim(...given)),
      finish: (...given) => memory.finish(...given),
    };
    const { send, time } = account("safe", { inbox: flaky });
    const response = send(textXml("x"));
    await time.advance(1000);
    expect(await said("safe", response)).toBe("你说：x");
  });

  it("that hangs is as good as away", async () => {
    const never = () => new Promise<never>(() => {});
    const { send, time } = account("safe", { inbox: { claim: never, finish: never } });
    const response = send(textXml("x"));
    await time.advance(5100);
    expect((await response).status).toBe(503);
  });

  it.each([
    ["when the session is to be read", away],
    ["when the session is to be read, and it hangs", () => new Promise<never>(() => {})],
  ])("%s", async (_, load) => {
    const handler = vi.fn(() => "好");
    const sessions: SessionStore = { load, save: away };
    const { send, time, events } = account("safe", { sessions, robot: createRobot().text(handler) });
    const response = send(textXml("x"));
    await time.advance(5100);
    expect((await response).status).toBe(503);
    expect(events.map(({ kind }) => kind)).toEqual(load === away ? ["inbox_failed"] : []);
    expect(handler).not.toHaveBeenCalled();
  });

  it("when the answer is to be noted: it is given all the same", async () => {
    const memory = new MemoryInbox();
    const { send, events } = account("safe", { inbox: { claim: memory.claim.bind(memory), finish: away } });
    expect(await said("safe", send(textXml("x")))).toBe("你说：x");
    expect(events).toMatchObject([{ kind: "inbox_failed" }]);
  });

  it("when the answer is to be noted, and it hangs: it is given in time", async () => {
    const memory = new MemoryInbox();
    const finish = () => new Promise<never>(() => {});
    const { send, time } = account("safe", { inbox: { claim: memory.claim.bind(memory), finish } });
    const response = send(textXml("x"));
    await time.advance(4800);
    expect(await said("safe", response)).toBe("你说：x");
  });

  it("that has died with the message: another process takes it over, and its answer goes later", async () => {
    const xml = textXml("x");
    const { send, time, inbox: shared, later, background } = account("safe");
    const { messageKey } = await import("@/lib/wechat");
    const { appid } = await import("./message-support");
    await shared.claim(messageKey(appid, parseMessage(xml)), 7);
    const response = send(xml);
    await time.advance(4500);
    expect(await said("safe", response)).toBeNull();
    await time.advance(6000);
    await Promise.all(background);
    expect(later).toEqual([{ openid, reply: { type: "text", content: "你说：x" } }]);
    expect(await said("safe", send(xml))).toBeNull();
    expect(later).toHaveLength(1);
  });
});

describe("a session", () => {
  type Memory = Record<string, unknown>;
  const noting = () =>
    createRobot<Memory>().text(({ Content }, { session }) => {
      if (Content === "忘") for (const name of Object.keys(session)) delete session[name];
      else if (Content !== "看") session[Content] = "是";
      return JSON.stringify(session);
    });

  it("is kept from one message to the next, and taken away when it is empty", async () => {
    const sessions = new MemorySessions();
    const save = vi.spyOn(sessions, "save");
    const { send } = account("plain", { robot: noting(), sessions });
    await send(textXml("a"));
    expect(await said("plain", send(textXml("b")))).toBe('{"a":"是","b":"是"}');
    expect(save).toHaveBeenCalledTimes(2);
    await send(textXml("看"));
    expect(save).toHaveBeenCalledTimes(2);
    expect(await said("plain", send(textXml("看", { FromUserName: "oAnother" })))).toBe("{}");
    await send(textXml("忘"));
    expect(await sessions.load(openid)).toEqual({ value: {}, version: 0 });
  });

  it("may be replaced as a whole", async () => {
    const robot = createRobot().text((_, context) => {
      context.session = { new: 1 };
      return null;
    });
    const { send, sessions } = account("plain", { robot });
    await send(textXml("x"));
    expect((await sessions.load(openid)).value).toEqual({ new: 1 });
  });

  it("written by two messages at once in this process keeps both", async () => {
    const { send, sessions, events } = account("plain", { robot: noting() });
    await Promise.all([send(textXml("a")), send(textXml("b")), send(textXml("c"))]);
    expect((await sessions.load(openid)).value).toEqual({ a: "是", b: "是", c: "是" });
    expect(events).toEqual([]);
  });

  it("that another process wrote in between keeps what that one wrote", async () => {
    const sessions = new MemorySessions();
    await sessions.save(openid, 0, { step: 1, gone: 1, theirs: 1 });
    const robot = createRobot().text(async (_, { session }) => {
      const { version } = await sessions.load(openid);
      await sessions.save(openid, version, { step: 2, gone: 1, theirs: 2, added: 1 });
      session.mine = true;
      session.step = 3;
      delete session.gone;
      return "好";
    });
    const { send, events } = account("plain", { robot, sessions });
    expect(await said("plain", send(textXml("x")))).toBe("好");
    expect((await sessions.load(openid)).value).toEqual({ step: 3, theirs: 2, added: 1, mine: true });
    expect(events).toEqual([]);
  });

  it("that others write all the time is given up, told, and the answer given", async () => {
    const sessions: SessionStore = { load: async () => ({ value: {}, version: 1 }), save: async () => false };
    const { send, events } = account("plain", { robot: noting(), sessions });
    expect(await said("plain", send(textXml("a")))).toBe('{"a":"是"}');
    expect(events).toMatchObject([{ kind: "session_unsaved" }]);
  });

  it.each<[string, unknown]>([
    ["a list", [1]],
    ["a text", "x"],
    [
      "a circle",
      (() => {
        const circle: Record<string, unknown> = {};
        circle.self = circle;
        return circle;
      })(),
    ],
    ["a long integer", { n: 1n }],
  ])("that is %s is not stored", async (_, left) => {
    const robot = createRobot().text((_, context) => {
      context.session = left as never;
      return "好";
    });
    const { send, events, sessions } = account("plain", { robot });
    expect(await said("plain", send(textXml("a")))).toBe("好");
    expect(events).toMatchObject([{ kind: "session_unsaved" }]);
    expect((await sessions.load(openid)).version).toBe(0);
  });
});
