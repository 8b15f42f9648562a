import { z } from "zod";
import { type ApiAnswer, refuse } from "../api-answers";
import type { Told } from "../chat/types";
import { sections } from "../explanation";
import { mediumType } from "../media";
import { noMedium } from "./media";
import { isAnswer } from "./request";

/** What a customer-service message says, by its msgtype. */

const section = sections.customSend;
const longestText = 2048;

/** What stands in the chat, and what was let pass. */
export interface CustomContent {
  content: Told;
  notes?: string[];
}

type Content = CustomContent | ApiAnswer;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** The object under the msgtype's own name; the refusal of one that is absent or of the wrong shape. */
function part<T>(
  body: Readonly<Record<string, unknown>>,
  name: string,
  schema: z.ZodType<T>,
): { of: T } | ApiAnswer {
  const parsed = schema.safeParse(body[name]);
  if (parsed.success) return { of: parsed.data };
  const inside = parsed.error.issues[0]?.path.join(".");
  const field = inside ? `${name}.${inside}` : name;
  const rule = body[name] === undefined ? `msgtype 是 ${name}，内容要放在 ${name} 里` : `${field} 的类型不对`;
  return refuse(47001, { rule, section, field, given: JSON.stringify(body[name]) ?? "（没有）" });
}

/** Refuses a medium that is not there, or is of another type. */
async function refuseMedium(
  mediaId: string,
  field: string,
  types: readonly string[],
): Promise<ApiAnswer | null> {
  const type = await mediumType(mediaId);
  if (type === null) return noMedium(mediaId, field, section);
  if (types.includes(type)) return null;
  const why = { section, field, expected: types.join(" 或 "), given: type };
  return refuse(40007, {
    rule: "这个 media_id 是另一种素材",
    ...why,
    advice: "上传时的 type 要和消息的类型一样",
  });
}

const covers = ["thumb", "image"] as const;
const url = (given: string): string => (/^https?:\/\/./.test(given) ? given : "");

type Reader = (body: Readonly<Record<string, unknown>>) => Promise<Content>;

const readText: Reader = async (body) => {
  const input = part(body, "text", z.object({ content: text }));
  if (isAnswer(input)) return input;
  const { content } = input.of;
  const size = Buffer.byteLength(content);
  if (size === 0) return refuse(44004, { rule: "文字不能为空", section, field: "text.content" });
  if (size > longestText) {
    const why = {
      section,
      field: "text.content",
      expected: `${longestText} 字节以内`,
      given: `${size} 字节`,
    };
    return refuse(45002, {
      rule: `文字最长 ${longestText} 字节`,
      ...why,
      advice: "一个汉字 3 字节：分成几条",
    });
  }
  const escaped = /\\u[0-9a-fA-F]{4}/.test(content);
  const notes = ["文字里有 \\uXXXX：用户看到的就是它。JSON 里直接写汉字，不要再转义一次"];
  return { content: { kind: "text", text: content }, ...(escaped ? { notes } : {}) };
};

const readMediumOf =
  (kind: "image" | "voice"): Reader =>
  async (body) => {
    const input = part(body, kind, z.object({ media_id: text }));
    if (isAnswer(input)) return input;
    const mediaId = input.of.media_id;
    return (await refuseMedium(mediaId, `${kind}.media_id`, [kind])) ?? { content: { kind, mediaId } };
  };

const readVideo: Reader = async (body) => {
  const schema = z.object({ media_id: text, thumb_media_id: text, title: text, description: text });
  const input = part(body, "video", schema);
  if (isAnswer(input)) return input;
  const { media_id: mediaId, thumb_media_id: cover, title, description } = input.of;
  const refusal =
    (await refuseMedium(mediaId, "video.media_id", ["video"])) ??
    (cover === "" ? null : await refuseMedium(cover, "video.thumb_media_id", covers));
  const notes = ["没有 thumb_media_id：文档说它必填，沙箱放过"];
  return (
    refusal ?? { content: { kind: "video", mediaId, title, description }, ...(cover === "" ? { notes } : {}) }
  );
};

const readMusic: Reader = async (body) => {
  const schema = z.object({
    title: text,
    description: text,
    musicurl: text,
    hqmusicurl: text,
    thumb_media_id: text,
  });
  const input = part(body, "music", schema);
  if (isAnswer(input)) return input;
  const { title, description, musicurl, hqmusicurl, thumb_media_id: thumbMediaId } = input.of;
  const musicUrl = url(musicurl) || url(hqmusicurl);
  const refusal = await refuseMedium(thumbMediaId, "music.thumb_media_id", covers);
  return refusal ?? { content: { kind: "music", title, description, musicUrl, thumbMediaId } };
};

const article = z.object({ title: text, description: text, url: text, picurl: text });

const readNews: Reader = async (body) => {
  const input = part(body, "news", z.object({ articles: z.array(article) }));
  if (isAnswer(input)) return input;
  const { articles } = input.of;
  const why = { section, field: "news.articles", expected: "1 篇", given: `${articles.length} 篇` };
  if (articles.length === 0) return refuse(44003, { rule: "图文不能为空", ...why });
  if (articles.length > 1)
    return refuse(45008, { rule: "客服消息的图文只能有 1 篇", ...why, advice: "分成几条发" });
  const own = articles.map(({ title, description, picurl, ...given }) => ({
    title,
    description,
    picUrl: url(picurl),
    url: url(given.url),
  }));
  return { content: { kind: "news", articles: own } };
};

/** Published articles and material are things that the sandbox does not have. */
const readMaterial =
  (name: "mpnews" | "mpnewsarticle", field: "media_id" | "article_id"): Reader =>
  async (body) => {
    const input = part(body, name, z.object({ media_id: text, article_id: text }));
    if (isAnswer(input)) return input;
    const id = input.of[field];
    const temporary = id === "" ? null : await mediumType(id);
    if (id === "" || temporary !== null) {
      const why = { section, field: `${name}.${field}`, given: temporary ?? "（没有）" };
      return refuse(40007, { rule: "要图文素材的编号", ...why });
    }
    const only = { title: "图文消息", description: `公众号里的文章 ${id}`, picUrl: "", url: "" };
    return {
      content: { kind: "news", articles: [only] },
      notes: ["沙箱没有素材库和已发布的文章：编号没有核对，手机上只显示一张空的卡片"],
    };
  };

const entry = z.object({ id: z.union([z.string(), z.number()]).transform(String), content: z.string() });

const readMenu: Reader = async (body) => {
  const schema = z.object({ head_content: text, list: z.array(entry), tail_content: text });
  const input = part(body, "msgmenu", schema);
  if (isAnswer(input)) return input;
  const { head_content: head, list, tail_content: tail } = input.of;
  if (list.length > 0) return { content: { kind: "menu", head, list, tail } };
  return refuse(44004, { rule: "菜单消息至少要有一项", section, field: "msgmenu.list" });
};

const readCard: Reader = async (body) => {
  const input = part(body, "wxcard", z.object({ card_id: text }));
  if (isAnswer(input)) return input;
  const cardId = input.of.card_id;
  if (cardId === "") return refuse(40035, { rule: "卡券要有 card_id", section, field: "wxcard.card_id" });
  return { content: { kind: "card", cardId }, notes: ["沙箱没有卡券：card_id 没有核对"] };
};

const readMiniprogram: Reader = async (body) => {
  const schema = z.object({ title: text, appid: text, pagepath: text, thumb_media_id: text });
  const input = part(body, "miniprogrampage", schema);
  if (isAnswer(input)) return input;
  const { title, appid, pagepath: pagePath, thumb_media_id: thumbMediaId } = input.of;
  const why = { section, field: "miniprogrampage.appid" };
  if (appid === "") return refuse(40013, { rule: "小程序卡片要有 appid", ...why });
  if (pagePath === "") {
    return refuse(40165, { rule: "小程序卡片要有 pagepath", section, field: "miniprogrampage.pagepath" });
  }
  const refusal = await refuseMedium(thumbMediaId, "miniprogrampage.thumb_media_id", covers);
  const notes = ["微信要求小程序和公众号关联；沙箱没有小程序，放过了"];
  return refusal ?? { content: { kind: "miniprogram", title, appid, pagePath, thumbMediaId }, notes };
};

const readers: ReadonlyMap<string, Reader> = new Map([
  ["text", readText],
  ["image", readMediumOf("image")],
  ["voice", readMediumOf("voice")],
  ["video", readVideo],
  ["music", readMusic],
  ["news", readNews],
  ["mpnews", readMaterial("mpnews", "media_id")],
  ["mpnewsarticle", readMaterial("mpnewsarticle", "article_id")],
  ["msgmenu", readMenu],
  ["wxcard", readCard],
  ["miniprogrampage", readMiniprogram],
]);

/** What a message of this msgtype says; the refusal of what is unknown, too long, or names a medium that is not there. */
export async function customContent(
  msgtype: string,
  body: Readonly<Record<string, unknown>>,
): Promise<CustomContent | ApiAnswer> {
  const reader = readers.get(msgtype);
  if (reader) return reader(body);
  const expected = [...readers.keys()].join("、");
  return refuse(40008, { rule: "没有这种客服消息", section, field: "msgtype", given: msgtype, expected });
}
