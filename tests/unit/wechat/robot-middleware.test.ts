import { describe, expect, it, vi } from "vitest";
import type { Reply } from "@/lib/wechat/robot/reply-types";
import { createRobot } from "@/lib/wechat/robot/robot";
import type { Middleware, RobotSession } from "@/lib/wechat/robot/types";
import { context, everyKind, said, textMessage } from "./robot-support";

type Layer = Middleware<RobotSession>;

/** What is answered when `layer` stands around a handler that answers "inner". */
function around(layer: Layer): Promise<string | null> {
  return said(
    createRobot()
      .use(layer)
      .text(() => "inner"),
    "x",
  );
}

const broken = () => createRobot().text(() => Promise.reject(new Error("broken")));

describe("middleware", () => {
  it("goes in by the order of registration and out by the opposite one", async () => {
    const order: string[] = [];
    const layer =
      (name: string): Layer =>
      async (_message, _context, next) => {
        order.push(`${name} in`);
        const answer = await next();
        order.push(`${name} out`);
        return answer;
      };
    const robot = createRobot()
      .use(layer("a"))
      .text(() => {
        order.push("handler");
        return "x";
      })
      .use(layer("b"));
    expect(await said(robot, "x")).toBe("x");
    expect(order).toEqual(["a in", "b in", "handler", "b out", "a out"]);
  });

  it("sees every kind, also what nobody answers", async () => {
    const layer = vi.fn<Layer>((_message, _context, next) => next());
    const robot = createRobot().use(layer);
    for (const message of Object.values(everyKind)) expect(await said(robot, message)).toBeNull();
    expect(layer.mock.calls.map(([message]) => message)).toEqual(Object.values(everyKind));
  });

  it.each<[string, Layer]>([
    ["returns next()", async (_message, _context, next) => next()],
    ["waits for next() and returns nothing", async (_message, _context, next) => void (await next())],
    ["returns nothing and does not even wait", (_message, _context, next) => void next()],
  ])("one that %s lets the answer through", async (_, layer) => {
    expect(await around(layer)).toBe("inner");
  });

  it("one that never calls next() answers by itself, or nobody does", async () => {
    const handler = vi.fn(() => "inner");
    const ask = (layer: Layer) => said(createRobot().use(layer).text(handler), "x");
    expect(await ask(() => "closed")).toBe("closed");
    expect(await ask(() => null)).toBeNull();
    expect(await ask(() => "")).toBeNull();
    expect(await ask(() => undefined)).toBeNull();
    expect(await ask(async () => {})).toBeNull();
    expect(handler).not.toHaveBeenCalled();
  });

  it("may put another answer, or none, in the place of what next() gave", async () => {
    const answering =
      (result: string | null): Layer =>
      async (_message, _context, next) => {
        await next();
        return result;
      };
    expect(await around(answering("other"))).toBe("other");
    expect(await around(answering(null))).toBeNull();
    expect(await around(answering(""))).toBeNull();
  });

  it("gets what was answered as a reply", async () => {
    const seen: (Reply | null)[] = [];
    const robot = createRobot()
      .use(async (_message, _context, next) => void seen.push(await next()))
      .filter("文", () => "text")
      .filter("图", () => ({ title: "t", url: "https://x.test" }));
    for (const text of ["文", "图", "无"]) await said(robot, text);
    expect(seen).toEqual([
      { type: "text", content: "text" },
      { type: "news", articles: [{ title: "t", url: "https://x.test" }] },
      null,
    ]);
  });

  it("may catch what a handler throws and answer in its place", async () => {
    const robot = broken().use(async (_message, _context, next) => {
      try {
        return await next();
      } catch {
        return "caught";
      }
    });
    expect(await said(robot, "x")).toBe("caught");
  });

  it.each<[string, Layer]>([
    ["returns next()", (_message, _context, next) => next()],
    ["does not wait for it", (_message, _context, next) => void next()],
    [
      "catches it and says nothing in its place",
      async (_message, _context, next) => void (await next().catch(() => {})),
    ],
    [
      "throws itself",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
  ])("an error comes through one that %s", async (_, layer) => {
    await expect(broken().use(layer).answer(textMessage("x"), context())).rejects.toThrow("broken");
  });

  it("one that answers without waiting is not held up, and an error behind it breaks nothing", async () => {
    let fail: (error: Error) => void = () => {};
    const robot = createRobot()
      .use((_message, _context, next) => {
        void next();
        return "at once";
      })
      .text(
        () =>
          new Promise<never>((_resolve, reject) => {
            fail = reject;
          }),
      );
    expect(await said(robot, "x")).toBe("at once");
    // An unhandled rejection would fail the run.
    fail(new Error("too late"));
  });

  it.each<[string, Layer]>([
    ["waiting", async (_message, _context, next) => (await next()) && next()],
    [
      "not waiting",
      (_message, _context, next) => {
        void next();
        void next();
      },
    ],
    [
      "catching the error",
      async (_message, _context, next) => {
        await next();
        await next().catch(() => null);
        return "fine";
      },
    ],
  ])("next() twice is an error (%s), and asks nobody twice", async (_, layer) => {
    const handler = vi.fn(() => "inner");
    const answer = createRobot().use(layer).text(handler).answer(textMessage("x"), context());
    await expect(answer).rejects.toThrow("called next() twice");
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("next() after the end is refused and asks nobody", async () => {
    const handler = vi.fn(() => "inner");
    let late: () => Promise<unknown> = async () => {};
    const robot = createRobot()
      .use((_message, _context, next) => {
        late = next;
        return "done";
      })
      .text(handler);
    expect(await said(robot, "x")).toBe("done");
    await expect(late()).rejects.toThrow("called next() after its end");
    expect(handler).not.toHaveBeenCalled();
  });

  it("says whose result is unusable", async () => {
    await expect(around(() => 5 as never)).rejects.toThrow("A middleware (robot.use) returned a number");
  });

  it("registered while a message is on its way waits for the next one", async () => {
    const robot = createRobot().text(() => "inner");
    robot.use((_message, _context, next) => {
      robot.use(() => "later one");
      return next();
    });
    expect(await said(robot, "x")).toBe("inner");
    expect(await said(robot, "x")).toBe("later one");
  });
});
