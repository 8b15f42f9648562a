import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { MessageElements } from "@/lib/wechat/robot/message-types";
import { readMessageXml } from "@/lib/wechat/robot/message-xml";
import type { Reply } from "@/lib/wechat/robot/reply-types";
import { replyXml } from "@/lib/wechat/robot/reply-xml";
import { buildXml, parseXml, xmlText } from "@/lib/wechat/xml";

const address = { to: "oPerson", from: "gh_1", createTime: 1_714_536_000 };

/** The common elements, and what follows them. */
const xml = (type: string, rest: string) =>
  "<xml><ToUserName><![CDATA[oPerson]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName>" +
  `<CreateTime>1714536000</CreateTime><MsgType><![CDATA[${type}]]></MsgType>${rest}</xml>`;

describe("replyXml", () => {
  it.each<[string, Reply, string]>([
    ["text", { type: "text", content: "你好 💎" }, xml("text", "<Content><![CDATA[你好 💎]]></Content>")],
    [
      "image",
      { type: "image", mediaId: "m-1" },
      xml("image", "<Image><MediaId><![CDATA[m-1]]></MediaId></Image>"),
    ],
    [
      "voice",
      { type: "voice", mediaId: "m-2" },
      xml("voice", "<Voice><MediaId><![CDATA[m-2]]></MediaId></Voice>"),
    ],
    [
      "video",
      { type: "video", mediaId: "m-3", title: "题", description: "述", thumbMediaId: "not in a reply" },
      xml(
        "video",
        "<Video><MediaId><![CDATA[m-3]]></MediaId><Title><![CDATA[题]]></Title>" +
          "<Description><![CDATA[述]]></Description></Video>",
      ),
    ],
    [
      "video without words",
      { type: "video", mediaId: "m-3" },
      xml(
        "video",
        "<Video><MediaId><![CDATA[m-3]]></MediaId><Title><![CDATA[]]></Title>" +
          "<Description><![CDATA[]]></Description></Video>",
      ),
    ],
    [
      "music",
      {
        type: "music",
        title: "夜",
        description: "曲",
        musicUrl: "https://m.test/1",
        hqMusicUrl: "https://m.test/hq",
        thumbMediaId: "t",
      },
      xml(
        "music",
        "<Music><Title><![CDATA[夜]]></Title><Description><![CDATA[曲]]></Description>" +
          "<MusicUrl><![CDATA[https://m.test/1]]></MusicUrl><HQMusicUrl><![CDATA[https://m.test/hq]]></HQMusicUrl>" +
          "<ThumbMediaId><![CDATA[t]]></ThumbMediaId></Music>",
      ),
    ],
    [
      "music, the least of it",
      { type: "music", musicUrl: "https://m.test/1", thumbMediaId: "t" },
      xml(
        "music",
        "<Music><Title><![CDATA[]]></Title><Description><![CDATA[]]></Description>" +
          "<MusicUrl><![CDATA[https://m.test/1]]></MusicUrl><HQMusicUrl><![CDATA[https://m.test/1]]></HQMusicUrl>" +
          "<ThumbMediaId><![CDATA[t]]></ThumbMediaId></Music>",
      ),
    ],
    [
      "news",
      {
        type: "news",
        articles: [
          { title: "一", description: "述", picUrl: "https://p.test/1", url: "https://u.test/1?a=1&b=2" },
          { title: "二", url: "https://u.test/2" },
        ],
      },
      xml(
        "news",
        "<ArticleCount>2</ArticleCount><Articles><item><Title><![CDATA[一]]></Title>" +
          "<Description><![CDATA[述]]></Description><PicUrl><![CDATA[https://p.test/1]]></PicUrl>" +
          "<Url><![CDATA[https://u.test/1?a=1&b=2]]></Url></item><item><Title><![CDATA[二]]></Title>" +
          "<Description><![CDATA[]]></Description><PicUrl><![CDATA[]]></PicUrl>" +
          "<Url><![CDATA[https://u.test/2]]></Url></item></Articles>",
      ),
    ],
    ["transfer", { type: "transfer_customer_service" }, xml("transfer_customer_service", "")],
    [
      "transfer to one",
      { type: "transfer_customer_service", account: "anna@gems" },
      xml("transfer_customer_service", "<TransInfo><KfAccount><![CDATA[anna@gems]]></KfAccount></TransInfo>"),
    ],
  ])("%s", (_, reply, expected) => {
    expect(replyXml(reply, address)).toBe(expected);
  });

  it("splits the end of CDATA and drops what XML cannot carry, at every place", () => {
    const content = "a]]>b\u0000c\ud800d\uffffe";
    expect(replyXml({ type: "text", content }, address)).toContain(
      "<Content><![CDATA[a]]]]><![CDATA[>bcde]]></Content>",
    );
    const news = replyXml({ type: "news", articles: [{ title: content, url: content }] }, address);
    expect(news.split("<![CDATA[a]]]]><![CDATA[>bcde]]>")).toHaveLength(3);
    expect(replyXml({ type: "text", content: "x" }, { ...address, to: content })).toContain(
      "<ToUserName><![CDATA[a]]]]><![CDATA[>bcde]]></ToUserName>",
    );
  });

  it("writes whole seconds and refuses a time that is none", () => {
    const at = (createTime: number) => replyXml({ type: "text", content: "x" }, { ...address, createTime });
    expect(at(1_714_536_000.987)).toContain("<CreateTime>1714536000</CreateTime>");
    expect(() => at(Number.NaN)).toThrow("<CreateTime> must be a finite number");
  });

  const nasty = fc
    .array(fc.constantFrom("]]>", "]]", ">", "<![CDATA[", "<", "&amp;", "\r\n", "\r", "💎", "\0"))
    .map((parts) => parts.join(""));
  const text = fc.oneof(fc.string({ unit: "binary" }), nasty);

  it("any text, in any field, is read back as it was", () => {
    fc.assert(
      fc.property(text, text, text, (content, to, from) => {
        const read = parseXml(replyXml({ type: "text", content }, { to, from, createTime: 1 }));
        expect({ ...read }).toEqual({
          ToUserName: xmlText(to),
          FromUserName: xmlText(from),
          CreateTime: "1",
          MsgType: "text",
          Content: xmlText(content),
        });
      }),
    );
  });

  it("so is it in articles and in music", () => {
    const article = fc.record({ title: text, description: text, picUrl: text, url: text });
    const song = fc.record({
      title: text,
      description: text,
      musicUrl: text,
      hqMusicUrl: text,
      thumbMediaId: text,
    });
    fc.assert(
      fc.property(fc.array(article, { minLength: 2, maxLength: 8 }), song, (articles, music) => {
        const news = readMessageXml(replyXml({ type: "news", articles }, address));
        expect(plain(news)).toMatchObject({
          ArticleCount: String(articles.length),
          Articles: {
            item: articles.map((one) => ({
              Title: xmlText(one.title),
              Description: xmlText(one.description),
              PicUrl: xmlText(one.picUrl),
              Url: xmlText(one.url),
            })),
          },
        });
        expect(plain(readMessageXml(replyXml({ type: "music", ...music }, address)))).toMatchObject({
          Music: {
            Title: xmlText(music.title),
            Description: xmlText(music.description),
            MusicUrl: xmlText(music.musicUrl),
            HQMusicUrl: xmlText(music.hqMusicUrl),
            ThumbMediaId: xmlText(music.thumbMediaId),
          },
        });
      }),
    );
  });
});

/** With the prototypes that toEqual expects. */
const plain = (elements: MessageElements): unknown => JSON.parse(JSON.stringify(elements));

describe("buildXml with elements in elements", () => {
  it("writes them in order, lists as the element several times, and leaves undefined out", () => {
    expect(
      buildXml({ a: { b: 1, c: { d: "x" }, e: undefined }, f: [{ g: 1 }, { g: 2 }, undefined], h: [] }),
    ).toBe("<xml><a><b>1</b><c><d><![CDATA[x]]></d></c></a><f><g>1</g></f><f><g>2</g></f></xml>");
    expect(buildXml({ a: {} })).toBe("<xml><a></a></xml>");
  });

  it("refuses names and numbers inside as it does outside", () => {
    expect(() => buildXml({ a: { "b c": "1" } })).toThrow("Not a name");
    expect(() => buildXml({ a: [{ b: Number.NaN }] })).toThrow("<b> must be a finite number");
  });
});
