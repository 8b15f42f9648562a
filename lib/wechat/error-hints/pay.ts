import type { Hint } from "./hint";

/** The codes of WeChat Pay v2, and what to do about each. (WeChat Pay v2, error codes) */

const wrongKey: Hint = {
  en: "The API key or the sign type is not the merchant's: compare the v2 API key with the merchant console.",
  zh: "API 密钥或签名方式与商户不符：请到商户平台 pay.weixin.qq.com 核对 APIv2 密钥。",
};
const wrongCertificate: Hint = {
  en: "The merchant certificate is missing or not this merchant's.",
  zh: "缺少商户证书，或证书不属于该商户号。",
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
};
