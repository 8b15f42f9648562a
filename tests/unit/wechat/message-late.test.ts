import { describe, expect, it, vi } from "vitest";
import { createRobot, MemorySessions, type RobotContext } from "@/lib/wechat";
import { account, gate, openid, requestOf, said, textXml } from "./message-support";

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

  it("is at work until what it remembers is stored as well", async () => {
    const sessions = new MemorySessions();
    const { opened: mayStore, open: letStore } = gate();
    const save = sessions.save.bind(sessions);
    vi.spyOn(sessions, "save").mockImplementation(async (...given) => {
      await mayStore;
      return save(...given);
    });
    const { send, time, open, later, background } = slow({ sessions });
    await Promise.all([send(textXml("你好")), time.advance(4500)]);
    let isOver = false;
    void background[0]?.then(() => {
      isOver = true;
    });
    open();
    await time.settle();
    expect([later.length, isOver]).toEqual([1, false]);
    letStore();
    await time.settle();
    expect([isOver, (await sessions.load(openid)).value]).toEqual([true, { done: true }]);
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
    const { send, open, time } = slow();
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
    expect(time.pending()).toBe(0);
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

  it("and never ends: it is given up after five minutes, with the apology, and nothing is kept", async () => {
    const { send, time, later, background, events, sessions, open } = slow();
    await Promise.all([send(textXml("你好")), time.advance(4500)]);
    await time.advance(5 * 60_000 - 1);
    expect(later).toEqual([]);
    await time.advance(1);
    await Promise.all(background);
    expect(later).toEqual([{ openid, reply: { type: "text", content: "对不起，请稍后再试。" } }]);
    expect(events).toContainEqual({ kind: "handler_failed", type: "text", error: expect.any(Error) });
    open();
    await time.settle();
    expect((await sessions.load(openid)).value).toEqual({});
    expect([later.length, time.pending()]).toEqual([1, 0]);
  });

  it("leaves no timer behind when it was late", async () => {
    const { send, time, background, open } = slow();
    await Promise.all([send(textXml("你好")), time.advance(4500)]);
    open();
    await Promise.all(background);
    // What keeps an answer back for a slow database.
    await time.advance(300);
    expect(time.pending()).toBe(0);
  });

  it("leaves no timer behind when it was quick", async () => {
    const { send, time } = slow();
    await send(textXml("快"));
    expect(time.pending()).toBe(0);
  });
});
