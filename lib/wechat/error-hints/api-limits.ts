import type { Hint } from "./hint";

const rights = {
  en: "developers.weixin.qq.com/platform → 我的业务 → 服务号 → 接口管理 → 接口权限与额度",
  zh: "微信开发者平台 developers.weixin.qq.com/platform → 我的业务 → 服务号 → 接口管理 → 接口权限与额度",
};

/** What the account may do, and how often. */
export const limitHints: Readonly<Record<number, Hint>> = {
  45009: {
    en: `The day's quota of this interface is used up: see ${rights.en}; clearQuota() sets it back, 10 times a month.`,
    zh: `该接口当天的调用次数已用完：可到${rights.zh}查看；clearQuota() 可清零，每月 10 次。`,
    retryable: true,
  },
  45011: {
    en: "Too many calls in this minute: try again in the next.",
    zh: "本分钟调用过于频繁：请下一分钟再试。",
    retryable: true,
  },
  45015: {
    en: "The user has not been in touch for 48 hours: a message is only possible after they write, tap the menu or pay.",
    zh: "用户 48 小时内没有互动：须在用户发消息、点菜单或付款之后才能发送客服消息。",
  },
  45047: {
    en: "The allowance of messages is used up, 5 after a message of the user's: wait until they are in touch again.",
    zh: "客服消息条数已用完（用户每次发消息后最多 5 条）：请等用户再次互动。",
  },
  48001: {
    en: `The account or the granted scope does not cover this interface: profiles need snsapi_userinfo or snsapi_login; for the account see ${rights.en}, and whether it is verified.`,
    zh: `账号或授权的 scope 没有该接口的权限：获取用户资料需要 snsapi_userinfo 或 snsapi_login；账号权限见${rights.zh}，并确认已完成认证。`,
  },
  48002: {
    en: "The user refuses messages of the account: nothing can be sent until they switch them on again.",
    zh: "用户关闭了接收服务号消息：在其重新打开之前无法发送。",
  },
  48004: {
    en: "The interface was taken from the account for an irregularity: look into its notices at mp.weixin.qq.com.",
    zh: "该接口因违规被封禁：请登录 mp.weixin.qq.com 查看站内通知。",
  },
  48006: {
    en: "The month's 10 resets of the quota are used up: wait for the new day's quota.",
    zh: "本月 10 次清零机会已用完：请等第二天额度恢复。",
  },
  45056: {
    en: "The account has its 100 tags: delete one before the next.",
    zh: "标签已达 100 个上限：请先删除不用的标签。",
  },
  45057: {
    en: "More than 100 000 people have the tag: take it off them first, 50 at a time.",
    zh: "该标签下的粉丝超过 10 万：请先分批（每次 50 个）取消标签，再删除。",
  },
  45058: {
    en: "The tags 0, 1 and 2 are WeChat's own and cannot be changed.",
    zh: "0、1、2 号标签由系统保留，不能修改。",
  },
  45059: {
    en: "The person has 20 tags: take one off before the next.",
    zh: "该用户的标签已达 20 个上限：请先取消一些。",
  },
  45080: {
    en: "The person has done nothing in the last 30 seconds, so that typing cannot be shown to them.",
    zh: "用户 30 秒内没有互动：无法显示“正在输入”。",
  },
  45081: {
    en: "Typing is shown to them already; it ends after 15 seconds or with a message.",
    zh: "已在“正在输入”状态：15 秒后或发出消息后结束，期间不能重复设置。",
  },
  45109: {
    en: "WeChat has taken this interface away, or the token is a mini program's: see what its text points to.",
    zh: "该接口已停用，或误用了小程序的 token：请看微信返回文字中的说明。",
  },
  45157: {
    en: "The tag's name is taken or not allowed: choose another.",
    zh: "标签名重复或不合法：请换一个。",
  },
  45158: {
    en: "The tag's name is too long: 30 bytes at most, which are 10 Chinese characters.",
    zh: "标签名过长：最多 30 字节，即 10 个汉字。",
  },
  45159: {
    en: "There is no tag of this id: tagsGet() tells which there are.",
    zh: "标签不存在：可用 tagsGet() 查看现有标签。",
  },
  47504: {
    en: "The notice cannot be sent to this person now: look at the text beside the code, and at the template in the account's console.",
    zh: "当前无法向该用户发送订阅通知：请看微信返回的文字，并在后台核对该模板。",
  },
};
