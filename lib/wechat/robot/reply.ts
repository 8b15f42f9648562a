import { WechatConfigError } from "../errors";
import type { Article, HandlerResult, Music, Reply, Video } from "./reply-types";

/** Replies by name, where what is returned does not tell by itself which one is meant. (Passive replies) */
export const reply = {
  text: (content: string): Reply => ({ type: "text", content }),
  image: (mediaId: string): Reply => ({ type: "image", mediaId }),
  voice: (mediaId: string): Reply => ({ type: "voice", mediaId }),
  video: (video: Video): Reply => ({ ...video, type: "video" }),
  music: (music: Music): Reply => ({ ...music, type: "music" }),
  news: (...articles: readonly Article[]): Reply => ({ type: "news", articles }),
  /** Hands the person over to staff: to anybody, or to one account, `name@account`. Only for messages. */
  transfer: (account?: string): Reply => ({ type: "transfer_customer_service", account }),
};

const allowed =
  "a text, an article {title, url}, a list of articles, music {musicUrl, thumbMediaId}, what one of the reply " +
  "helpers made, null or an empty text for no answer, undefined to leave it to the next handler";

/**
 * What a handler returned, as a reply; null for no answer, undefined when it left the message to the next handler.
 * @param from who returned it, for the error
 * @throws WechatConfigError for what is no reply; TypeScript lets some of it pass, JavaScript all
 */
export function replyOf(result: HandlerResult, from = "A handler"): Reply | null | undefined {
  return replyOfAnything(result, from);
}

function replyOfAnything(result: unknown, from: string): Reply | null | undefined {
  if (result === undefined || result === null) return result;
  if (typeof result === "string") return result === "" ? null : reply.text(result);
  const fault = (what: string) =>
    new WechatConfigError(`${from} returned ${what}. It may return ${allowed}`, "ROBOT_RESULT");
  if (Array.isArray(result)) return newsOf(result, fault);
  if (typeof result !== "object") throw fault(`a ${typeof result}`);
  if ("type" in result) return checkedReply(result, fault);
  if ("musicUrl" in result) return { ...checkedMusic(result, fault), type: "music" };
  if ("title" in result || "url" in result) return newsOf([result], fault);
  throw fault(`an object with ${namesOf(result)}`);
}

type Fault = (what: string) => WechatConfigError;

function checkedReply(result: object & Record<"type", unknown>, fault: Fault): Reply | null {
  switch (result.type) {
    case "text": {
      const content = textOf(result, "content", "a text reply", fault, true);
      return content === "" ? null : { type: "text", content };
    }
    case "image":
    case "voice":
      return { type: result.type, mediaId: textOf(result, "mediaId", `the reply ${result.type}`, fault) };
    case "video":
      return { ...checkedVideo(result, fault), type: "video" };
    case "music":
      return { ...checkedMusic(result, fault), type: "music" };
    case "news":
      return newsOf("articles" in result ? result.articles : undefined, fault);
    case "transfer_customer_service":
      return { type: result.type, account: optional(result, "account", "a transfer", fault) };
    default:
      throw fault(`an object whose type is none of a reply's, with ${namesOf(result)}`);
  }
}

function newsOf(articles: unknown, fault: Fault): Reply {
  if (!Array.isArray(articles)) throw fault("news without a list of articles");
  if (articles.length === 0) throw fault("an empty list of articles");
  return { type: "news", articles: Array.from(articles, (article) => checkedArticle(article, fault)) };
}

function checkedArticle(article: unknown, fault: Fault): Article {
  if (typeof article !== "object" || article === null)
    throw fault("a list with something that is no article");
  const url = textOf(article, "url", "an article", fault);
  if (!isWebAddress(url)) throw fault("an article whose url is not a whole http or https address");
  return {
    title: textOf(article, "title", "an article", fault),
    description: optional(article, "description", "an article", fault),
    picUrl: optional(article, "picUrl", "an article", fault),
    url,
  };
}

function checkedMusic(music: object, fault: Fault): Music {
  return {
    title: optional(music, "title", "music", fault),
    description: optional(music, "description", "music", fault),
    musicUrl: textOf(music, "musicUrl", "music", fault),
    hqMusicUrl: optional(music, "hqMusicUrl", "music", fault),
    thumbMediaId: textOf(music, "thumbMediaId", "music", fault),
  };
}

function checkedVideo(video: object, fault: Fault): Video {
  return {
    mediaId: textOf(video, "mediaId", "a video", fault),
    title: optional(video, "title", "a video", fault),
    description: optional(video, "description", "a video", fault),
    thumbMediaId: optional(video, "thumbMediaId", "a video", fault),
  };
}

function textOf(from: object, name: string, what: string, fault: Fault, mayBeEmpty = false): string {
  const value = field(from, name);
  if (typeof value === "string" && (mayBeEmpty || value !== "")) return value;
  throw fault(`${what} without ${name}`);
}

/** `null` counts as left out: databases have it where types have `undefined`. */
function optional(from: object, name: string, what: string, fault: Fault): string | undefined {
  const value = field(from, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw fault(`${what} whose ${name} is not a text`);
}

function field(from: object, name: string): unknown {
  return (from as Readonly<Record<string, unknown>>)[name];
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

// Names only: what the fields hold may be somebody's.
function namesOf(value: object): string {
  const names = Object.keys(value);
  return names.length === 0 ? "no fields" : `the fields ${names.slice(0, 10).join(", ")}`;
}
