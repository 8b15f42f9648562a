/** The menu below the chat, in WeChat's own words. (Custom menu) */

type ActionButton = {
  /** Sent back as the event's EventKey; 1 to 128 bytes. */
  key: string;
};

/** What a tap does. Names have at most 16 bytes above and 60 below; the phone shows about 4 and 8 Chinese characters. */
export type LeafButton = { name: string } & (
  | ({
      type:
        | "click"
        | "scancode_push"
        | "scancode_waitmsg"
        | "pic_sysphoto"
        | "pic_photo_or_album"
        | "pic_weixin"
        | "location_select";
    } & ActionButton)
  /** At most 1024 bytes. */
  | { type: "view"; url: string }
  /** `url` is for clients that know no mini programs. */
  | { type: "miniprogram"; url: string; appid: string; pagepath: string }
  | { type: "media_id" | "view_limited"; media_id: string }
  | { type: "article_id" | "article_view_limited"; article_id: string }
);

/** Opens 1 to 5 buttons. */
export interface ParentButton {
  name: string;
  sub_button: readonly LeafButton[];
}

export type MenuButton = LeafButton | ParentButton;

/** Who sees a conditional menu. WeChat refuses sex, region and language since it protects personal data (65320). */
export interface MatchRule {
  tag_id?: string | number | undefined;
  /** 1 iOS, 2 Android, 3 others. */
  client_platform_type?: 1 | 2 | 3 | undefined;
}

/** A button as WeChat tells it: one made in the console may be of kinds that cannot be created here. */
export interface FoundButton {
  name: string;
  type?: string | undefined;
  key?: string | undefined;
  url?: string | undefined;
  appid?: string | undefined;
  pagepath?: string | undefined;
  media_id?: string | undefined;
  article_id?: string | undefined;
  /** Of buttons made in the console: a text, a file's id, an address. */
  value?: string | undefined;
  /** Absent for none. */
  sub_button?: FoundButton[] | undefined;
}

export interface ConditionalMenu {
  menuid: string;
  button: FoundButton[];
  matchrule: Record<string, unknown>;
}

export interface Menu {
  button: FoundButton[];
  /** Only when there are conditional menus. */
  menuid?: string | undefined;
  conditionalmenu: ConditionalMenu[];
}

export interface MenuMethods {
  /**
   * Publishes the menu in place of the present one; phones show it within some 5 minutes. (Custom menu)
   * @param buttons 1 to 3
   * @throws WechatConfigError that names the faulty button and its field; nothing was sent
   * @throws WechatApiError 40015 to 40028, 40054, 40055, 65301 to 65317, WechatError as accessToken
   */
  menuCreate(buttons: readonly MenuButton[]): Promise<void>;
  /** The menus that were made through this interface; null for none. (Custom menu) @throws WechatApiError, WechatError */
  menuGet(): Promise<Menu | null>;
  /** Takes the menu away, the conditional ones with it. (Custom menu) */
  menuDelete(): Promise<void>;
  /**
   * A menu that only some see, once there is a menu for all. The latest that fits counts. (Conditional menus)
   * @throws as menuCreate; WechatApiError 65303 (no menu for all yet), 65304 (empty rule)
   */
  menuAddConditional(buttons: readonly MenuButton[], matchrule: MatchRule): Promise<{ menuid: string }>;
  /** @throws WechatApiError 65301 for a menu that is not there */
  menuDelConditional(menuid: string): Promise<void>;
  /** What a person sees. (Conditional menus) @param userId an openid, or a WeChat name @throws WechatApiError 65302 */
  menuTryMatch(userId: string): Promise<FoundButton[]>;
  /** The menu that is shown now, whether it was made here or in the console. (Custom menu, current) */
  selfMenu(): Promise<{ open: boolean; button: FoundButton[] }>;
}
