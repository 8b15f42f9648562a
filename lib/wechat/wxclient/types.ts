import type { z } from "zod";
import type { StateStore } from "../store";
import type { Transport } from "../transport";
import type { AppCredentials } from "../wxauth/types";
import type { CustomMessageMethods } from "./custom-messages";
import type { MediaMethods } from "./media-types";
import type { MenuMethods } from "./menu-types";
import type { QrCodeMethods } from "./qr-codes";
import type { TemplateMethods } from "./template-types";
import type { TagMethods, UserMethods } from "./user-types";

export type * from "./custom-message-types";
export type { CustomMessageMethods } from "./custom-messages";
export type * from "./media-types";
export type * from "./menu-types";
export type { QrCode, QrCodeMethods } from "./qr-codes";
export type * from "./template-types";
export type * from "./user-types";

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

/** Everything that carries the account's access token. */
export interface ApiCalls {
  /**
   * GETs from api.weixin.qq.com with the access token. When WeChat calls the token dead (40001, 40014, 42001), it is
   * renewed and the call repeated once. Integers past 2^53 come back as strings.
   * @param path without a query, such as `/cgi-bin/menu/get`
   * @returns the answer, unparsed, of which only `errcode` was looked at
   * @throws WechatApiError for an errcode other than 0; WechatError as accessToken
   */
  get(path: string, query?: ApiQuery): Promise<unknown>;
  /** POSTs JSON as raw UTF-8, without `\uXXXX`, which WeChat would show to people; otherwise as `get`. */
  post(path: string, body: unknown, query?: ApiQuery): Promise<unknown>;
  /**
   * Everything that has no method of its own: POSTs with a body, GETs without one; otherwise as `get` and `post`. Messages to all
   * followers have no method on purpose, so that nobody sends one by accident; here they can be called by their path.
   * @param path may have a query; the access token is added
   * @throws WechatError kind `malformed`, outcome `unknown`, when the answer lacks what `schema` wants; as `get`
   */
  call(path: string, body?: unknown): Promise<unknown>;
  /** The answer as `schema` reads it; `body` is undefined for GET. */
  call<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
}

/** An account's calls to api.weixin.qq.com. */
export interface Wxclient
  extends ApiCalls,
    TemplateMethods,
    CustomMessageMethods,
    MenuMethods,
    QrCodeMethods,
    UserMethods,
    TagMethods,
    MediaMethods {
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
   * Sets the account's call counters back to zero, which WeChat allows 10 times a month; without a token when what is used up
   * are the tokens. (Clear quota)
   * @throws WechatApiError (48006: used up), WechatError
   */
  clearQuota(): Promise<void>;
  /** WeChat's own addresses, IPs and ranges, from which messages and events come. (Callback IP) */
  getCallbackIp(): Promise<string[]>;
}
