import { afterEach, describe, expect, it, test } from "vitest";
import { fitted } from "@/lib/shop/notices/fit";
import { deliveryProblem, finalProblem, passingProblem } from "@/lib/shop/notices/problems";
import { amountText, type NoticeFacts, noticeMessage, timeText } from "@/lib/shop/notices/templates";
import { WechatApiError, WechatConfigError, WechatError } from "@/lib/wechat/errors";
import { changeSettings } from "@/tests/support/settings";

const facts: NoticeFacts = {
  orderId: "20260131150100abcdef",
  items: [
    { name: "玫瑰石榴石", quantity: 2 },
    { name: "月光石", quantity: 1 },
  ],
  amount: 128_000,
  whole: true,
  carrier: "顺丰速运",
  trackingNo: "SF1234567890",
  at: new Date("2026-01-31T07:01:59Z"),
};

describe("what a message says", () => {
  let restore = () => {};
  afterEach(() => restore());
  const said = (kind: "paid" | "shipped" | "refunded", changes: Partial<NoticeFacts> = {}) => {
    restore = changeSettings({ APP_URL: "https://shop.example.com" });
    return noticeMessage("template", kind, { ...facts, ...changes });
  };

  it("of an order that is paid", () => {
    expect(said("paid")).toEqual({
      data: {
        character_string1: "20260131150100abcdef",
        thing2: "玫瑰石榴石等 3 件",
        amount3: "¥1280.00",
        time4: "2026年1月31日 15:01",
      },
      page: "https://shop.example.com/orders/20260131150100abcdef",
    });
  });

  it("of a parcel", () => {
    expect(said("shipped").data).toEqual({
      character_string1: "20260131150100abcdef",
      thing2: "顺丰速运",
      character_string3: "SF1234567890",
      time4: "2026年1月31日 15:01",
    });
  });

  it("of a refund, whole or in part", () => {
    expect(said("refunded").data).toMatchObject({ amount2: "¥1280.00", phrase3: "已退款" });
    expect(said("refunded", { amount: 5, whole: false }).data).toMatchObject({
      amount2: "¥0.05",
      phrase3: "部分退款",
    });
  });

  it.each([
    [[{ name: "月光石", quantity: 1 }], "月光石"],
    [[{ name: "月光石", quantity: 12 }], "月光石 × 12"],
    [[], "宝石"],
    [[{ name: "很".repeat(30), quantity: 2 }], `${"很".repeat(15)}… × 2`],
    [[{ name: "长".repeat(30), quantity: 1 }], `${"长".repeat(19)}…`],
  ])("goods %j as %s, within 20 characters", (items, text) => {
    const { thing2 } = said("paid", { items }).data;
    expect(thing2).toBe(text);
    expect([...String(thing2)].length).toBeLessThanOrEqual(20);
  });
});

test.each([
  ["thing1", "甲".repeat(21), `${"甲".repeat(19)}…`],
  ["thing1", "甲".repeat(20), "甲".repeat(20)],
  ["thing1", "💎".repeat(21), `${"💎".repeat(19)}…`],
  ["thing1", " \n ", "无"],
  ["thing12", "一\n二", "一 二"],
  ["phrase2", "部分退款到账了", "部分退款到"],
  ["phrase2", "退款ok", "退款"],
  ["phrase2", "done", "无"],
  ["character_string3", "SF-1_2 圆3", "SF-1_23"],
  ["character_string3", "9".repeat(40), "9".repeat(32)],
  ["character_string3", "顺丰", "-"],
  ["phone_number1", "+86 13800138000-12345678", "+8613800138000-12"],
  ["name1", "一二三四五六七八九十一", "一二三四五六七八九…"],
  ["amount1", "¥12345678.00", "¥12345678.00"],
  ["time1", "2026年1月31日 15:01", "2026年1月31日 15:01"],
  ["time1", "", "-"],
  ["unheard9", "甲".repeat(50), "甲".repeat(50)],
])("%s: %s is fitted as %s", (key, value, expected) => {
  expect(fitted({ [key]: value })).toEqual({ [key]: expected });
});

test.each([
  [0, "¥0.00"],
  [5, "¥0.05"],
  [100, "¥1.00"],
  [123_456_789, "¥1234567.89"],
])("%i fen are %s", (fen, text) => expect(amountText(fen)).toBe(text));

test.each([
  ["2026-01-31T15:59:59Z", "2026年1月31日 23:59"],
  ["2025-12-31T16:00:00Z", "2026年1月1日 00:00"],
])("%s is %s in China", (at, text) => expect(timeText(new Date(at))).toBe(text));

describe("a refusal", () => {
  it.each([40003, 40037, 43004, 43019, 43101, 47003, 41030])("%i is for good", (code) => {
    expect(finalProblem(new WechatApiError(code, "no"))).toContain(`（${code}）`);
  });

  it.each([-1, 45009, 40001, 40164, 48001])("%i may pass", (code) => {
    expect(finalProblem(new WechatApiError(code, "no"))).toBeNull();
    expect(passingProblem(new WechatApiError(code, "no"))).toContain(`（${code}）`);
  });

  it("of our own is for good, and no answer is not", () => {
    expect(finalProblem(new WechatConfigError("data.thing1: must be text"))).toContain("thing1");
    const silence = new WechatError("no answer", { code: "TIMEOUT", kind: "timeout" });
    expect(finalProblem(silence)).toBeNull();
    expect(passingProblem(silence)).toBe("没有连上微信");
    expect(passingProblem(new Error("secret"))).not.toContain("secret");
  });
});

test.each([
  ["success", null],
  [" Success ", null],
  ["failed:user block", "买家拒收公众号的消息"],
  ["failed: system failed", "微信没有送到（系统原因）"],
  ["failed:freq limit", "发得太多，微信没有送"],
  ["failed:something", "微信没有送到（failed:something）"],
  ["", "微信没有送到（）"],
])("a delivery of %j means %s", (status, problem) => expect(deliveryProblem(status)).toBe(problem));
