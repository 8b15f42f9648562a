import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRobot } from "@/lib/wechat/robot/robot";
import type { RobotContext, TextPattern } from "@/lib/wechat/robot/types";
import { clickEvent, context, everyKind, said, textMessage } from "./robot-support";

/** What a filter with this pattern answers a text with: what the pattern found, "fits" or null. */
async function fits(pattern: TextPattern, text: string): Promise<string | null> {
  const robot = createRobot().filter(pattern, (_message, { match }) =>
    match ? [...match].join("|") : "fits",
  );
  return said(robot, text);
}

describe("filter", () => {
  it.each<[string, TextPattern, string, string | null]>([
    ["the text", "订单", "订单", "fits"],
    ["spaces around the message", "订单", " 订单\n", "fits"],
    ["full-width spaces around it", "订单", "\u3000订单\u3000", "fits"],
    ["spaces around the pattern", " 订单 ", "订单", "fits"],
    ["a part of the message", "订单", "我的订单", null],
    ["the beginning of the message", "订单", "订单 12", null],
    ["another case", "help", "Help", null],
    ["full-width letters", "help", "ｈｅｌｐ", null],
    ["a text that looks like a pattern", "订.", "订单", null],
    ["a RegExp, anywhere", /订单\s*(\d+)/, "我的订单 12 呢", "订单 12|12"],
    ["a RegExp from the beginning", /^订单/, "我的订单", null],
    ["a RegExp sees the spaces", /^订单/, " 订单", null],
    ["a RegExp with groups that found nothing", /(甲)?乙/, "乙", "乙|"],
    ["a RegExp that finds the empty text", /()x*/, "订单", "|"],
    ["a list of texts", ["订单", "order"], "order", "fits"],
    ["a list of which none fits", ["订单", "order"], "orders", null],
    ["a list with a RegExp", ["订单", /^查(.+)/], "查快递", "查快递|快递"],
    ["a list: the first that fits", [/^(订)/, "订单"], "订单", "订|订"],
    ["a list: the text before the RegExp", ["订单", /^(订)/], "订单", "fits"],
  ])("%s", async (_, pattern, text, expected) => {
    expect(await fits(pattern, text)).toBe(expected);
  });

  it.each([/单/g, /订/y, /单/gi, /订/gy])("%s finds the same in every message", async (pattern) => {
    const robot = createRobot().filter(pattern, () => "fits");
    for (let i = 0; i < 5; i++) expect(await said(robot, "订单订单")).toBe("fits");
    expect(await said(robot, "x")).toBeNull();
    expect(await said(robot, "订单")).toBe("fits");
    expect(pattern.lastIndex).toBe(0);
  });

  it("is not moved by who uses the same RegExp elsewhere; y stays at the beginning", async () => {
    const pattern = /单/g;
    const robot = createRobot().filter(pattern, () => "fits");
    pattern.lastIndex = 100;
    expect(await said(robot, "订单")).toBe("fits");
    expect(await fits(/单/y, "订单")).toBeNull();
  });

  it("a pattern list that changes afterwards changes nothing", async () => {
    const list = ["订单"];
    const robot = createRobot().filter(list, () => "fits");
    list.push("order");
    expect(await said(robot, "order")).toBeNull();
  });

  it("a tap in a menu message is a text too", async () => {
    const robot = createRobot().filter("满意", (message) => message.bizmsgmenuid ?? "typed");
    expect(await said(robot, { ...textMessage("满意"), bizmsgmenuid: "101" })).toBe("101");
    expect(await said(robot, "满意")).toBe("typed");
  });

  it("sees texts only", async () => {
    const robot = createRobot().filter(/.*/s, () => "fits");
    for (const [method, message] of Object.entries(everyKind))
      expect(await said(robot, message)).toBe(method === "text" ? "fits" : null);
  });

  it.each<[string, unknown]>([
    ["an empty text", ""],
    ["a blank text", " \u3000"],
    ["an empty list", []],
    ["a list with a blank text", ["订单", ""]],
    ["a list of lists", [["订单"]]],
    ["undefined", undefined],
    ["null", null],
    ["a number", 12],
    ["a function", () => true],
  ])("refuses %s when it is registered", (_, pattern) => {
    expect(() => createRobot().filter(pattern as never, () => null)).toThrow(
      expect.objectContaining({ name: "WechatConfigError", kind: "config" }),
    );
  });

  it("a text fits itself, whatever it is", async () => {
    const text = fc.string({ unit: "binary", minLength: 1 }).filter((one) => one.trim() !== "");
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        expect(await fits(one, one)).toBe("fits");
      }),
    );
  });
});

describe("context.match", () => {
  const seen: (string | null)[] = [];
  const note = (_message: unknown, { match }: RobotContext) => {
    seen.push(match?.[0] ?? null);
    return undefined;
  };

  it("is there for the handler whose RegExp matched, and for no other", async () => {
    seen.length = 0;
    const robot = createRobot()
      .use(async (message, within, next) => {
        note(message, within);
        await next();
        note(message, within);
      })
      .filter(/订./, note)
      .filter("订单", note)
      .filter(["订单", /单/], note)
      .filter([/单/, "订单"], note)
      .text(note)
      .handler(note);
    expect(await said(robot, "订单")).toBeNull();
    expect(seen).toEqual([null, "订单", null, null, "单", null, null, null]);
    seen.length = 0;
    await robot.keyClick("k", note).click(note).event(note).answer(clickEvent("k"), context());
    expect(seen).toEqual([null, null, null, null, null, null]);
  });

  it("stays while the handler waits, and is gone when it failed", async () => {
    const within = context();
    const robot = createRobot().filter(/(\d+)/, async (_message, { match }) => {
      await Promise.resolve();
      expect(match?.[1]).toBe("12");
      expect(within.match?.[1]).toBe("12");
      throw new Error("broken");
    });
    await expect(robot.answer(textMessage("订单12"), within)).rejects.toThrow("broken");
    expect(within.match).toBeNull();
  });
});
