import { describe, expect, it } from "vitest";
import { reply, replyOf } from "@/lib/wechat/robot/reply";
import type { HandlerResult, Reply } from "@/lib/wechat/robot/reply-types";
import { createRobot } from "@/lib/wechat/robot/robot";
import { context, textMessage } from "./robot-support";

const article = { title: "月光石", url: "https://shop.test/products/1" };
const music = { musicUrl: "https://shop.test/1.mp3", thumbMediaId: "thumb" };
const news: Reply = { type: "news", articles: [article] };

describe("replyOf", () => {
  it.each<[string, HandlerResult, Reply | null | undefined]>([
    ["undefined", undefined, undefined],
    ["null", null, null],
    ["an empty text", "", null],
    ["a text", "你好", { type: "text", content: "你好" }],
    ["an article", article, news],
    ["articles", [article, article], { type: "news", articles: [article, article] }],
    [
      "an article of a database",
      { ...article, picUrl: null as never, description: "d", id: 7 } as never,
      {
        type: "news",
        articles: [{ ...article, description: "d" }],
      },
    ],
    ["music", { ...music, title: "夜" }, { type: "music", ...music, title: "夜" }],
    ["reply.text", reply.text("你好"), { type: "text", content: "你好" }],
    ["reply.text of nothing", reply.text(""), null],
    ["reply.image", reply.image("m"), { type: "image", mediaId: "m" }],
    ["reply.voice", reply.voice("m"), { type: "voice", mediaId: "m" }],
    ["reply.video", reply.video({ mediaId: "m", title: "t" }), { type: "video", mediaId: "m", title: "t" }],
    ["reply.music", reply.music(music), { type: "music", ...music }],
    ["reply.news", reply.news(article), news],
    ["reply.transfer", reply.transfer(), { type: "transfer_customer_service" }],
    [
      "reply.transfer to one",
      reply.transfer("anna@gems"),
      { type: "transfer_customer_service", account: "anna@gems" },
    ],
    ["a reply written out", { type: "image", mediaId: "m" }, { type: "image", mediaId: "m" }],
  ])("%s", (_, result, expected) => {
    expect(replyOf(result)).toEqual(expected);
  });

  it("gives every helper's reply back as it is", () => {
    const video = { mediaId: "m", title: "t", description: "d", thumbMediaId: "c" };
    const full = { ...music, title: "t", description: "d", hqMusicUrl: "https://shop.test/hq.mp3" };
    const rich = { ...article, description: "d", picUrl: "https://shop.test/1.jpg" };
    const replies = [reply.video(video), reply.music(full), reply.news(rich), reply.transfer("a@b")];
    for (const each of replies) expect(replyOf(each)).toEqual(each);
  });

  it("a helper's kind wins over a `type` that came with the fields", () => {
    expect(reply.video({ mediaId: "m", type: "x" } as never).type).toBe("video");
    expect(reply.music({ ...music, type: "x" } as never).type).toBe("music");
  });

  it.each<[string, unknown, string]>([
    ["a number", 5, "a number"],
    ["true", true, "a boolean"],
    ["a function", () => "x", "a function"],
    ["a symbol", Symbol("x"), "a symbol"],
    ["an empty object", {}, "no fields"],
    ["an object that is nothing", { content: "x", id: 1 }, "the fields content, id"],
    ["an empty list", [], "an empty list of articles"],
    ["a list of texts", ["a", "b"], "a list with something that is no article"],
    ["a list with null", [article, null], "a list with something that is no article"],
    ["a list with a hole", Array(1), "a list with something that is no article"],
    ["an article without title", { url: article.url }, "an article without title"],
    ["an article with an empty title", { ...article, title: "" }, "an article without title"],
    ["an article without url", { title: "t" }, "an article without url"],
    ["an article with a path", { title: "t", url: "/orders/1" }, "not a whole http or https address"],
    [
      "an article with another scheme",
      { title: "t", url: "javascript:alert(1)" },
      "not a whole http or https address",
    ],
    ["an article with half an address", { title: "t", url: "https://" }, "not a whole http or https address"],
    ["a title that is a number", { ...article, title: 5 }, "an article without title"],
    ["a picture that is an object", { ...article, picUrl: {} }, "an article whose picUrl is not a text"],
    ["one bad article of two", [article, { title: "t" }], "an article without url"],
    ["music without a cover", { musicUrl: "https://shop.test/1.mp3" }, "music without thumbMediaId"],
    ["music without an address", { musicUrl: "", thumbMediaId: "t" }, "music without musicUrl"],
    [
      "an unknown type",
      { type: "poem", content: "x" },
      "type is none of a reply's, with the fields type, content",
    ],
    ["a type of the prototype", { type: "toString" }, "type is none of a reply's"],
    ["a text reply without content", { type: "text" }, "a text reply without content"],
    ["an image without mediaId", { type: "image" }, "image without mediaId"],
    ["a voice with an empty mediaId", { type: "voice", mediaId: "" }, "voice without mediaId"],
    ["a video without mediaId", { type: "video", title: "t" }, "a video without mediaId"],
    [
      "a video with a wrong title",
      { type: "video", mediaId: "m", title: 1 },
      "a video whose title is not a text",
    ],
    ["music by type without a cover", { type: "music", musicUrl: "u" }, "music without thumbMediaId"],
    ["news without articles", { type: "news" }, "news without a list of articles"],
    ["news with an empty list", { type: "news", articles: [] }, "an empty list of articles"],
    ["a transfer to a number", { type: "transfer_customer_service", account: 5 }, "account is not a text"],
    ["a Date", new Date(0), "no fields"],
    ["a Response", new Response("x"), "type is none of a reply's"],
  ])("refuses %s", (_, result, what) => {
    const make = () => replyOf(result as HandlerResult, "A handler of robot.text");
    expect(make).toThrow(
      expect.objectContaining({ name: "WechatConfigError", code: "ROBOT_RESULT", kind: "config" }),
    );
    expect(make).toThrow(what);
    expect(make).toThrow("A handler of robot.text returned ");
    expect(make).toThrow("It may return a text, an article {title, url}");
  });

  it("names fields, not what they hold", () => {
    expect(() => replyOf({ phone: "13800000000" } as never)).toThrow(expect.not.stringContaining("138"));
  });

  it("the robot says which handler it was", async () => {
    const robot = createRobot().filter("x", () => 5 as never);
    await expect(robot.answer(textMessage("x"), context())).rejects.toThrow(
      'A handler of robot.filter("x") returned a number',
    );
  });
});
