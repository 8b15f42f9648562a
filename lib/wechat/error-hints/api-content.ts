import type { Hint } from "./hint";

/** What was sent. */
export const contentHints: Readonly<Record<number, Hint>> = {
  40008: {
    en: "The kind of message is not one of WeChat's: compare msgtype's spelling, and whether the account may send it.",
    zh: "消息类型不对：请核对 msgtype 的拼写，以及该账号能否发送此类消息。",
  },
  40033: {
    en: "The body has \\uXXXX escapes: send JSON as raw UTF-8.",
    zh: "请求体里有 \\uXXXX 转义：请直接发送 UTF-8 的 JSON。",
  },
  40037: {
    en: "The template_id is not this account's, or is of the other kind: template messages and subscription notices have their own interfaces.",
    zh: "template_id 不属于该账号，或类型不符：模板消息与订阅通知各用各的接口。",
  },
  40036: {
    en: "The template_id has another length: copy it again from the account's list of templates.",
    zh: "template_id 长度不对：请从服务号的模板列表中重新复制。",
  },
  40039: {
    en: "An address in the message is too long: shorten it.",
    zh: "消息里的链接过长：请缩短。",
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
  40092: {
    en: "The note about the user is not valid: at most 30 bytes, which are 10 Chinese characters.",
    zh: "备注名不合法：最多 30 字节，即 10 个汉字。",
  },
  40097: {
    en: "A parameter is wrong: compare the names and types in the body with the interface's page.",
    zh: "参数不正确：请对照接口文档逐个核对字段名与类型。",
  },
  40165: {
    en: "The mini program's pagepath is wrong: it must be a page of its published version, and the mini program bound to the account.",
    zh: "小程序 pagepath 不对：须为已发布版本中的页面，且小程序已与服务号关联。",
  },
  41030: {
    en: "The notice's page cannot be opened: see that the address is whole and its domain allowed, and a mini program's page published.",
    zh: "通知的跳转页面不对：请核对链接是否完整、域名是否允许，小程序页面是否已发布。",
  },
  43001: {
    en: "The interface wants GET: send no body.",
    zh: "该接口要求使用 GET：请不要带请求体。",
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
  44004: {
    en: "The message's text is empty: fill in its content.",
    zh: "文本消息的内容为空：请填写 content。",
  },
  45008: {
    en: "The message has too many articles: exactly one.",
    zh: "图文消息条数超限：只能有 1 条。",
  },
  45065: {
    en: "This clientmsgid was used for a message to many before: that one was sent, look at its result.",
    zh: "该 clientmsgid 已用于之前的群发：那次群发已受理，请查询其结果。",
  },
  45067: {
    en: "The clientmsgid is too long: 64 bytes at most.",
    zh: "clientmsgid 过长：最多 64 字节。",
  },
  45072: {
    en: "The command is neither Typing nor CancelTyping.",
    zh: "command 只能是 Typing 或 CancelTyping。",
  },
  45168: {
    en: "WeChat finds something forbidden in the text: change the words.",
    zh: "内容含有敏感信息：请修改文字。",
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
