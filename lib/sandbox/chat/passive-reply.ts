import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { sandboxAccounts } from "../accounts";
import { type Explanation, sections } from "../explanation";
import type { ChatArticle, Told } from "./types";
import { childNode, childText, type XmlNode } from "./xml-tree";

/** Passive replies, read as strictly as WeChat reads them. (Passive replies) */

export type PassiveReply = Told | { kind: "transfer"; account: string };

/** Whom the reply has to be for. */
export interface Addressed {
  openid: string;
  /** A message, and not an event: only these can be handed to staff, and get one article. */
  message: boolean;
}

export type ReadReply = { reply: PassiveReply; notes: string[] } | { why: Explanation };

/** Stops the reading. */
class Fault extends Error {
  constructor(readonly why: Explanation) {
    super(why.rule);
  }
}

const mostBytes = 2048;

/** Reads a reply; says which rule it breaks. */
export async function readReply(xml: XmlNode, to: Addressed): Promise<ReadReply> {
  try {
    const notes = checkAddress(xml, to);
    return { reply: await contentOf(xml, to, notes), notes };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { why: { section: sections.passiveReply, ...error.why } };
  }
}

function checkAddress(xml: XmlNode, { openid }: Addressed): string[] {
  exactly(xml, "ToUserName", openid, "回复的 ToUserName 要是发消息的人（消息里的 FromUserName）");
  const own = sandboxAccounts.robot.userName;
  exactly(xml, "FromUserName", own, "回复的 FromUserName 要是公众号（消息里的 ToUserName）");
  const time = required(xml, "CreateTime");
  if (!/^\d+$/.test(time)) throw new Fault({ rule: "CreateTime 要是整数", field: "CreateTime", given: time });
  return time.length > 10 ? ["CreateTime 是秒数，给的像毫秒：沙箱不计较"] : [];
}

function exactly(xml: XmlNode, field: string, expected: string, rule: string): void {
  const given = required(xml, field);
  if (given !== expected)
    throw new Fault({ rule, field, expected, given, advice: "两个名字是不是没有对调？" });
}

function required(xml: XmlNode, field: string): string {
  const value = childText(xml, field);
  if (value === null || value === "")
    throw new Fault({ rule: `回复里要有一个 ${field}，而且不能为空`, field });
  return value;
}

const optional = (xml: XmlNode, field: string): string => childText(xml, field) ?? "";

function part(xml: XmlNode, name: string): XmlNode {
  const found = childNode(xml, name);
  if (!found) throw new Fault({ rule: `回复里要有一个 <${name}>`, field: name });
  return found;
}

async function contentOf(xml: XmlNode, to: Addressed, notes: string[]): Promise<PassiveReply> {
  const type = required(xml, "MsgType");
  switch (type) {
    case "text":
      return { kind: "text", text: limited(required(xml, "Content")) };
    case "image":
      return { kind: "image", mediaId: await medium(part(xml, "Image"), "MediaId", ["image"]) };
    case "voice":
      return { kind: "voice", mediaId: await medium(part(xml, "Voice"), "MediaId", ["voice"]) };
    case "video": {
      const video = part(xml, "Video");
      const mediaId = await medium(video, "MediaId", ["video"]);
      return { kind: "video", mediaId, ...described(video) };
    }
    case "music": {
      const music = part(xml, "Music");
      const thumbMediaId = await medium(music, "ThumbMediaId", ["thumb", "image"]);
      return { kind: "music", ...described(music), musicUrl: songOf(music, notes), thumbMediaId };
    }
    case "news":
      return { kind: "news", articles: articles(xml, to, notes) };
    case "transfer_customer_service":
      return transfer(xml, to);
    default:
      throw new Fault({ rule: "没有这种回复", field: "MsgType", expected: replyTypes, given: type });
  }
}

const replyTypes = "text、image、voice、video、music、news、transfer_customer_service";

const described = (xml: XmlNode) => ({
  title: optional(xml, "Title"),
  description: optional(xml, "Description"),
});

function limited(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= mostBytes) return text;
  const [expected, given] = [`最多 ${mostBytes} 字节`, `${bytes} 字节`];
  throw new Fault({
    rule: "文字回复太长",
    field: "Content",
    expected,
    given,
    advice: "分成几条，用客服消息发其余的",
  });
}

/** A medium that the account or a person uploaded within three days. */
async function medium(xml: XmlNode, field: string, types: readonly string[]): Promise<string> {
  const mediaId = required(xml, field);
  const found = await db().sandboxMedium.findUnique({
    where: { mediaId },
    select: { type: true, mime: true, expiresAt: true },
  });
  const fault = { field, given: mediaId };
  if (!found || found.expiresAt <= now())
    throw new Fault({ rule: "没有这个 media_id，或者已过 3 天", ...fault });
  if (!types.includes(found.type)) {
    throw new Fault({ rule: "media_id 的类型不对", ...fault, expected: types.join("、"), given: found.type });
  }
  if (found.mime === "image/gif") throw new Fault({ rule: "图片回复不能是 GIF 动画", ...fault });
  return mediaId;
}

/** The documentation asks for the cover only. */
function songOf(music: XmlNode, notes: string[]): string {
  const field = ["MusicUrl", "HQMusicUrl"].find((name) => optional(music, name) !== "");
  if (field) return link(music, field);
  notes.push("没有 MusicUrl，也没有 HQMusicUrl：音乐点了放不出来");
  return "";
}

function link(xml: XmlNode, field: string): string {
  const url = required(xml, field);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Fault({ rule: "要是 http 或 https 的完整网址", field, given: url });
  }
  return url;
}

function articles(xml: XmlNode, to: Addressed, notes: string[]): ChatArticle[] {
  const count = required(xml, "ArticleCount");
  const items = part(xml, "Articles").children.filter(({ name }) => name === "item");
  if (items.length === 0) throw new Fault({ rule: "图文里一篇文章也没有", field: "Articles" });
  if (count !== String(items.length)) {
    const rule = "ArticleCount 和文章的篇数不一致";
    throw new Fault({ rule, field: "ArticleCount", expected: String(items.length), given: count });
  }
  const most = to.message ? 1 : 8;
  if (items.length > most)
    notes.push(`${to.message ? "回复消息" : "回复事件"}最多 ${most} 篇图文，多出来的不显示`);
  return items.slice(0, most).map((item) => ({
    title: required(item, "Title"),
    description: optional(item, "Description"),
    picUrl: optional(item, "PicUrl"),
    url: link(item, "Url"),
  }));
}

function transfer(xml: XmlNode, { message }: Addressed): PassiveReply {
  const field = "MsgType";
  if (!message)
    throw new Fault({
      rule: "只有用户的消息可以转客服，事件不可以",
      field,
      given: "transfer_customer_service",
    });
  const info = childNode(xml, "TransInfo");
  return { kind: "transfer", account: info ? required(info, "KfAccount") : "" };
}
