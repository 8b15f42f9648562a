import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText } from "@/lib/wechat/robot/cut-text";
import { fitReply } from "@/lib/wechat/robot/fit-reply";
import { lateMessageOf } from "@/lib/wechat/robot/late-reply";
import type { Article, Reply } from "@/lib/wechat/robot/reply-types";
import { xmlText } from "@/lib/wechat/xml";
import { everyKind, methods, textMessage } from "./robot-support";

const bytes = (text: string) => new TextEncoder().encode(text).length;
const textReply = (content: string): Reply => ({ type: "text", content });
const message = textMessage("x");
const family = "👨‍👩‍👧‍👦";

const article = (number: number): Article => ({ title: String(number), url: `https://u.test/${number}` });
const news = (count: number): Reply => ({
  type: "news",
  articles: Array.from({ length: count }, (_, i) => article(i)),
});

describe("cutText", () => {
  it.each([
    ["2048 bytes of ASCII", "x".repeat(2048)],
    ["2048 bytes of Chinese and ASCII", `${"宝".repeat(682)}xx`],
    ["nothing", ""],
  ])("leaves %s", (_, text) => {
    expect(cutText(text)).toBe(text);
  });

  it.each([
    ["ASCII", "x".repeat(2049), `${"x".repeat(2045)}…`],
    ["Chinese", "宝".repeat(683), `${"宝".repeat(681)}…`],
    ["Chinese and one more byte", `${"宝".repeat(682)}xxx`, `${"宝".repeat(681)}…`],
    ["emoji", "💎".repeat(513), `${"💎".repeat(511)}…`],
    ["a family, which is one character of 25 bytes", family.repeat(82), `${family.repeat(81)}…`],
    ["letters with accents of their own", "e\u0301".repeat(700), `${"e\u0301".repeat(681)}…`],
    ["spaces before the end", `${"x".repeat(2040)}${" ".repeat(20)}`, `${"x".repeat(2040)}…`],
    ["one character with a thousand accents", "e\u0301".padEnd(3000, "\u0301"), `e${"\u0301".repeat(1022)}…`],
  ])("cuts %s", (_, text, expected) => {
    expect(cutText(text)).toBe(expected);
    expect(bytes(cutText(text))).toBeLessThanOrEqual(2048);
  });

  it("does not cut a link in two", () => {
    const before = "x".repeat(2030);
    const link = '<a href="https://shop.test/orders/1">订单</a>';
    expect(cutText(`${before}${link}`)).toBe(`${before}…`);
    expect(cutText(`${link}${before}y${before}`)).toMatch(/^<a href="[^"]+">订单<\/a>x+y?x*…$/);
    const apart = "x".repeat(1980);
    expect(cutText(`${link}${apart}${link}`)).toBe(`${link}${apart}…`);
    // One that is longer than everything: half of it is better than nothing.
    expect(cutText(`<a href="https://x.test">${before}${before}`)).toHaveLength(2046);
  });

  it("any text: fits, is the beginning of it, and ends at a whole character", () => {
    const piece = fc.constantFrom("x", "宝", "💎", family, "e\u0301", " ", "\r\n", "🇨🇳", "<a ", "</a>");
    const text = fc
      .tuple(fc.array(piece, { minLength: 1, maxLength: 40 }), fc.nat(100))
      .map(([parts, times]) => parts.join("").repeat(times));
    fc.assert(
      fc.property(text, (whole) => {
        const cut = cutText(whole);
        expect(bytes(cut)).toBeLessThanOrEqual(2048);
        if (bytes(whole) <= 2048) expect(cut).toBe(whole);
        else {
          const kept = cut.slice(0, -1);
          expect(whole.startsWith(kept)).toBe(true);
          expect(kept).not.toMatch(/\p{Cs}/u);
          const characters = new Intl.Segmenter("zh-CN").segment(whole.slice(0, 4000));
          expect(characters.containing(kept.length)?.index).toBe(kept.length);
          if (!whole.includes("<a ")) expect(bytes(kept.trimEnd())).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe("fitReply", () => {
  it("lets what fits through as it is", () => {
    const replies: Reply[] = [
      textReply("你好"),
      { type: "image", mediaId: "m" },
      { type: "voice", mediaId: "m" },
      { type: "video", mediaId: "m" },
      { type: "music", musicUrl: "https://m.test", thumbMediaId: "t" },
      news(1),
      { type: "transfer_customer_service" },
    ];
    for (const reply of replies) expect(fitReply(reply, message)).toEqual({ reply, cut: false });
  });

  it("cuts a text that is too long", () => {
    expect(fitReply(textReply("宝".repeat(1000)), message)).toEqual({
      reply: textReply(`${"宝".repeat(681)}…`),
      cut: true,
    });
  });

  it("measures what is left of a text, and sends nothing where nothing is left", () => {
    expect(fitReply(textReply(`${"\0".repeat(3000)}x`), message)).toEqual({
      reply: textReply("x"),
      cut: false,
    });
    expect(fitReply(textReply("a\r\nb"), message)).toEqual({ reply: textReply("a\nb"), cut: false });
    expect(fitReply(textReply("\0\ud800"), message)).toEqual({ reply: null, cut: true });
  });

  it.each(methods)("%s: as many articles as WeChat takes, the first ones", (method) => {
    const max = everyKind[method].MsgType === "event" ? 8 : 1;
    expect(fitReply(news(max), everyKind[method])).toEqual({ reply: news(max), cut: false });
    expect(fitReply(news(max + 1), everyKind[method])).toEqual({ reply: news(max), cut: true });
    expect(fitReply(news(20), everyKind[method])).toEqual({ reply: news(max), cut: true });
  });

  it.each(methods)("%s: hands over to staff for messages only", (method) => {
    const reply: Reply = { type: "transfer_customer_service", account: "a@b" };
    const event = everyKind[method].MsgType === "event";
    expect(fitReply(reply, everyKind[method])).toEqual({ reply: event ? null : reply, cut: event });
  });

  it("leaves the reply that it was given alone", () => {
    const reply = news(9);
    fitReply(reply, message);
    expect(reply).toEqual(news(9));
  });
});

describe("lateMessageOf", () => {
  const music: Reply = { type: "music", musicUrl: "https://m.test", thumbMediaId: "t" };
  const video: Reply = { type: "video", mediaId: "m", title: "t" };

  it.each<[string, Reply, ReturnType<typeof lateMessageOf>]>([
    ["a text", textReply("你好"), { type: "text", content: "你好" }],
    [
      "a text that is too long",
      textReply("x".repeat(3000)),
      { type: "text", content: `${"x".repeat(2045)}…` },
    ],
    ["a text without a character", textReply("\0"), null],
    ["an image", { type: "image", mediaId: "m" }, { type: "image", mediaId: "m" }],
    ["a voice", { type: "voice", mediaId: "m" }, { type: "voice", mediaId: "m" }],
    ["a video with its cover", { ...video, thumbMediaId: "c" }, { ...video, thumbMediaId: "c" }],
    ["a video without a cover", video, null],
    ["a video with an empty cover", { ...video, thumbMediaId: "" }, null],
    ["music", music, music],
    ["an article", news(1), { type: "news", articles: [article(0)] }],
    ["several articles", news(3), { type: "news", articles: [article(0)] }],
    ["no article", news(0), null],
    ["handing over", { type: "transfer_customer_service" }, null],
  ])("%s", (_, reply, expected) => {
    expect(lateMessageOf(reply)).toEqual(expected);
  });

  it("a text reads as it would have on the wire", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (content) => {
        const fitted = fitReply(textReply(content), message).reply;
        expect(lateMessageOf(textReply(content))).toEqual(fitted);
        if (fitted?.type === "text") expect(xmlText(fitted.content)).toBe(fitted.content);
      }),
    );
  });
});
