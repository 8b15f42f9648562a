import type { CustomMessage } from "../wxclient/custom-message-types";
import { xmlText } from "../xml";
import { cutText } from "./cut-text";
import type { Reply } from "./reply-types";

/**
 * A reply that came too late for the wire, as a customer-service message: its text cut to what may be sent, of news the first
 * article. Null for what no such message can carry: a video without `thumbMediaId`, which is required there though not
 * in a reply; handing over to staff, which only a reply can do; a text without a character. (Customer-service messages)
 */
export function lateMessageOf(reply: Reply): CustomMessage | null {
  switch (reply.type) {
    case "text": {
      const content = cutText(xmlText(reply.content));
      return content === "" ? null : { type: "text", content };
    }
    case "video": {
      const { thumbMediaId } = reply;
      return thumbMediaId ? { ...reply, thumbMediaId } : null;
    }
    case "news": {
      const [first] = reply.articles;
      return first ? { type: "news", articles: [first] } : null;
    }
    case "image":
    case "voice":
    case "music":
      return reply;
    case "transfer_customer_service":
      return null;
  }
}
