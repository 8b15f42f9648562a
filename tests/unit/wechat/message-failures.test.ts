import { describe, expect, it } from "vitest";
import { createRobot } from "@/lib/wechat";
import { account, eventXml, openid, said, textXml } from "./message-support";

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
    expect(events).toEqual([
      { kind: "handler_failed", type, handler: "robot.handler", error: new Error("broken") },
    ]);
    expect((await sessions.load(openid)).value).toEqual({});
  });

  it.each([
    ["a pattern", textXml("查 7"), "robot.filter(/^查/i)"],
    ["one of several patterns", textXml("b"), 'robot.filter("a", "b")'],
    ["a long one", textXml("宝".repeat(90)), `robot.filter("${"宝".repeat(59)}…)`],
    ["a key", eventXml("CLICK", { EventKey: "GEMS" }), 'robot.keyClick("GEMS")'],
    ["a kind of event", eventXml("subscribe"), "robot.subscribe"],
    ["a middleware", textXml("early"), undefined],
  ])("is named: %s", async (_, xml, handler) => {
    const fail = () => {
      throw new Error("broken");
    };
    const robot = createRobot()
      .use((message, __, next) => ("Content" in message && message.Content === "early" ? fail() : next()))
      .filter(/^查/i, fail)
      .filter(["a", "b"], fail)
      .filter("宝".repeat(90), fail)
      .keyClick("GEMS", fail)
      .subscribe(fail);
    const { send, events } = account("plain", { robot });
    await send(xml);
    expect(events).toMatchObject([{ kind: "handler_failed", handler }]);
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
