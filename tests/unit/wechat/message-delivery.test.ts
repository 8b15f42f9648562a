import { describe, expect, it, vi } from "vitest";
import { createRobot, type Inbox, MemoryInbox, parseXml } from "@/lib/wechat";
import { account, eventXml, fakeTime, gate, replyIn, said, textXml } from "./message-support";

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

  it("later to one process is answered by what all share: the process itself has forgotten it", async () => {
    const { send, inbox, time } = account(mode);
    const claim = vi.spyOn(inbox, "claim");
    const xml = textXml("你好");
    for (let delivery = 1; delivery <= 3; delivery++) {
      expect(await said(mode, send(xml))).toBe("你说：你好");
      await time.settle();
      expect(claim).toHaveBeenCalledTimes(delivery);
    }
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

  it("to another process, while the late answer's note is under way, is not handled there too", async () => {
    const { opened, open } = gate();
    const handler = vi.fn(async () => {
      await opened;
      return "好";
    });
    const robot = createRobot().text(handler);
    const time = fakeTime();
    const memory = new MemoryInbox(time.now);
    const inbox: Inbox = {
      claim: (...given) => memory.claim(...given),
      finish: async (...given) => {
        await new Promise<void>((resolve) => {
          time.timer(1500, resolve);
        });
        await memory.finish(...given);
      },
    };
    const first = account(mode, { robot, inbox, timer: time.timer, now: time.now });
    const other = account(mode, { robot, inbox });
    const xml = textXml("你好");
    const answer = first.send(xml);
    await time.advance(4800);
    expect(await said(mode, answer)).toBeNull();
    const again = other.send(xml);
    for (let second = 0; second < 2; second++) {
      await time.advance(700);
      await other.time.advance(500);
    }
    expect(await said(mode, again)).toBeNull();
    open();
    await Promise.all([...first.background, ...other.background]);
    expect(handler).toHaveBeenCalledOnce();
    expect([first.later.length, other.later.length]).toEqual([1, 0]);
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
