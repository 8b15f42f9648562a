import type { StateStore } from "../store";
import type { Transport } from "../transport";
import type { AppCredentials } from "../wxauth/types";

/** Which interface access tokens come from. One account should use one of them everywhere. */
export type TokenApi = "stable_token" | "token";

/** What the account's processes share: one value that all use and exactly one renews. */
export type SharedKind = "access_token" | "jsapi_ticket";

export interface WxclientOptions {
  app: AppCredentials;
  /** Shared by every process of this account; that is what makes exactly one of them fetch. */
  store: StateStore;
  transport: Transport;
  /** Default `stable_token`. `token` is for accounts whose other programs use that one, too. */
  tokenApi?: TokenApi | undefined;
  /** Pauses between two looks at a value that another process is fetching. Milliseconds. */
  wait?: ((ms: number) => Promise<void>) | undefined;
  /** Told what went wrong without a caller noticing: the old value still served, or the store was away. */
  onError?: ((error: unknown, kind: SharedKind) => void) | undefined;
}

export type ApiQuery = Readonly<Record<string, string | undefined>>;

interface SubscriberBase {
  openid: string;
  /** Only when the account is bound to an open platform account. */
  unionid?: string | undefined;
}

/** A user as the account knows them. Names and pictures are not given here any more. */
export type Subscriber = SubscriberBase &
  (
    | { subscribe: false }
    | {
        subscribe: true;
        /** When they followed last. */
        subscribe_time: Date;
        /** How they came, such as `ADD_SCENE_QR_CODE`; WeChat adds values now and then. */
        subscribe_scene: string;
        /** The note that the account's operator made about them. */
        remark: string;
        tagid_list: number[];
        /** The number of the QR code they came by; 0 for none. */
        qr_scene: number;
        /** The text of the QR code they came by; empty for none. */
        qr_scene_str: string;
      }
  );

/** Up to 10 000 followers. */
export interface SubscriberPage {
  /** How many followers the account has. */
  total: number;
  openids: string[];
  /** Hand it to the next call; null when there is no more. */
  next: string | null;
}

export interface Wxclient {
  readonly appid: string;
  /**
   * The account's access token, as good for several minutes more. Renewed ahead of its end by exactly one of all
   * processes. (Access token; stable access token)
   * @throws WechatApiError when WeChat refuses: 40164 (allow-list), 40125 (secret), 45009 …; asked again after seconds
   * @throws WechatError for no answer or an unreadable one, when no earlier token is still valid
   */
  accessToken(): Promise<string>;
  /** The ticket that JS-SDK signatures are made with; shared and renewed like the token. (JS-SDK, appendix 1) Throws as accessToken. */
  jsapiTicket(): Promise<string>;
  /**
   * GETs from api.weixin.qq.com with the access token. When WeChat calls the token dead (40001, 40014, 42001), it is
   * renewed and the call repeated once. Integers past 2^53 come back as strings.
   * @param path without a query, such as `/cgi-bin/menu/get`
   * @returns the answer, unparsed, of which only `errcode` was looked at
   * @throws WechatApiError for an errcode other than 0; WechatError as accessToken
   */
  get(path: string, query?: ApiQuery): Promise<unknown>;
  /** POSTs JSON as raw UTF-8; otherwise as `get`. */
  post(path: string, body: unknown): Promise<unknown>;
  /** What the account knows of a user. (User information) @throws WechatApiError (40003: not this account's openid), WechatError */
  userInfo(openid: string): Promise<Subscriber>;
  /** The followers' openids by pages. (List of followers) @param after `next` of the page before; the first page without */
  userGet(after?: string): Promise<SubscriberPage>;
  /** Sets the account's call counters back to zero, which WeChat allows 10 times a month. (Clear quota) @throws WechatApiError (48006: used up), WechatError */
  clearQuota(): Promise<void>;
  /** WeChat's own addresses, IPs and ranges, from which messages and events come. (Callback IP) */
  getCallbackIp(): Promise<string[]>;
}
