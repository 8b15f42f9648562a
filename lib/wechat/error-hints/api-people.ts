import type { Hint } from "./hint";

/** Logins and visitors. */
export const peopleHints: Readonly<Record<number, Hint>> = {
  40003: {
    en: "The openid belongs to another appid: an openid is only valid under the app that issued it.",
    zh: "openid 不属于这个 AppID：openid 只在签发它的应用下有效。",
  },
  40029: {
    en: "The code is unknown, expired or another app's: start the login again.",
    zh: "code 无效、已过期或属于别的应用：请重新发起登录。",
  },
  40030: {
    en: "The refresh_token is not valid: send the visitor through the login again.",
    zh: "refresh_token 无效：请让用户重新授权登录。",
  },
  40032: {
    en: "The list of openids is empty or too long: for tags 1 to 50, for user information 1 to 100.",
    zh: "openid 列表为空或过长：打标签每次 1 到 50 个，批量查用户每次 1 到 100 个。",
  },
  40163: {
    en: "The code was already exchanged, since WeChat often loads the callback twice: start the login again.",
    zh: "code 已被使用，微信常会把回调地址打开两次：请重新发起登录。",
  },
  40226: {
    en: "WeChat takes this visitor for a high risk and blocks the login: let them use another way.",
    zh: "微信判定该用户风险等级高，拦截了登录：请提供其他登录方式。",
  },
  41008: {
    en: "The callback carried no code: start the login again.",
    zh: "回调里没有 code：请重新发起登录。",
  },
  41009: {
    en: "The call carried no openid: pass on the one that the login gave.",
    zh: "请求缺少 openid：请传入登录时得到的那一个。",
  },
  42002: {
    en: "The refresh_token expired, as it does after 30 days: send the visitor through the login again.",
    zh: "refresh_token 已过期（有效期 30 天）：请让用户重新授权登录。",
  },
  42003: {
    en: "The code expired: start the login again.",
    zh: "code 已过期：请重新发起登录。",
  },
  42007: {
    en: "The user changed their WeChat password: start the login again.",
    zh: "用户修改了微信密码，授权已失效：请重新发起登录。",
  },
  43004: {
    en: "The user does not follow the account: ask them to, or use a notice that needs no follower.",
    zh: "用户没有关注服务号：请引导关注，或改用不要求关注的通知方式。",
  },
  43019: {
    en: "The user is on the account's blacklist: take them off at mp.weixin.qq.com → 用户管理 → 黑名单.",
    zh: "用户在服务号的黑名单里：可到 mp.weixin.qq.com → 用户管理 → 黑名单中移出。",
  },
  43101: {
    en: "The user has not accepted this notice, or the acceptance is used up: ask again with wx-open-subscribe.",
    zh: "用户未接受该订阅通知，或授权次数已用完：请用 wx-open-subscribe 再次请求订阅。",
  },
  46004: {
    en: "There is no such user: check the openid.",
    zh: "用户不存在：请检查 openid。",
  },
  50001: {
    en: "The user did not grant this interface: send them through the login with the scope that it needs.",
    zh: "用户未授权该接口：请用所需的 scope 让用户重新授权。",
  },
  50002: {
    en: "The user or the account is limited, for instance frozen, migrated or being closed: see the notices at mp.weixin.qq.com.",
    zh: "用户或账号受限（如冻结、迁移、注销中）：请登录 mp.weixin.qq.com 查看通知。",
  },
  49003: {
    en: "The openid belongs to another appid: an openid is only valid under the app that issued it.",
    zh: "openid 不属于这个 AppID：openid 只在签发它的应用下有效。",
  },
};
