import { beforeEach, describe, expect, it } from "vitest";
import { setPushMode } from "@/lib/sandbox/chat/mode";
import { pushEvent, pushMessage } from "@/lib/sandbox/chat/pushes";
import type { Told } from "@/lib/sandbox/chat/types";
import { storeMedium } from "@/lib/sandbox/media";
import {
  contents,
  deliver,
  endpoint,
  freshChat,
  openid,
  pushCalls,
  replyXml,
  robot,
  sealed,
  unavailable,
} from "./chat-support";
import { wait } from "./support";

const media = { image: "", voice: "", video: "", thumb: "", gif: "" };

beforeEach(async () => {
  await freshChat();
  const keep = (type: string, mime: string) =>
    storeMedium({ type, mime, filename: "a", bytes: new Uint8Array([1, 2, 3]) });
  media.image = await keep("image", "image/png");
  media.voice = await keep("voice", "audio/amr");
  media.video = await keep("video", "video/mp4");
  media.thumb = await keep("thumb", "image/jpeg");
  media.gif = await keep("image", "image/gif");
});

/** What the account says to a text, sealed, and how its three deliveries went. */
async function ask(answer: string, occasion: "message" | "event" = "message") {
  endpoint.answer = async () => answer;
  if (occasion === "event") await pushEvent("lin", "CLICK", { EventKey: "GEMS" });
  else await pushMessage("lin", { kind: "text", text: "在吗" });
  await deliver();
  const told = (await contents()).slice(occasion === "event" ? 0 : 1);
  return { told, call: (await pushCalls()).at(-1), deliveries: endpoint.arrived.length };
}

const withIds = (text: string): string =>
  text.replace(/\{(\w+)\}/g, (_whole, name: keyof typeof media) => media[name]);

const item = (title: string, url = "https://shop.test/1", rest = ""): string =>
  `<item><Title>${title}</Title>${rest}<Url><![CDATA[${url}]]></Url></item>`;
const news = (count: number, ...items: string[]): string =>
  replyXml("news", `<ArticleCount>${count}</ArticleCount><Articles>${items.join("")}</Articles>`);
const article = (title: string) => ({ title, description: "", picUrl: "", url: "https://shop.test/1" });

/** Each kind of reply: what it says, and what the person sees. Media stand in braces. */
const good: [string, string, () => Told][] = [
  [
    "text",
    replyXml("text", '<Content><![CDATA[<a href="https://shop.test">看 & 买</a>]]></Content>'),
    () => ({ kind: "text", text: '<a href="https://shop.test">看 & 买</a>' }),
  ],
  [
    "text of 2048 bytes, escaped and not in CDATA",
    replyXml("text", `<Content>&lt;${"月".repeat(682)}&#x41;</Content>`),
    () => ({ kind: "text", text: `<${"月".repeat(682)}A` }),
  ],
  [
    "image",
    replyXml("image", "<Image><MediaId><![CDATA[{image}]]></MediaId></Image>"),
    () => ({ kind: "image", mediaId: media.image }),
  ],
  [
    "voice",
    replyXml("voice", "<Voice><MediaId>{voice}</MediaId></Voice>"),
    () => ({ kind: "voice", mediaId: media.voice }),
  ],
  [
    "video",
    replyXml("video", "<Video><MediaId>{video}</MediaId><Title>切割</Title></Video>"),
    () => ({ kind: "video", mediaId: media.video, title: "切割", description: "" }),
  ],
  [
    "music",
    replyXml(
      "music",
      "<Music><Title>月光</Title><Description>曲</Description><MusicUrl>https://a.test/m.mp3</MusicUrl><HQMusicUrl/><ThumbMediaId>{thumb}</ThumbMediaId></Music>",
    ),
    () => ({
      kind: "music",
      title: "月光",
      description: "曲",
      musicUrl: "https://a.test/m.mp3",
      thumbMediaId: media.thumb,
    }),
  ],
  [
    "news",
    news(
      1,
      item(
        "月光石",
        "https://shop.test/1",
        "<Description>好</Description><PicUrl>https://a.test/p.png</PicUrl>",
      ),
    ),
    () => ({
      kind: "news",
      articles: [
        { title: "月光石", description: "好", picUrl: "https://a.test/p.png", url: "https://shop.test/1" },
      ],
    }),
  ],
];

const forms = [
  ["plain", "plain"],
  ["compatible", "plain"],
  ["compatible", "sealed"],
  ["safe", "sealed"],
] as const;

for (const [mode, form] of forms) {
  it.each(good)(`${mode} mode, ${form}: %s`, async (_name, answer, told) => {
    await setPushMode(mode);
    const xml = withIds(answer);
    const found = await ask(form === "sealed" ? sealed(xml) : xml);
    expect(found.told).toEqual([told()]);
    expect(found.deliveries).toBe(1);
    expect(found.call).toMatchObject({ ok: true });
  });
}

it("a message gets one article, an event eight: the rest is not shown, and the ledger says so", async () => {
  const ten = Array.from({ length: 10 }, (_none, index) => `第${index}篇`);
  const answer = sealed(news(10, ...ten.map((title) => item(title))));
  const first = await ask(answer);
  expect(first.told).toEqual([{ kind: "news", articles: [article("第0篇")] }]);
  expect(first.call?.why?.notes?.join()).toContain("最多 1 篇");
  await freshChat();
  const second = await ask(answer, "event");
  expect(second.told).toEqual([{ kind: "news", articles: ten.slice(0, 8).map(article) }]);
});

it("takes a CreateTime in milliseconds, with a remark", async () => {
  const xml = replyXml("text", "<Content>好</Content>", { CreateTime: "1790000000123" });
  const { told, call } = await ask(sealed(xml));
  expect(told).toEqual([{ kind: "text", text: "好" }]);
  expect(call?.why?.notes?.join()).toContain("毫秒");
});

const content = "<Content>好</Content>";
/** What breaks a rule, and the field that the ledger names. */
const bad: [string, string, string][] = [
  ["for another person", replyXml("text", content, { ToUserName: "oSomebodyElse" }), "ToUserName"],
  ["from the person", replyXml("text", content, { FromUserName: openid() }), "FromUserName"],
  ["names not exchanged", replyXml("text", content, { ToUserName: robot.userName }), "ToUserName"],
  ["no time", replyXml("text", content, { CreateTime: "today" }), "CreateTime"],
  ["no kind", replyXml("", content), "MsgType"],
  ["an unknown kind", replyXml("sticker", content), "MsgType"],
  ["no content", replyXml("text", ""), "Content"],
  ["an empty content", replyXml("text", "<Content></Content>"), "Content"],
  ["two contents", replyXml("text", content + content), "Content"],
  ["a text of 2049 bytes", replyXml("text", `<Content>${"月".repeat(683)}</Content>`), "Content"],
  ["no such medium", replyXml("image", "<Image><MediaId>nobody's</MediaId></Image>"), "MediaId"],
  ["a medium of another kind", replyXml("image", "<Image><MediaId>{voice}</MediaId></Image>"), "MediaId"],
  ["an animation", replyXml("image", "<Image><MediaId>{gif}</MediaId></Image>"), "MediaId"],
  ["a medium in the wrong place", replyXml("image", "<MediaId>{image}</MediaId>"), "Image"],
  ["a video without one", replyXml("video", "<Video><Title>x</Title></Video>"), "MediaId"],
  [
    "music without a cover",
    replyXml("music", "<Music><MusicUrl>https://a.test</MusicUrl></Music>"),
    "ThumbMediaId",
  ],
  [
    "music with half an address",
    replyXml("music", "<Music><MusicUrl>/m.mp3</MusicUrl><ThumbMediaId>{thumb}</ThumbMediaId></Music>"),
    "MusicUrl",
  ],
  ["no articles", replyXml("news", "<ArticleCount>0</ArticleCount><Articles></Articles>"), "Articles"],
  ["a wrong count", news(2, item("一")), "ArticleCount"],
  ["an article without a title", news(1, item("")), "Title"],
  ["an article that runs a script", news(1, item("一", "javascript:alert(1)")), "Url"],
  ["an article with half an address", news(1, item("一", "/products/1")), "Url"],
];

it.each(bad)("refuses a reply: %s", async (_name, answer, field) => {
  const { told, call, deliveries } = await ask(sealed(withIds(answer)));
  expect(told).toEqual([unavailable]);
  expect(deliveries).toBe(3);
  expect(call).toMatchObject({ ok: false, why: { field, section: { title: "被动回复用户消息" } } });
});

it("lets music without an address pass, and says so", async () => {
  const xml = replyXml("music", "<Music><ThumbMediaId>{thumb}</ThumbMediaId></Music>");
  const { call, deliveries } = await ask(sealed(withIds(xml)));
  expect(deliveries).toBe(1);
  expect(call?.ok).toBe(true);
  expect(call?.why?.notes?.join()).toContain("没有 MusicUrl");
});

it("refuses a medium whose three days are over", async () => {
  wait(3 * 24 * 3600 + 1);
  const { told } = await ask(sealed(withIds(replyXml("image", "<Image><MediaId>{image}</MediaId></Image>"))));
  expect(told).toEqual([unavailable]);
});

it("refuses to hand an event over to staff", async () => {
  const { told, call } = await ask(sealed(replyXml("transfer_customer_service", "")), "event");
  expect(told).toEqual([unavailable]);
  expect(call?.why?.rule).toContain("只有用户的消息可以转客服");
});

describe("an envelope", () => {
  const xml = () => replyXml("text", content);
  const envelopes: [string, () => string, string][] = [
    ["a wrong signature", () => sealed(xml(), { signature: "0".repeat(40) }), "MsgSignature"],
    ["another token", () => sealed(xml(), { token: "Another" }), "MsgSignature"],
    ["another account's", () => sealed(xml(), { appid: "wx0000000000000000" }), "Encrypt"],
    ["milliseconds", () => sealed(xml(), { timestamp: "1790000000123" }), "TimeStamp"],
    ["no signature", () => sealed(xml()).replace(/<MsgSignature>.*<\/MsgSignature>/, ""), "MsgSignature"],
    ["no nonce", () => sealed(xml()).replace(/<Nonce>.*<\/Nonce>/, ""), "Nonce"],
  ];
  it.each(envelopes)("is refused: %s", async (_name, answer, field) => {
    const { told, call } = await ask(answer());
    expect(told).toEqual([unavailable]);
    expect(call).toMatchObject({ ok: false, why: { field, section: { title: "消息推送 · 消息加解密" } } });
  });

  it("is read, and what stands inside is judged and shown", async () => {
    const { call } = await ask(sealed("<xml><!DOCTYPE x></xml>"));
    expect(call?.why).toMatchObject({ rule: expect.stringContaining("XML") });
    expect(call?.why?.notes?.join()).toContain("<!DOCTYPE x>");
  });
});
