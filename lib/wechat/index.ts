/** The WeChat SDK's public surface. Knows no framework, no database, no shop. */

export {
  type AeadOptions,
  decryptAead,
  decryptReqInfo,
  encryptAead,
  encryptReqInfo,
} from "./crypto";
export {
  NotificationError,
  type NotificationReason,
  WechatApiError,
  WechatConfigError,
  WechatError,
  type WechatErrorAdvice,
  type WechatErrorKind,
  type WechatErrorOutcome,
  WechatPayError,
  XmlError,
} from "./errors";
export { createGateway, type Gateway } from "./gateway";
export { parseJson } from "./json";
export * from "./jssdk";
export { decryptOpenData, rawDataSignature } from "./miniprogram";
export { createMsgCrypt, decryptMsg, encryptMsg, type MsgCrypt, msgSignature } from "./msgcrypt";
export {
  v3Authorization,
  v3Decrypt,
  v3Encrypt,
  v3Message,
  v3ProbePrefix,
  v3RequestMessage,
  v3ResponseBytes,
  v3ResponseMessage,
  v3Sign,
  v3Verify,
} from "./payv3-crypto";
export * from "./robot";
export {
  type JssdkSignInput,
  jssdkSign,
  nonceStr,
  type RandomBytes,
  type SignParams,
  type SignType,
  sha1Sorted,
  sign,
  signString,
  timingSafeEqualText,
  verify,
} from "./sign";
export { MemoryStore, type StateStore } from "./store";
export { beijingTime, parseBeijingTime } from "./time";
export { createTransport, type Transport } from "./transport";
export { actionFor, isMiniProgram, isWechat, isWxwork, wechatVersion } from "./useragent";
export * from "./wxauth";
export * from "./wxclient";
export * from "./wxpay";
export { securityEcho } from "./wxpay/v3/security-echo";
export { buildXml, type ParseXmlOptions, parseXml, type XmlFields, type XmlTree, xmlText } from "./xml";
