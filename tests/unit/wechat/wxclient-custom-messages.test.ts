import { describe, expect, it } from "vitest";
import type { CustomMessage } from "@/lib/wechat";
import { rejection } from "./support";
import { answering, ok } from "./wxclient-answering";

const article = {
  title: "红宝石",
  description: "新到",
  url: "https://shop.example/1",
  picUrl: "https://shop.example/1.jpg",
};
const entry = { id: "101", content: "满意" };

const wire: [CustomMessage, object][] = [
  [{ type: "text", content: '你好 \\u00e9 "x"' }, { content: '你好 \\u00e9 "x"' }],
  [{ type: "image", mediaId: "M1" }, { media_id: "M1" }],
  [{ type: "voice", mediaId: "M1" }, { media_id: "M1" }],
  [{ type: "mpnews", mediaId: "M1" }, { media_id: "M1" }],
  [
    { type: "video", mediaId: "M1", thumbMediaId: "M2" },
    { media_id: "M1", thumb_media_id: "M2" },
  ],
  [
    { type: "video", mediaId: "M1", thumbMediaId: "M2", title: "t", description: "d" },
    { media_id: "M1", thumb_media_id: "M2", title: "t", description: "d" },
  ],
  [
    {
      type: "music",
      title: "t",
      description: "d",
      musicUrl: "http://a",
      hqMusicUrl: "http://b",
      thumbMediaId: "M2",
    },
    { title: "t", description: "d", musicurl: "http://a", hqmusicurl: "http://b", thumb_media_id: "M2" },
  ],
  [
    { type: "music", musicUrl: "http://a", thumbMediaId: "M2" },
    { musicurl: "http://a", hqmusicurl: "http://a", thumb_media_id: "M2" },
  ],
  [
    { type: "news", articles: [article] },
    { articles: [{ title: "红宝石", description: "新到", url: article.url, picurl: article.picUrl }] },
  ],
  [{ type: "mpnewsarticle", articleId: "A1" }, { article_id: "A1" }],
  [
    { type: "msgmenu", headContent: "满意吗？", list: [entry], tailContent: "" },
    { head_content: "满意吗？", list: [entry], tail_content: "" },
  ],
  [{ type: "wxcard", cardId: "C1" }, { card_id: "C1" }],
  [
    { type: "miniprogrampage", title: "t", appid: "wxmini", pagepath: "pages/a", thumbMediaId: "M2" },
    { title: "t", appid: "wxmini", pagepath: "pages/a", thumb_media_id: "M2" },
  ],
];

const without = (message: object, field: string): CustomMessage =>
  Object.fromEntries(Object.entries(message).filter(([name]) => name !== field)) as unknown as CustomMessage;

describe("sendCustom refuses before anything is sent", () => {
  it.each([
    ["content", { type: "text", content: "" }],
    // 683 characters of 3 bytes are 2049.
    ["content", { type: "text", content: "宝".repeat(683) }],
    ["articles", { type: "news", articles: [] }],
    ["articles", { type: "news", articles: [article, article] }],
    ["articles.0.title", { type: "news", articles: [{ ...article, title: "" }] }],
    ["articles.0.url", { type: "news", articles: [{ ...article, url: undefined }] }],
    ["list", { type: "msgmenu", headContent: "", list: [], tailContent: "" }],
    ["list.0.id", { type: "msgmenu", headContent: "", list: [{ id: "", content: "a" }], tailContent: "" }],
    ["type", { type: "mass", content: "x" }],
    ["type", {}],
  ])("a fault in %s", async (field, message) => {
    const { client, asked } = answering(ok);
    const error = await rejection(client.sendCustom("o1", message as unknown as CustomMessage));
    expect(error).toMatchObject({ name: "WechatConfigError", message: expect.stringContaining(`${field}:`) });
    expect(asked()).toEqual([]);
  });

  it.each(wire.map(([message]) => [message.type, message] as const))(
    "a %s without its ids",
    async (_, message) => {
      const { client, asked } = answering(ok);
      for (const field of Object.keys(message)) {
        if (/^(title|description|hqMusicUrl)$/.test(field) && message.type !== "miniprogrampage") continue;
        const error = await rejection(client.sendCustom("o1", without(message, field)));
        expect(error).toMatchObject({ message: expect.stringContaining(`${field}:`) });
      }
      expect(asked()).toEqual([]);
    },
  );

  it("nobody to write to, and nobody who writes", async () => {
    const { client, asked } = answering(ok);
    const text = { type: "text", content: "x" } as const;
    expect(await rejection(client.sendCustom("", text))).toMatchObject({ kind: "config" });
    expect(await rejection(client.sendCustom("o1", text, ""))).toMatchObject({ kind: "config" });
    expect(await rejection(client.typing(""))).toMatchObject({ kind: "config" });
    expect(asked()).toEqual([]);
  });
});

describe("sendCustom", () => {
  it.each(wire)("sends %j in WeChat's words", async (message, content) => {
    const { client, asked } = answering(ok);
    expect(await client.sendCustom("o1", message)).toBeUndefined();
    const body = JSON.stringify({ touser: "o1", msgtype: message.type, [message.type]: content });
    expect(asked()).toEqual([["POST", "/message/custom/send?access_token=TOKEN-1", body]]);
  });

  it("a text of exactly 2048 bytes, from one of the staff", async () => {
    const { client, asked } = answering(ok);
    const content = `${"宝".repeat(682)}ab`;
    await client.sendCustom("o1", { type: "text", content }, "test1@kftest");
    expect(asked()[0]?.[2]).toBe(
      `{"touser":"o1","msgtype":"text","text":{"content":"${content}"},"customservice":{"kf_account":"test1@kftest"}}`,
    );
  });

  it.each([
    [45015, "stop"],
    [45047, "stop"],
    [40003, "stop"],
    [40008, "stop"],
    [45002, "stop"],
    [48001, "stop"],
    [48002, "stop"],
    [45011, "retry"],
    [-1, "query"],
  ])("errcode %i advises to %s", async (errcode, advice) => {
    const { client, asked } = answering({ errcode, errmsg: "no" });
    expect(await rejection(client.sendCustom("o1", { type: "text", content: "x" }))).toMatchObject({
      errcode,
      advice,
      hint: expect.any(String),
    });
    expect(asked()).toHaveLength(1);
  });
});

describe("typing", () => {
  it("goes on and off", async () => {
    const { client, asked } = answering(ok);
    await client.typing("o1");
    expect(await client.typing("o1", false)).toBeUndefined();
    expect(asked()).toEqual([
      ["POST", "/message/custom/typing?access_token=TOKEN-1", '{"touser":"o1","command":"Typing"}'],
      ["POST", "/message/custom/typing?access_token=TOKEN-1", '{"touser":"o1","command":"CancelTyping"}'],
    ]);
  });

  it.each([45072, 45080, 45081])("passes errcode %i on", async (errcode) => {
    const { client } = answering({ errcode, errmsg: "no" });
    expect(await rejection(client.typing("o1"))).toMatchObject({ errcode, advice: "stop" });
  });
});
