import type { Hint } from "./hint";

/**
 * The codes of api.weixin.qq.com that people meet most, and what to do about each. (Global return codes)
 * `{ip}` stands for the address that WeChat's text names.
 */

const keys = {
  en: "developers.weixin.qq.com/platform → 我的业务 → 服务号 → 基础信息 → 开发密钥",
  zh: "微信开发者平台 developers.weixin.qq.com/platform → 我的业务 → 服务号 → 基础信息 → 开发密钥",
};
const rights = {
  en: "developers.weixin.qq.com/platform → 我的业务 → 服务号 → 接口管理 → 接口权限与额度",
  zh: "微信开发者平台 developers.weixin.qq.com/platform → 我的业务 → 服务号 → 接口管理 → 接口权限与额度",
};

/** Tokens, secrets, and the address that calls come from. */
const access: Readonly<Record<number, Hint>> = {
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

/** Logins and visitors. */
const people: Readonly<Record<number, Hint>> = {
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
};

/** What was sent. */
const content: Readonly<Record<number, Hint>> = {
  40004: {
    en: "The media type is none of image, voice, video, thumb: correct the parameter `type`.",
    zh: "媒体类型不对：参数 type 只能是 image、voice、video 或 thumb。",
  },
  40007: {
    en: "The media_id is unknown or older than its 3 days: upload the file again.",
    zh: "media_id 无效，或临时素材已满 3 天过期：请重新上传。",
  },
  40018: {
    en: "A menu button's name is too long: at most 16 bytes above, 60 below.",
    zh: "菜单按钮名称过长：一级菜单最多 16 字节，二级菜单最多 60 字节。",
  },
  40033: {
    en: "The body has \\uXXXX escapes: send JSON as raw UTF-8.",
    zh: "请求体里有 \\uXXXX 转义：请直接发送 UTF-8 的 JSON。",
  },
  40037: {
    en: "The template_id is not this account's, or is of the other kind: template messages and subscription notices have their own interfaces.",
    zh: "template_id 不属于该账号，或类型不符：模板消息与订阅通知各用各的接口。",
  },
  40048: {
    en: "The address's domain is not allowed here: enter it among the account's domains (JS接口安全域名, 业务域名, 网页授权域名).",
    zh: "链接的域名不被允许：请先把它加入账号的 JS 接口安全域名、业务域名或网页授权域名。",
  },
  40053: {
    en: "The QR code's action_info is wrong: a number of 1 to 100000 for a permanent code, a text of 1 to 64 characters for a named one.",
    zh: "二维码的 action_info 不对：永久二维码的 scene_id 为 1 到 100000，scene_str 为 1 到 64 个字符。",
  },
  40066: {
    en: "WeChat has no interface at this path: compare it with the interface's page, letter by letter.",
    zh: "接口地址不对：请逐字核对文档里的路径。",
  },
  40097: {
    en: "A parameter is wrong: compare the names and types in the body with the interface's page.",
    zh: "参数不正确：请对照接口文档逐个核对字段名与类型。",
  },
  40165: {
    en: "The mini program's pagepath is wrong: it must be a page of its published version, and the mini program bound to the account.",
    zh: "小程序 pagepath 不对：须为已发布版本中的页面，且小程序已与服务号关联。",
  },
  41005: {
    en: "The upload carried no file: send it as multipart, in the field `media`, with a file name.",
    zh: "上传请求里没有文件：请用 multipart 的 media 字段上传，并带上文件名。",
  },
  41006: {
    en: "The call carried no media_id: upload the file first and pass on the id.",
    zh: "请求缺少 media_id：请先上传素材，再传入返回的 media_id。",
  },
  43002: {
    en: "The interface wants POST: send the parameters as a JSON body.",
    zh: "该接口要求使用 POST：请把参数放在 JSON 请求体里。",
  },
  44002: {
    en: "The body is empty: send JSON, at least {}.",
    zh: "请求体为空：请发送 JSON，至少是 {}。",
  },
  45002: {
    en: "The message is too long: a text may have 2048 bytes, about 680 Chinese characters.",
    zh: "消息内容超长：文本最多 2048 字节，约 680 个汉字。",
  },
  47001: {
    en: "The body is not the JSON that WeChat expects: check it for form encoding, wrong types and missing quotes.",
    zh: "请求体不是微信要求的 JSON：请检查是否误用表单编码、类型不对或缺少引号。",
  },
  47003: {
    en: "A value of the template does not fit its kind (thing: 20 characters, phrase: 5): WeChat's text names the field.",
    zh: "模板字段的值不合规（如 thing 最多 20 字、phrase 最多 5 字）：出错字段见微信返回的文字。",
  },
};

/** What the account may do, and how often. */
const limits: Readonly<Record<number, Hint>> = {
  45009: {
    en: `The day's quota of this interface is used up: see ${rights.en}; clearQuota() sets it back, 10 times a month.`,
    zh: `该接口当天的调用次数已用完：可到${rights.zh}查看；clearQuota() 可清零，每月 10 次。`,
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
};

export const apiHints: Readonly<Record<number, Hint>> = { ...access, ...people, ...content, ...limits };
