import { describe, expect, expectTypeOf, it, vi } from "vitest";
import type { LocationMessage, ScanCodeEvent, TextMessage } from "@/lib/wechat/robot/message-types";
import { createRobot } from "@/lib/wechat/robot/robot";
import { clickEvent, context, everyKind, methods, register, said, textMessage } from "./robot-support";

describe("which handler a message reaches", () => {
  it.each(methods)("%s: its own and no other", async (method) => {
    const robot = createRobot();
    for (const each of methods) register(robot, each, () => each);
    expect(await said(robot, everyKind[method])).toBe(method);
  });

  it.each(methods)("%s: nothing else takes it where its own is not registered", async (method) => {
    const robot = createRobot();
    for (const each of methods) if (each !== method) register(robot, each, () => each);
    expect(await said(robot, everyKind[method])).toBeNull();
  });

  it.each(methods)("%s: hands over the message itself and the context", async (method) => {
    const handler = vi.fn(() => "ok");
    const robot = register(createRobot(), method, handler);
    const within = context();
    await robot.answer(everyKind[method], within);
    expect(handler).toHaveBeenCalledExactlyOnceWith(everyKind[method], within);
  });

  it("event is for whatever happens, handler for whatever comes", async () => {
    const robot = createRobot()
      .event(() => "an event")
      .handler(() => "anything");
    for (const method of methods) {
      const expected = everyKind[method].MsgType === "event" ? "an event" : "anything";
      expect(await said(robot, everyKind[method])).toBe(expected);
    }
  });

  it("keyClick is for the button with this key", async () => {
    const robot = createRobot()
      .keyClick("orders", () => "orders")
      .keyClick("gems", () => "gems");
    expect(await said(robot, clickEvent("gems"))).toBe("gems");
    expect(await said(robot, clickEvent("Gems"))).toBeNull();
    expect(await said(robot, clickEvent(" gems"))).toBeNull();
    expect(await said(robot, textMessage("gems"))).toBeNull();
  });

  it("keyClick leaves buttons of other types to their own methods", async () => {
    const robot = createRobot().keyClick("scan", () => "clicked");
    expect(await said(robot, everyKind.scancodeWaitmsg)).toBeNull();
    robot.scancodeWaitmsg((event) => event.EventKey);
    expect(await said(robot, everyKind.scancodeWaitmsg)).toBe("scan");
  });

  it("a voice message is not a text, whatever was understood", async () => {
    const robot = createRobot()
      .filter("你好", () => "filter")
      .text(() => "text");
    expect(await said(robot, everyKind.voice)).toBeNull();
  });
});

describe("the order of asking", () => {
  it("filters and keyClick, the own kind, event, handler, whatever the order of registration", async () => {
    const asked: string[] = [];
    const note = (name: string) => () => void asked.push(name);
    const robot = createRobot()
      .handler(note("handler"))
      .event(note("event"))
      .text(note("text 1"))
      .click(note("click"))
      .filter("你好", note("filter 1"))
      .keyClick("orders", note("keyClick"))
      .filter(/好/, note("filter 2"))
      .text(note("text 2"));
    expect(await said(robot, "你好")).toBeNull();
    expect(asked).toEqual(["filter 1", "filter 2", "text 1", "text 2", "handler"]);
    asked.length = 0;
    expect(await said(robot, clickEvent("orders"))).toBeNull();
    expect(asked).toEqual(["keyClick", "click", "event", "handler"]);
  });

  it.each([
    ["a text", "first", "first"],
    ["null", null, null],
    ["an empty text", "", null],
    ["undefined", undefined, "second"],
  ])("%s: the next one is asked for undefined only", async (_, result, expected) => {
    const second = vi.fn(() => "second");
    const robot = createRobot()
      .text(() => result)
      .text(second);
    expect(await said(robot, "x")).toBe(expected);
    expect(second).toHaveBeenCalledTimes(result === undefined ? 1 : 0);
  });

  it("waits for one before it asks the next", async () => {
    const order: string[] = [];
    const robot = createRobot()
      .text(async () => {
        await Promise.resolve();
        order.push("first");
      })
      .handler(async () => {
        order.push("second");
        return "done";
      });
    expect(await said(robot, "x")).toBe("done");
    expect(order).toEqual(["first", "second"]);
  });

  it.each(["throw", "reject"])(
    "a handler that fails (%s) fails the answer; nobody else is asked",
    async (how) => {
      const next = vi.fn(() => "next");
      const robot = createRobot()
        .text(() => {
          if (how === "throw") throw new Error("broken");
          return Promise.reject(new Error("broken"));
        })
        .handler(next);
      await expect(robot.answer(textMessage("x"), context())).rejects.toThrow("broken");
      expect(next).not.toHaveBeenCalled();
    },
  );
});

describe("registration", () => {
  it("counts after messages have come, and from the next message on", async () => {
    const robot = createRobot();
    expect(await said(robot, "x")).toBeNull();
    robot.text(() => {
      robot.text(() => "added while answering");
    });
    expect(await said(robot, "x")).toBeNull();
    expect(await said(robot, "x")).toBe("added while answering");
  });

  it("each method gives the robot back", () => {
    const robot = createRobot();
    for (const method of methods) expect(register(robot, method, () => null)).toBe(robot);
    expect(robot.use((_message, _context, next) => next())).toBe(robot);
    expect(robot.filter("x", () => null)).toBe(robot);
    expect(robot.keyClick("x", () => null)).toBe(robot);
    expect(robot.event(() => null)).toBe(robot);
    expect(robot.handler(() => null)).toBe(robot);
  });

  it.each([...methods, "event", "handler", "use"] as const)("%s refuses what is no function", (method) => {
    for (const wrong of [undefined, null, "text", {}]) {
      const add = () => createRobot()[method](wrong as never);
      expect(add).toThrow(expect.objectContaining({ name: "WechatConfigError", kind: "config" }));
      expect(add).toThrow(`robot.${method} needs a function`);
    }
  });

  it("filter and keyClick refuse what is no function, pattern or key", () => {
    const robot = createRobot();
    const wrong = undefined as never;
    expect(() => robot.filter("x", wrong)).toThrow("robot.filter needs a function");
    expect(() => robot.keyClick("x", wrong)).toThrow("robot.keyClick needs a function");
    expect(() => robot.keyClick("", () => null)).toThrow("robot.keyClick needs the key");
    expect(() => robot.keyClick(wrong, () => null)).toThrow("robot.keyClick needs the key");
  });

  it("two robots know nothing of each other", async () => {
    const one = createRobot().text(() => "one");
    const other = createRobot();
    expect(await said(one, "x")).toBe("one");
    expect(await said(other, "x")).toBeNull();
  });
});

describe("types", () => {
  it("handlers have their message's type and the robot's session", () => {
    interface Shop extends Record<string, unknown> {
      step: "size" | "address";
      size: number;
    }
    createRobot<Shop>()
      .text((message, { session, match }) => {
        expectTypeOf(message).toEqualTypeOf<TextMessage>();
        expectTypeOf(session.step).toEqualTypeOf<"size" | "address" | undefined>();
        expectTypeOf(session.size).toEqualTypeOf<number | undefined>();
        expectTypeOf(match).toEqualTypeOf<RegExpExecArray | null>();
        // @ts-expect-error no such step
        session.step = "colour";
      })
      .location((message) => expectTypeOf(message).toEqualTypeOf<LocationMessage>() && null)
      .scancodePush((event) => expectTypeOf(event).toEqualTypeOf<ScanCodeEvent>() && null)
      // @ts-expect-error a number is no reply
      .image(() => 5)
      .use(async (_message, { session }, next) => {
        expectTypeOf(session.size).toEqualTypeOf<number | undefined>();
        await next();
      });
  });

  it("a session keeps what handlers put there, an object of their own too", async () => {
    const robot = createRobot<{ name: string; seen: boolean }>()
      .use(async (_message, { session }, next) => {
        const answer = await next();
        session.seen = true;
        return answer;
      })
      .text((message, within) => {
        within.session = { name: message.Content };
        return "noted";
      });
    const within = context<{ name: string; seen: boolean }>();
    const first = within.session;
    expect(await said(robot, "小明", within)).toBe("noted");
    expect(within.session).toEqual({ name: "小明" });
    expect(first).toEqual({ seen: true });
  });
});
