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

export interface Tag {
  id: number;
  name: string;
}

export interface UserMethods {
  /** What the account knows of a user. (User information) @throws WechatApiError (40003: not this account's openid), WechatError */
  userInfo(openid: string): Promise<Subscriber>;
  /**
   * The same of up to 100 at once. (User information, many)
   * @throws WechatConfigError for more than 100; WechatApiError 40003 when one of them is not this account's, WechatError
   */
  userInfoBatch(openids: readonly string[]): Promise<Subscriber[]>;
  /** The followers' openids by pages. (List of followers) @param after `next` of the page before; the first page without */
  userGet(after?: string): Promise<SubscriberPage>;
  /** Every follower's openid, a page of 10 000 at a time, asked for when the one before is used up. (List of followers) */
  followers(): AsyncGenerator<string, void, undefined>;
  /**
   * The operator's note about a follower; empty takes it away. (Remarks)
   * @param remark at most 30 bytes, which are 10 Chinese characters
   * @throws WechatApiError 40003, 40092; WechatConfigError
   */
  updateRemark(openid: string, remark: string): Promise<void>;
}

/** Tags that the account's operator puts on followers: 100 of them, 20 for a person. (User tags) */
export interface TagMethods {
  /** @param name 1 to 30 characters @throws WechatApiError 45157 (taken), 45158 (too long), 45056 (100 exist) */
  tagsCreate(name: string): Promise<Tag>;
  /** With how many followers have each. */
  tagsGet(): Promise<(Tag & { count: number })[]>;
  /** Renames a tag. @throws WechatApiError as tagsCreate; 45058 for WeChat's own, 0 to 2 */
  tagsUpdate(id: number, name: string): Promise<void>;
  /** @throws WechatApiError 45057 while more than 100 000 have it, 45058 */
  tagsDelete(id: number): Promise<void>;
  /** Who has a tag, by pages. @param after `next` of the page before @throws WechatApiError 45159 */
  usersOf(id: number, after?: string): Promise<{ openids: string[]; next: string | null }>;
  /** Puts a tag on up to 50 followers. @throws WechatApiError 45159, 45059 (20 tags), 40003, 49003; WechatConfigError */
  tagUsers(id: number, openids: readonly string[]): Promise<void>;
  /** Takes a tag off up to 50 followers. */
  untagUsers(id: number, openids: readonly string[]): Promise<void>;
  /** The ids of a person's tags. */
  tagsOf(openid: string): Promise<number[]>;
}
