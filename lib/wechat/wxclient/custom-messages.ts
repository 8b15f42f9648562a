import { z } from "zod";
import { maxTextBytes } from "../robot/cut-text";
import type { Calls } from "./call";
import { bytes, checked, filled } from "./checked";
import type { CustomMessage } from "./custom-message-types";

export interface CustomMessageMethods {
  /**
   * Writes to a person who was in touch lately: 5 messages within 48 hours of theirs, 3 within a minute of a menu tap, a scan or
   * following. There is no id that makes a repetition safe: after an outcome of `unknown` a second call may send it twice.
   * (Customer-service messages)
   * @param account who says it: one of the account's staff, `name@account`
   * @throws WechatApiError 45015 (out of touch for too long), 45047 (allowance used up), 45002 (too long), 40003, 48002
   * @throws WechatConfigError for what WeChat would not take; nothing was sent
   * @throws WechatError as accessToken
   */
  sendCustom(openid: string, message: CustomMessage, account?: string): Promise<void>;
  /**
   * Shows for 15 seconds, or until a message comes, that the account is typing; with `on` false no longer. Needs something of the
   * person's in the last 30 seconds. (Customer-service messages, typing)
   * @throws WechatApiError 45080 (nothing from them in 30 s), 45081 (shown already), WechatError
   */
  typing(openid: string, on?: boolean): Promise<void>;
}

const optional = z.string().optional();

const article = z.object({
  title: filled,
  description: optional,
  picUrl: optional,
  url: filled,
});

const messageSchema: z.ZodType<CustomMessage> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), content: bytes(maxTextBytes) }),
  z.object({ type: z.literal("image"), mediaId: filled }),
  z.object({ type: z.literal("voice"), mediaId: filled }),
  z.object({
    type: z.literal("video"),
    mediaId: filled,
    thumbMediaId: filled,
    title: optional,
    description: optional,
  }),
  z.object({
    type: z.literal("music"),
    title: optional,
    description: optional,
    musicUrl: filled,
    hqMusicUrl: optional,
    thumbMediaId: filled,
  }),
  z.object({ type: z.literal("news"), articles: z.tuple([article]) }),
  z.object({ type: z.literal("mpnews"), mediaId: filled }),
  z.object({ type: z.literal("mpnewsarticle"), articleId: filled }),
  z.object({
    type: z.literal("msgmenu"),
    headContent: z.string(),
    list: z.array(z.object({ id: filled, content: filled })).min(1, "must have an entry"),
    tailContent: z.string(),
  }),
  z.object({ type: z.literal("wxcard"), cardId: filled }),
  z.object({
    type: z.literal("miniprogrampage"),
    title: z.string(),
    appid: filled,
    pagepath: filled,
    thumbMediaId: filled,
  }),
]);

/** See CustomMessageMethods. */
export function customMessages(calls: Calls): CustomMessageMethods {
  const touser = (openid: string) => checked("CUSTOM_MESSAGE", filled, openid, ["openid"]);
  return {
    sendCustom: async (openid, message, account) => {
      const given = checked("CUSTOM_MESSAGE", messageSchema, message);
      const staff =
        account === undefined
          ? {}
          : { customservice: { kf_account: checked("CUSTOM_MESSAGE", filled, account, ["account"]) } };
      await calls.post("/cgi-bin/message/custom/send", {
        touser: touser(openid),
        msgtype: given.type,
        [given.type]: content(given),
        ...staff,
      });
    },
    typing: async (openid, on = true) => {
      const command = on ? "Typing" : "CancelTyping";
      await calls.post("/cgi-bin/message/custom/typing", { touser: touser(openid), command });
    },
  };
}

/** What stands below the message's kind, as WeChat spells it. What is undefined is left out of the JSON. */
function content(message: CustomMessage): object {
  switch (message.type) {
    case "text":
      return { content: message.content };
    case "image":
    case "voice":
    case "mpnews":
      return { media_id: message.mediaId };
    case "video": {
      const { mediaId: media_id, thumbMediaId: thumb_media_id, title, description } = message;
      return { media_id, thumb_media_id, title, description };
    }
    case "music": {
      const { title, description, musicUrl: musicurl, thumbMediaId: thumb_media_id } = message;
      return { title, description, musicurl, hqmusicurl: message.hqMusicUrl ?? musicurl, thumb_media_id };
    }
    case "news": {
      const [{ title, description, url, picUrl: picurl }] = message.articles;
      return { articles: [{ title, description, url, picurl }] };
    }
    case "mpnewsarticle":
      return { article_id: message.articleId };
    case "msgmenu": {
      const { headContent: head_content, list, tailContent: tail_content } = message;
      return { head_content, list, tail_content };
    }
    case "wxcard":
      return { card_id: message.cardId };
    case "miniprogrampage": {
      const { title, appid, pagepath, thumbMediaId: thumb_media_id } = message;
      return { title, appid, pagepath, thumb_media_id };
    }
  }
}
