import { buildXml, type XmlTree } from "../xml";
import type { Reply } from "./reply-types";

export interface ReplyAddress {
  /** The person's openid. */
  to: string;
  /** The account, as the message named it. */
  from: string;
  /** Seconds. */
  createTime: number;
}

/**
 * The answer as WeChat reads it, before encryption. (Passive replies)
 * @throws WechatError kind `config` for a time that is not a number
 */
export function replyXml(reply: Reply, { to, from, createTime }: ReplyAddress): string {
  return buildXml({
    ToUserName: to,
    FromUserName: from,
    CreateTime: Math.floor(createTime),
    MsgType: reply.type,
    ...contentOf(reply),
  });
}

function contentOf(reply: Reply): XmlTree {
  switch (reply.type) {
    case "text":
      return { Content: reply.content };
    case "image":
      return { Image: { MediaId: reply.mediaId } };
    case "voice":
      return { Voice: { MediaId: reply.mediaId } };
    case "video":
      return {
        Video: { MediaId: reply.mediaId, Title: reply.title ?? "", Description: reply.description ?? "" },
      };
    case "music":
      return {
        Music: {
          Title: reply.title ?? "",
          Description: reply.description ?? "",
          MusicUrl: reply.musicUrl,
          HQMusicUrl: reply.hqMusicUrl ?? reply.musicUrl,
          ThumbMediaId: reply.thumbMediaId,
        },
      };
    case "news": {
      const item = reply.articles.map(({ title, description = "", picUrl = "", url }) => ({
        Title: title,
        Description: description,
        PicUrl: picUrl,
        Url: url,
      }));
      return { ArticleCount: item.length, Articles: { item } };
    }
    case "transfer_customer_service":
      return reply.account ? { TransInfo: { KfAccount: reply.account } } : {};
  }
}
