/** Template messages and subscription notices. */

/** A word's value in a template: text, with a colour, or as WeChat writes it. */
export type TplValue = string | readonly [value: string, color: string] | TplField;

export interface TplField {
  value: string;
  /** `#173177`. WeChat has applied none since May 2023. */
  color?: string | undefined;
}

/** The words before `.DATA` in the template, and their values. */
export type TplData = Record<string, TplField>;

export interface MiniprogramPage {
  /** Of a mini program that is bound to the account. */
  appid: string;
  pagepath?: string | undefined;
}

export interface TplOptions {
  /** Where a tap leads; nowhere without one. */
  url?: string | undefined;
  /** Where a tap leads instead, for clients that know mini programs. */
  miniprogram?: MiniprogramPage | undefined;
  /**
   * Not empty; said to have 32 characters at most. WeChat sends one message for an account, openid and clientMsgId, for 10
   * minutes. So after an error whose outcome is `unknown` the same call with the same id is safe until then; later, or without
   * one, the person may get the message twice.
   */
  clientMsgId?: string | undefined;
}

export interface NoticeOptions {
  /** A web page that a tap opens. */
  page?: string | undefined;
  miniprogram?: MiniprogramPage | undefined;
}

/** A template of the account's, as WeChat describes it. */
export interface Template {
  template_id: string;
  title: string;
  /** With `{{word.DATA}}` where the values go. */
  content: string;
  example: string;
  primary_industry: string;
  deputy_industry: string;
}

export interface TemplateMethods {
  /**
   * Sends a template message to a follower. Whether it arrives is told by the event TEMPLATESENDJOBFINISH with the same id.
   * (Template messages)
   * @param data see tplData; WeChat does not show `first`, `remark` and colours any more
   * @returns msgid: 64 bits, as text
   * @throws WechatApiError 43004 (not a follower), 40037 (template), 47003 (a value does not fit: the text names it), 45009;
   * -1 with outcome `unknown`: see TplOptions.clientMsgId
   * @throws WechatConfigError for what WeChat would not take; nothing was sent
   * @throws WechatError as accessToken
   */
  sendTpl(
    openid: string,
    templateId: string,
    data: Readonly<Record<string, TplValue>>,
    options?: TplOptions,
  ): Promise<{ msgid: string }>;
  /**
   * Sends a subscription notice to somebody who has accepted it; each acceptance of a one-time template is good for one. There
   * is no id that makes a repetition safe: after an outcome of `unknown` a second call may send a second one. (Subscription notices)
   * @param data as sendTpl; colours are left out
   * @throws WechatApiError 43101 (not accepted, or used up), 47003, 41030 (page), 45168 (content); otherwise as sendTpl
   */
  bizsend(
    openid: string,
    templateId: string,
    data: Readonly<Record<string, TplValue>>,
    options?: NoticeOptions,
  ): Promise<void>;
  /** The account's templates. (Template messages, all private templates) @throws WechatError as accessToken */
  templates(): Promise<Template[]>;
  /** Removes a template from the account. (Template messages) @throws WechatApiError 40037, WechatError */
  templateDelete(templateId: string): Promise<void>;
}
