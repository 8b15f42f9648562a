import { beforeAll, describe, expect, it } from "vitest";
import { robot } from "@/lib/handlers/robot";
import { answerMessage } from "@/lib/robot/endpoint";
import { menuKeys } from "@/lib/shop/menu";
import { delivery, eventXml, messageXml, readReply, replyIn, textXml } from "@/tests/support/robot-messages";
import { freshWorld } from "@/tests/support/world";

/** What is answered without knowing who asks. */

const shop = "http://localhost:3000";

beforeAll(() => freshWorld());

const answerTo = async (xml: string) => readReply(await replyIn(await answerMessage(delivery(xml), robot)));
const say = (text: string) => answerTo(textXml(text));
const tap = (key: string) => answerTo(eventXml("CLICK", { EventKey: key }));

describe("words", () => {
  it.each(["你好", "您好！", "Hello", " hi "])("%s is greeted", async (text) => {
    expect(await say(text)).toContain("月光宝石");
  });

  it.each(["帮助", "HELP", "?", "？"])("%s is helped", async (text) => {
    expect(await say(text)).toMatch(/^您可以发送/);
  });

  it.each([
    "asdf",
    "订单号是多少",
    "<script>alert(1)</script>",
    "]]>",
    "' OR 1=1 --",
    "\u0001",
    "💎".repeat(500),
  ])("%j is not understood, and is helped", async (text) => {
    expect(await say(text)).toMatch(/^抱歉，这个我还不懂/);
  });

  it.each(["hi", "帮助", "1"])("%s with a message full of spaces keeps nobody busy", async (word) => {
    const before = process.cpuUsage();
    expect(await say(`${word}${" ".repeat(60_000)}x`)).toMatch(/^抱歉，这个我还不懂/);
    // A pattern that tries every way to divide them takes several times as long.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  it.each(["人工", "客服"])("%s hands the person over to staff", async (text) => {
    expect(await say(text)).toBe("[transfer_customer_service]");
  });

  it("the menu's button for staff says what to type: an event cannot be handed over", async () => {
    expect(await tap(menuKeys.staff)).toContain("「人工」");
  });
});

describe("addresses of products", () => {
  const scanned = (ScanResult: string) =>
    answerTo(
      eventXml("scancode_waitmsg", {
        EventKey: menuKeys.scan,
        ScanCodeInfo: { ScanType: "qrcode", ScanResult },
      }),
    );

  it("scanned, typed or sent on: the product", async () => {
    const address = `${shop}/products/garnet`;
    expect(await scanned(`${address}?from=poster#top`)).toContain("石榴石 ¥259.00");
    expect(await say(address)).toContain("石榴石 ¥259.00");
    expect(
      await answerTo(messageXml({ MsgType: "link", Title: "x", Description: "", Url: address })),
    ).toContain("石榴石");
  });

  it.each([
    "https://elsewhere.example/products/garnet",
    `${shop}/products/nothing`,
    `${shop}/cart`,
    "690123456",
  ])("of anything else (%s): not ours", async (text) => {
    expect(await scanned(text)).toContain("不是我们的宝石");
  });
});

describe("other messages", () => {
  it.each([
    [{ MsgType: "image", PicUrl: "http://mmbiz.qpic.cn/x", MediaId: "m" }, "照片"],
    [{ MsgType: "voice", MediaId: "m", Format: "amr" }, "打字"],
    [{ MsgType: "video", MediaId: "m", ThumbMediaId: "t" }, "视频"],
    [{ MsgType: "shortvideo", MediaId: "m", ThumbMediaId: "t" }, "视频"],
    [{ MsgType: "location", Location_X: "31.2", Location_Y: "121.4", Scale: 15, Label: "徐汇" }, "徐汇"],
    [{ MsgType: "link", Title: "x", Description: "y", Url: "https://elsewhere.example/" }, "链接"],
    [{ MsgType: "sticker" }, "还不懂"],
  ])("%j is answered", async (fields, part) => {
    expect(await answerTo(messageXml(fields))).toContain(part);
  });

  it("a place whose name is a link comes back without it", async () => {
    const Label = '<a href="https://evil.example/">徐汇</a>';
    const place = { MsgType: "location", Location_X: "31.2", Location_Y: "121.4", Scale: 15, Label };
    const answer = await answerTo(messageXml(place));
    expect(answer).toContain("徐汇");
    expect(answer).not.toMatch(/[<>]/);
  });

  it.each([
    ["VIEW", { EventKey: `${shop}/` }],
    ["LOCATION", { Latitude: "31.2", Longitude: "121.4", Precision: "40" }],
    ["user_info_modified", { OpenID: "x", AppID: "y" }],
    ["an_event_of_2030", { EventKey: "z" }],
    ["CLICK", { EventKey: "A_BUTTON_OF_OLD" }],
  ])("the event %s needs no answer", async (event, fields) => {
    expect(await answerTo(eventXml(event, fields))).toBe("");
  });
});
