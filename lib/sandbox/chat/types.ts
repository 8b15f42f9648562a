import type { PersonId } from "../people";

/** The chat between a person and the official account, as the phone shows it. */

/** What a person can send. Media are ids of lib/sandbox/media. */
export type Said =
  | { kind: "text"; text: string /** The entry of a menu message that was tapped. */; menuId?: string }
  | { kind: "image"; mediaId: string }
  | { kind: "voice"; mediaId: string; seconds: number /** What was understood. */; recognition?: string }
  | { kind: "video" | "shortvideo"; mediaId: string; thumbMediaId: string }
  | { kind: "location"; latitude: number; longitude: number; scale: number; label: string }
  | { kind: "link"; title: string; description: string; url: string };

export interface ChatArticle {
  title: string;
  description: string;
  picUrl: string;
  url: string;
}

/** What the account can say: passively, by customer-service message, or as a template message. */
export type Told =
  | { kind: "text"; text: string }
  | { kind: "image"; mediaId: string }
  | { kind: "voice"; mediaId: string }
  | { kind: "video"; mediaId: string; title: string; description: string }
  | { kind: "music"; title: string; description: string; musicUrl: string; thumbMediaId: string }
  | { kind: "news"; articles: ChatArticle[] }
  | { kind: "menu"; head: string; list: { id: string; content: string }[]; tail: string }
  | { kind: "miniprogram"; title: string; appid: string; pagePath: string; thumbMediaId: string }
  | { kind: "card"; cardId: string }
  | { kind: "staff"; text: string }
  | {
      kind: "template";
      /** template: a template message; subscribe: a subscription notice. */
      api: "template" | "subscribe";
      title: string;
      fields: { name: string; value: string }[];
      /** Where a tap leads; "" for nowhere. */
      url: string;
    };

/** What stands between the messages in small print: 已关注, the staff came, the account gave no answer. */
export type Note = { kind: "note"; text: string; tone: "plain" | "failure" };

export type ChatContent = Said | Told | Note;

export interface ChatLine {
  id: number;
  /** ISO 8601. */
  at: string;
  from: "person" | "account" | "wechat";
  /** How the account said it. */
  via: "reply" | "custom" | "template" | "staff" | null;
  content: ChatContent;
  /** Of what a person did: how its delivery to the shop's server stands. Null for what is not delivered. */
  delivery: "waiting" | "answered" | "failed" | null;
}

export interface MenuButton {
  name: string;
  /** Absent for one that opens `sub_button`. */
  type?: string;
  key?: string;
  url?: string;
  appid?: string;
  pagepath?: string;
  media_id?: string;
  article_id?: string;
  sub_button?: MenuButton[];
}

/** How the official account's server settings stand in WeChat's console. */
export type PushMode = "plain" | "compatible" | "safe";

export interface ChatState {
  person: PersonId;
  nickname: string;
  account: string;
  follows: boolean;
  /** The menu this person sees; empty for none. */
  menu: MenuButton[];
  /** Oldest first, at most the last 200. */
  lines: ChatLine[];
  /** The account shows that it is typing. */
  typing: boolean;
  /** A session with staff is open: messages go there and not to the shop's server. */
  staff: boolean;
  mode: PushMode;
}

/** What a person can do besides saying something. POST /sandbox/api/chat/act */
export type Act =
  | { act: "follow" }
  | { act: "unfollow" }
  | { act: "enter" }
  /** Taps a button of the menu; `index` as in the menu, `sub` within it. The result says what the phone does next. */
  | {
      act: "menu";
      index: number;
      sub?: number;
      scan?: string;
      location?: { latitude: number; longitude: number; label: string };
      /** The picture that was taken or chosen. */
      mediaId?: string;
    }
  /** Reports the place, as WeChat does when a chat is entered and the person allowed it. */
  | { act: "location"; latitude: number; longitude: number }
  | { act: "template-answer"; templateIds: string[]; accept: boolean }
  /** Switches notices off, in WeChat's settings of the account. */
  | { act: "templates-off"; templateIds: string[] };

/** What the phone does after an act. */
export type ActResult = { open?: string; note?: string };
