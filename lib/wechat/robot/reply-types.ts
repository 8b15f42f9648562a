/** What an account answers with. (Passive replies) */

export interface Article {
  title: string;
  description?: string | undefined;
  /** 360x200, JPG or PNG. */
  picUrl?: string | undefined;
  url: string;
}

export interface Music {
  title?: string | undefined;
  description?: string | undefined;
  musicUrl: string;
  /** For WiFi; default musicUrl. */
  hqMusicUrl?: string | undefined;
  /** The cover, uploaded as `thumb`; WeChat requires one. */
  thumbMediaId: string;
}

export interface Video {
  mediaId: string;
  title?: string | undefined;
  description?: string | undefined;
  /** A passive reply needs none; a customer-service message, which a late answer becomes, does. */
  thumbMediaId?: string | undefined;
}

export type Reply =
  | { type: "text"; content: string }
  | { type: "image"; mediaId: string }
  | { type: "voice"; mediaId: string }
  | ({ type: "video" } & Video)
  | ({ type: "music" } & Music)
  | { type: "news"; articles: readonly Article[] }
  /** Hands the person over to staff; only for messages, not for events. */
  | { type: "transfer_customer_service"; account?: string | undefined };

/**
 * What a handler may return. A text is a text reply, an article or several are news, an object with a musicUrl is
 * music; `null` and `""` answer with nothing; `undefined` leaves the message to the next handler.
 */
export type HandlerResult = string | Article | readonly Article[] | Music | Reply | null | undefined;
