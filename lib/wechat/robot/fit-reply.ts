import { xmlText } from "../xml";
import { cutText } from "./cut-text";
import type { RobotMessage } from "./message-types";
import type { Reply } from "./reply-types";

/** What fits, and whether something was left out for it. */
export interface FittedReply {
  reply: Reply | null;
  cut: boolean;
}

/** In answer to what people send, WeChat takes one article; to events, eight, and ignores the rest. */
const maxArticles = { message: 1, event: 8 };

/**
 * A reply within WeChat's limits: texts of 2048 bytes, as many articles as may be, nobody handed over to staff because of
 * an event. Nothing (null) is left of a text that has no character which XML can carry. (Passive replies)
 */
export function fitReply(reply: Reply, message: RobotMessage): FittedReply {
  switch (reply.type) {
    case "text":
      return fitText(reply.content);
    case "news": {
      const max = message.MsgType === "event" ? maxArticles.event : maxArticles.message;
      if (reply.articles.length <= max) return { reply, cut: false };
      return { reply: { type: "news", articles: reply.articles.slice(0, max) }, cut: true };
    }
    case "transfer_customer_service":
      return message.MsgType === "event" ? { reply: null, cut: true } : { reply, cut: false };
    case "image":
    case "voice":
    case "video":
    case "music":
      return { reply, cut: false };
  }
}

function fitText(text: string): FittedReply {
  const readable = xmlText(text);
  if (readable === "") return { reply: null, cut: true };
  const content = cutText(readable);
  return { reply: { type: "text", content }, cut: content !== readable };
}
