/** Why a call went as it did: what the ledger shows when one is opened. */

export interface SignatureParts {
  signType: string;
  /** The parameters that take part, in the order in which they are signed. */
  parts: { name: string; value: string }[];
  /** Parameters that do not take part, and why. */
  leftOut: { name: string; why: string }[];
  /** The exact text, with `&key=` and the sandbox's throw-away key at its end. */
  text: string;
  expected: string;
  given: string;
  ok: boolean;
}

/** The mistake that leads to exactly the signature that came. */
export interface Diagnosis {
  /** A stable name, such as `lower-case` or `url-encoded`. */
  mistake: string;
  /** What is wrong and what to do. */
  text: string;
  /** The text that the caller must have signed. */
  signed: string;
  /** The parameter that it is about, when it is one. */
  field?: string;
}

export interface Explanation {
  /** The rule that was broken, in one sentence; absent when all went well. */
  rule?: string;
  /** Where WeChat's documentation says so. */
  section?: { title: string; url?: string };
  field?: string;
  expected?: string;
  given?: string;
  /** What to do about it. */
  advice?: string;
  signature?: SignatureParts;
  /** Absent when the signature is right; null when none of the usual mistakes gives what came. */
  diagnosis?: Diagnosis | null;
  /** Fields that differ from what was there before. */
  differences?: { field: string; before: string; now: string }[];
  /** Where the sandbox looked away and WeChat would not, and other remarks. */
  notes?: string[];
}

const oauthGuide = "https://developers.weixin.qq.com/doc/service/guide/h5/auth.html";
const jssdkGuide = "https://developers.weixin.qq.com/doc/service/guide/h5/jssdk.html";
const serviceApi = (path: string): string => `https://developers.weixin.qq.com/doc/service/api/${path}.html`;
const messageGuide = (path: string): string => `https://developers.weixin.qq.com/doc/service/guide/${path}`;
const v2Doc = (id: number): string => `https://pay.weixin.qq.com/doc/v2/merchant/${id}`;

/** The parts of WeChat's documentation that the sandbox refers to. */
export const sections = {
  authorize: { title: "网页授权 · 第一步：用户同意授权，获取 code", url: oauthGuide },
  accessToken: { title: "网页授权 · 第二步：通过 code 换取 access_token", url: oauthGuide },
  refreshToken: { title: "网页授权 · 第三步：刷新 access_token", url: oauthGuide },
  userinfo: { title: "网页授权 · 第四步：拉取用户信息", url: oauthGuide },
  snsAuth: { title: "网页授权 · 附：检验授权凭证是否有效", url: oauthGuide },
  callbackDomain: { title: "公众平台 · 网页授权域名", url: oauthGuide },
  qrconnect: { title: "网站应用微信登录 · 第一步：请求 code" },
  cgiToken: { title: "基础接口 · 获取接口调用凭据", url: serviceApi("base/api_getaccesstoken") },
  cgiStableToken: {
    title: "基础接口 · 获取稳定版接口调用凭据",
    url: serviceApi("base/api_getstableaccesstoken"),
  },
  tokenRules: {
    title: "Access Token 使用说明",
    url: "https://developers.weixin.qq.com/doc/oplatform/developers/dev/AccessToken",
  },
  ipAllowList: { title: "公众平台 · IP 白名单" },
  ticket: { title: "JS-SDK · 获取 sdk 临时票据", url: serviceApi("webdev/jssdk/api_getticket") },
  userInfo: { title: "用户管理 · 获取用户基本信息", url: serviceApi("usermanage/userinfo/api_userinfo") },
  userGet: { title: "用户管理 · 获取关注用户列表", url: serviceApi("usermanage/userinfo/api_getfans") },
  userBatch: { title: "用户管理 · 批量获取用户基本信息" },
  userRemark: { title: "用户管理 · 设置用户备注名" },
  tags: { title: "用户管理 · 用户标签" },
  blacklist: { title: "用户管理 · 黑名单" },
  templateSend: {
    title: "模板消息 · 发送模板消息",
    url: serviceApi("notify/template/api_sendtemplatemessage"),
  },
  templateValues: { title: "模板消息 · 各类参数的内容限制" },
  templates: { title: "模板消息 · 管理模板" },
  bizsend: { title: "订阅通知 · 发送订阅通知" },
  noticeTemplates: { title: "订阅通知 · 管理模板" },
  customSend: {
    title: "客服消息 · 发送客服消息",
    url: serviceApi("customer/message/api_sendcustommessage"),
  },
  typing: { title: "客服消息 · 客服输入状态" },
  massSend: { title: "群发消息" },
  menu: { title: "自定义菜单 · 创建菜单" },
  conditionalMenu: { title: "自定义菜单 · 个性化菜单" },
  qrcode: { title: "带参数的二维码 · 生成", url: serviceApi("qrcode/qrcodes/api_createqrcode") },
  qrcodePicture: { title: "带参数的二维码 · 用 ticket 换图片" },
  media: { title: "素材管理 · 临时素材" },
  articlePicture: { title: "素材管理 · 上传图文消息里的图片" },
  openapi: { title: "基础接口 · API 调用次数与 rid" },
  callbackCheck: { title: "基础接口 · 网络检测" },
  clearQuota: { title: "基础接口 · 重置 API 调用次数" },
  serverIps: { title: "基础接口 · 获取微信服务器的 IP", url: serviceApi("base/api_getcallbackip") },
  cgiTransport: { title: "服务端接口 · 调用方式" },
  messageServer: { title: "消息推送 · 接入：校验 signature 与服务器地址", url: messageGuide("dev/push/") },
  messageCrypt: { title: "消息推送 · 消息加解密", url: messageGuide("dev/push/encryption") },
  receiveMessage: { title: "接收普通消息" },
  receiveEvent: { title: "接收事件推送" },
  passiveReply: {
    title: "被动回复用户消息",
    url: messageGuide("product/message/Passive_user_reply_message"),
  },
  kfForwarding: { title: "客服 · 消息转发到客服", url: messageGuide("product/kf/forwarding") },
  jssdkConfig: { title: "JS-SDK · 步骤三：通过 config 接口注入权限验证配置", url: jssdkGuide },
  jssdkSign: { title: "JS-SDK · 附录 1：JS-SDK 使用权限签名算法", url: jssdkGuide },
  jssdkDomain: { title: "公众平台 · JS 接口安全域名", url: jssdkGuide },
  jssdkErrors: { title: "JS-SDK · 附录 5：常见错误及解决方法", url: jssdkGuide },
  payTransport: { title: "微信支付 V2 · 协议规则" },
  paySign: { title: "微信支付 V2 · 签名算法", url: v2Doc(4011985891) },
  unifiedOrder: { title: "微信支付 V2 · 统一下单", url: v2Doc(4011936530) },
  orderQuery: { title: "微信支付 V2 · 查询订单" },
  closeOrder: { title: "微信支付 V2 · 关闭订单" },
  refund: { title: "微信支付 V2 · 申请退款" },
  refundQuery: { title: "微信支付 V2 · 查询退款" },
  refundNotice: { title: "微信支付 V2 · 退款结果通知", url: v2Doc(4011940955) },
  redPack: { title: "微信支付 V2 · 现金红包", url: v2Doc(4011974053) },
  groupRedPack: { title: "微信支付 V2 · 裂变红包" },
  redPackQuery: { title: "微信支付 V2 · 查询红包记录" },
  payout: { title: "微信支付 V2 · 企业付款到零钱" },
  payoutQuery: { title: "微信支付 V2 · 查询企业付款" },
  bill: { title: "微信支付 V2 · 下载交易账单" },
  payNotice: { title: "微信支付 V2 · 支付结果通知", url: v2Doc(4011935221) },
  callUp: { title: "微信支付 V2 · JSAPI 调起支付", url: v2Doc(4011935213) },
  payDirectory: {
    title: "微信支付 · 支付授权目录",
    url: "https://pay.weixin.qq.com/doc/v3/merchant/4013287088",
  },
} as const;
