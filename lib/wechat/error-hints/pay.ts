import type { Hint } from "./hint";
import { moneyHints } from "./pay-money";

/**
 * The codes of WeChat Pay that any call may meet, in the spelling of v2 unless v3 alone has one, and what to do about each.
 * (WeChat Pay v2 and v3, error codes)
 */

const wrongKey: Hint = {
  en: "The signature does not fit. Over v2: the API key (WXPAY_KEY) or the sign type is not the merchant's. Over v3: the private key and the certificate's serial number do not belong to this merchant, or the server's clock is off by 5 minutes.",
  zh: "签名不符。v2：API 密钥（WXPAY_KEY）或签名方式与商户不符；v3：私钥、证书序列号与商户号不匹配，或服务器时间相差超过 5 分钟。请到商户平台 pay.weixin.qq.com → 账户中心 → API安全核对。",
};
const wrongCertificate: Hint = {
  en: "The merchant certificate is missing, expired or not this merchant's: look at WXPAY_CERT and WXPAY_CERT_KEY.",
  zh: "缺少商户证书，或证书已过期、不属于该商户号：请核对 WXPAY_CERT 与 WXPAY_CERT_KEY。",
};
const faultyRequest: Hint = {
  en: "WeChat finds fault with a field: the text beside the code names it. Correct it; a payment that exists already keeps its number.",
  zh: "参数有误：错误描述中会写明是哪个字段。请改正后再试，已有的交易沿用原单号。",
};
const faultyXml: Hint = {
  en: "What arrived at WeChat was not the XML that was sent: look at what stands between, such as WECHAT_GATEWAY_URL.",
  zh: "微信收到的报文不是所发的 XML：请检查中间的代理，例如 WECHAT_GATEWAY_URL。",
};

export const payHints: Readonly<Record<string, Hint>> = {
  SIGNERROR: wrongKey,
  SIGN_ERROR: wrongKey,
  ORDERPAID: {
    en: "The order is already paid: query it and settle it instead of paying again.",
    zh: "订单已支付：请查询订单并直接入账，不要再次发起支付。",
  },
  ORDERCLOSED: {
    en: "The order is closed: a new payment needs a new out_trade_no.",
    zh: "订单已关闭：再次支付须使用新的 out_trade_no。",
  },
  OUT_TRADE_NO_USED: {
    en: "The out_trade_no was used with other parameters: close the old order and use a new number, or send exactly the same order.",
    zh: "out_trade_no 已用于参数不同的订单：请关闭旧单后换新号，或原样重发同一订单。",
  },
  APPID_MCHID_NOT_MATCH: {
    en: "The appid is not bound to this mch_id: bind it in the merchant console.",
    zh: "AppID 与商户号没有绑定：请到商户平台 → 产品中心 → AppID账号管理中关联。",
  },
  APPID_NOT_EXIST: {
    en: "WeChat does not know this appid.",
    zh: "AppID 不存在：请核对后重新填写。",
  },
  MCHID_NOT_EXIST: {
    en: "WeChat does not know this mch_id.",
    zh: "商户号不存在：请核对后重新填写。",
  },
  NOAUTH: {
    en: "The merchant has not been granted this interface: apply for it in the merchant console.",
    zh: "商户没有该接口的权限：请到商户平台 → 产品中心开通。",
  },
  NO_AUTH: {
    en: "The merchant has not been granted this interface, or the payment was stopped as risky.",
    zh: "商户没有该接口的权限，或该笔交易因风险被拦截。",
  },
  NOTENOUGH: {
    en: "The merchant's balance is too low: top it up, then repeat with the same number.",
    zh: "商户余额不足：请充值后用原单号重试。",
  },
  SYSTEMERROR: {
    en: "The result is not known: query it, or repeat with the same number and the same parameters.",
    zh: "结果未知：请查询，或用原单号、原参数重试。",
  },
  BIZERR_NEED_RETRY: {
    en: "The result is not known: repeat with the same number and the same parameters.",
    zh: "结果未知：请用原单号、原参数重试。",
  },
  PROCESSING: {
    en: "Accepted but not finished: query it later with the same number.",
    zh: "已受理，尚未完成：请稍后用原单号查询。",
  },
  ORDERNOTEXIST: {
    en: "WeChat has no order of this number under this mch_id.",
    zh: "该商户号下没有这个单号的订单：请核对单号与商户号。",
  },
  FREQUENCY_LIMITED: {
    en: "Too many calls: wait, then repeat with the same number.",
    zh: "调用过于频繁：请稍候用原单号重试。",
    retryable: true,
  },
  INVALID_REQ_TOO_MUCH: {
    en: "Too many faulty calls: wait a minute, then repeat with the same number.",
    zh: "错误请求过多：请等一分钟，再用原单号重试。",
    retryable: true,
  },
  CA_ERROR: wrongCertificate,
  CERT_ERROR: wrongCertificate,
  INVALID_REQUEST: faultyRequest,
  PARAM_ERROR: faultyRequest,
  LACK_PARAMS: faultyRequest,
  ERROR: {
    en: "WeChat turns this down for a reason of its own, which the text beside the code tells.",
    zh: "业务错误：具体原因见错误描述。",
  },
  XML_ERROR: faultyXml,
  XML_FORMAT_ERROR: faultyXml,
  REQUIRE_POST_METHOD: faultyXml,
  POST_DATA_EMPTY: faultyXml,
  NOT_UTF8: faultyXml,
  PARAM_IS_NOT_UTF8: faultyXml,
  INVALID_TRANSACTIONID: {
    en: "WeChat does not know this transaction_id: ask by out_trade_no.",
    zh: "transaction_id 无效：请改用 out_trade_no 查询。",
  },
  TRADE_STATE_ERROR: {
    en: "The order is in a state in which this cannot be done: query it.",
    zh: "订单当前状态不允许该操作：请先查询订单。",
  },
  TRADE_ERROR: {
    en: "The payment failed for a reason that the text beside the code tells: query the order before anything else.",
    zh: "交易错误：具体原因见错误描述，请先查询订单。",
  },
  USERPAYING: {
    en: "The payer is at it right now: wait, then query the order.",
    zh: "用户正在支付：请稍后查询订单。",
  },
  BANKERROR: {
    en: "A bank's system does not answer, the result is not known: query it.",
    zh: "银行系统异常，结果未知：请稍后查询。",
  },
  OPENID_MISMATCH: {
    en: "The openid is another app's: a payer's openid belongs to the appid that is paid through (WXPAY_APPID).",
    zh: "openid 与 appid 不匹配：付款人的 openid 必须属于 WXPAY_APPID。",
  },
  ACCOUNTERROR: {
    en: "The payer's account cannot pay at present.",
    zh: "用户账号异常，暂时无法支付。",
  },
  RULELIMIT: {
    en: "A rule of the merchant's product or of WeChat's risk control forbids it: the text beside the code tells which.",
    zh: "触发业务规则限制：具体原因见错误描述，可到商户平台查看产品限制。",
  },
  ...moneyHints,
};
