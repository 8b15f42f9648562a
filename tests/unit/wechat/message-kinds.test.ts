import { describe, expect, it } from "vitest";
import { createRobot, parseMessage, type Robot, type RobotMessage } from "@/lib/wechat";
import { articles, kinds, type Method, newsXml, replies, samples, withoutRaw } from "./message-samples";
import { account, eventXml, modes, replyIn, said, textXml } from "./message-support";

/** A robot whose every method notes what it gets; `answers` is the one that is expected to. */
function listening(expected: Method, got: RobotMessage[]): Robot {
  const robot = createRobot();
  robot[expected]((message: RobotMessage) => {
    got.push(message);
    return `收到 ${expected}`;
  });
  return robot.handler(() => "不该到这里");
}

describe.each(modes)("every kind reaches its handler, %s", (mode) => {
  it.each(kinds)("%s", async (_, method, { xml, fields }) => {
    const got: RobotMessage[] = [];
    const { send, events } = account(mode, { robot: listening(method, got) });
    expect(await said(mode, send(xml))).toBe(`收到 ${method}`);
    expect(got.map(withoutRaw)).toEqual([fields]);
    expect(events).toEqual([]);
  });
});

describe.each(modes)("every kind of reply, letter for letter, %s", (mode) => {
  it.each(replies)("%s", async (_, reply, xml) => {
    const { send } = account(mode, { robot: createRobot().handler(() => reply) });
    expect(await replyIn(mode, await send(textXml("x")))).toBe(xml);
  });

  it("news: one article for what a person sent, eight for an event", async () => {
    const { send, events } = account(mode, { robot: createRobot().handler(() => articles) });
    expect(await replyIn(mode, await send(textXml("x")))).toBe(newsXml(1));
    expect(await replyIn(mode, await send(eventXml("CLICK", { EventKey: "x" })))).toBe(newsXml(8));
    expect(events).toEqual([
      { kind: "reply_cut", type: "text" },
      { kind: "reply_cut", type: "CLICK" },
    ]);
  });

  it.each([
    ["null", null],
    ["an empty text", ""],
    ["undefined", undefined],
  ])("%s is success", async (_, nothing) => {
    const { send } = account(mode, { robot: createRobot().handler(() => nothing) });
    const response = await send(textXml("x"));
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("success");
  });
});

describe("parseMessage", () => {
  it.each([
    ["click", "CLICK"],
    ["view", "VIEW"],
    ["scan", "SCAN"],
    ["Subscribe", "subscribe"],
    ["location", "LOCATION"],
    ["VIEW_MINIPROGRAM", "view_miniprogram"],
    ["templatesendjobfinish", "TEMPLATESENDJOBFINISH"],
  ])("knows the event %s as %s", (Event, known) => {
    expect(parseMessage(eventXml(Event))).toMatchObject({ Event: known });
  });

  it("takes MsgID for MsgId, and keeps ids whole", () => {
    const id = "9223372036854775807";
    expect(parseMessage(textXml("x", { MsgId: undefined, MsgID: id }))).toMatchObject({ MsgId: id });
    expect(parseMessage(eventXml("TEMPLATESENDJOBFINISH", { MsgId: id }))).toMatchObject({ MsgID: id });
    expect(parseMessage(textXml("x", { MsgId: undefined }))).toMatchObject({ MsgId: "" });
  });

  it("takes what is missing for nothing", () => {
    expect(parseMessage(textXml("", { Content: undefined }))).toMatchObject({ Content: "" });
    expect(parseMessage(textXml("", { MsgType: "location", Scale: "near" }))).toMatchObject({
      Location_X: 0,
      Scale: 0,
      Label: "",
    });
    expect(parseMessage(eventXml("pic_weixin", {}, "<SendPicsInfo/>"))).toMatchObject({
      SendPicsInfo: { Count: 0, PicList: [] },
    });
    expect(parseMessage(eventXml("scancode_push"))).toMatchObject({ ScanCodeInfo: { ScanType: "" } });
    expect(parseMessage(eventXml("subscribe", { EventKey: "", Ticket: "" }))).not.toHaveProperty("EventKey");
    expect(parseMessage(eventXml(""))).toMatchObject({ Event: "unknown", type: "" });
  });

  it("keeps every element in raw, also what the types do not name", () => {
    const { raw } = parseMessage(eventXml("CLICK", { EventKey: "a" }, "<New><Thing>1</Thing></New>"));
    expect(raw).toMatchObject({ EventKey: "a", New: { Thing: "1" } });
    const [mass] = samples.massSendJobFinish;
    expect(parseMessage(mass?.xml ?? "").raw).toMatchObject({
      CopyrightCheckResult: { Count: "1" },
      ArticleUrlResult: { Count: "1", ResultList: { item: { ArticleIdx: "1" } } },
    });
  });

  it.each(["toString", "hasOwnProperty", "__proto__", "constructor"])(
    "a kind called %s is unknown",
    (name) => {
      expect(parseMessage(textXml("x", { MsgType: name }))).toMatchObject({ MsgType: "unknown", type: name });
      expect(parseMessage(eventXml(name))).toMatchObject({ Event: "unknown", type: name });
    },
  );

  it("refuses lists where one thing belongs", () => {
    const twice = "<ScanCodeInfo><ScanType>a</ScanType></ScanCodeInfo>".repeat(2);
    expect(() => parseMessage(eventXml("scancode_push", {}, twice))).toThrow("ScanCodeInfo");
  });
});
