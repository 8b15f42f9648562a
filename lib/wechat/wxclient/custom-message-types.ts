import type { Article, Music, Video } from "../robot/reply-types";

/** An entry of a menu message: a tap on it comes back as a text with the entry's id in `bizmsgmenuid`. */
export interface MsgMenuEntry {
  id: string;
  content: string;
}

/**
 * What the account can write to a person outside of a reply. Field names are those of a reply (robot/reply-types), so that
 * a reply that came too late can be sent as it is. (Customer-service messages)
 */
export type CustomMessage =
  /** At most 2048 bytes of UTF-8; may hold `<a href>` links. */
  | { type: "text"; content: string }
  | { type: "image"; mediaId: string }
  | { type: "voice"; mediaId: string }
  /** Here the cover is required, uploaded as `thumb`. */
  | ({ type: "video" } & Video & { thumbMediaId: string })
  | ({ type: "music" } & Music)
  /** Exactly one article, which opens its own url. */
  | { type: "news"; articles: readonly [Article] }
  /** An article of the account's own material. */
  | { type: "mpnews"; mediaId: string }
  /** A published article. */
  | { type: "mpnewsarticle"; articleId: string }
  | { type: "msgmenu"; headContent: string; list: readonly MsgMenuEntry[]; tailContent: string }
  | { type: "wxcard"; cardId: string }
  | { type: "miniprogrampage"; title: string; appid: string; pagepath: string; thumbMediaId: string };
