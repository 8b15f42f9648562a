import type { Hint } from "./hint";

const keys = {
  en: "developers.weixin.qq.com/platform → 我的业务 → 服务号 → 基础信息 → 开发密钥",
  zh: "微信开发者平台 developers.weixin.qq.com/platform → 我的业务 → 服务号 → 基础信息 → 开发密钥",
};
/** Tokens, secrets, and the address that calls come from. */
export const accessHints: Readonly<Record<number, Hint>> = {
  [-1]: {
    en: "WeChat's side is busy: try again in a moment.",
    zh: "微信系统繁忙：请稍后重试。",
    retryable: true,
  },
  40001: {
    en: "Where a token was asked for, the app secret is wrong; anywhere else another program fetched a newer access token: use stable_token everywhere, and share one token store between processes.",
    zh: "若在获取 access_token 时出现，是 AppSecret 填错了；其他接口出现，是别的程序取了新的 access_token：请统一改用 stable_token，并让各进程共用一份 token。",
  },
  40002: {
    en: "The grant_type is wrong: cgi-bin wants client_credential, an OAuth code authorization_code.",
    zh: "grant_type 不对：cgi-bin 接口用 client_credential，网页授权换 code 用 authorization_code。",
  },
  40013: {
    en: "The appid is wrong: copy it again from the account's console, and check that it is this kind of app's.",
    zh: "AppID 不对：请从后台重新复制，并确认它属于这一类应用（服务号、网站应用、移动应用各有各的）。",
  },
  40014: {
    en: "The access token is not valid: fetch it again, and check that it is not another account's or a visitor's OAuth token.",
    zh: "access_token 无效：请重新获取，并确认没有误用别的账号或网页授权的 token。",
  },
  40125: {
    en: `The app secret is wrong or was reset: for a service account take a new one at ${keys.en}; for a website or mobile app at open.weixin.qq.com → 管理中心.`,
    zh: `AppSecret 错误或已被重置：服务号请到${keys.zh}重置后重新填写；网站应用、移动应用请到 open.weixin.qq.com → 管理中心。`,
  },
  40164: {
    en: `{ip} is not on the account's list of API addresses: add it at ${keys.en} → API IP 白名单. A host whose address changes needs a proxy with a fixed one.`,
    zh: `{ip} 不在 API IP 白名单中：请到${keys.zh} → API IP 白名单中添加。若服务器出口 IP 会变，请经由固定 IP 的代理访问微信。`,
  },
  40243: {
    en: `The app secret is frozen: unfreeze it at ${keys.en}; that takes 10 minutes to act.`,
    zh: `AppSecret 已被冻结：请到${keys.zh}解冻，约 10 分钟后生效。`,
  },
  41001: {
    en: "The call carried no access_token: put it into the query, not into the body.",
    zh: "请求缺少 access_token：它应放在查询参数里，而不是请求体里。",
  },
  41002: {
    en: "The call carried no appid: the appid of the account or app is not set.",
    zh: "请求缺少 appid：请检查是否配置了账号的 AppID。",
  },
  41003: {
    en: "The call carried no refresh_token: pass on the one that the login gave.",
    zh: "请求缺少 refresh_token：请传入登录时得到的那一个。",
  },
  41004: {
    en: "The call carried no secret: the app secret of the account or app is not set.",
    zh: "请求缺少 secret：请检查是否配置了账号的 AppSecret。",
  },
  42001: {
    en: "The access token expired: fetch it again, and check the clocks of the machines that share it.",
    zh: "access_token 已过期：请重新获取，并检查共用它的各台机器的时钟。",
  },
  50004: {
    en: "The account may not fetch tokens, mostly as a penalty: look into its notices at mp.weixin.qq.com.",
    zh: "该账号被禁止获取 access_token，多因违规处罚：请登录 mp.weixin.qq.com 查看站内通知。",
  },
  50007: {
    en: "The account is frozen: log in at mp.weixin.qq.com and follow what it says there.",
    zh: "账号已被冻结：请登录 mp.weixin.qq.com，按提示处理。",
  },
  61004: {
    en: `{ip} is not on the account's list of API addresses: add it at ${keys.en} → API IP 白名单.`,
    zh: `{ip} 不在 API IP 白名单中：请到${keys.zh} → API IP 白名单中添加。`,
  },
  61024: {
    en: "The interface is one for third-party platforms: it wants the platform's component_access_token.",
    zh: "这是第三方平台的接口：需要使用第三方平台的 component_access_token。",
  },
  89501: {
    en: "{ip} waits for the administrator's consent: the account's administrator finds the request in WeChat.",
    zh: "{ip} 正在等待管理员确认：请账号管理员在微信里处理该请求。",
  },
  89503: {
    en: "Calls from {ip} need the administrator's consent: ask the account's administrator to confirm it in WeChat.",
    zh: "从 {ip} 调用需要管理员确认：请账号管理员在微信里确认。",
  },
  89506: {
    en: "The administrator refused {ip} twice: it can be asked for again after 24 hours.",
    zh: "{ip} 已被管理员拒绝两次：24 小时后才能再次申请。",
  },
  89507: {
    en: "The administrator refused {ip}: it can be asked for again after an hour.",
    zh: "{ip} 已被管理员拒绝：1 小时后才能再次申请。",
  },
};
