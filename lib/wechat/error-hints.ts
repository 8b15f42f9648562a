/** What the common error codes usually mean in practice, and which of them leave the result open. */

const apiHints: Readonly<Record<number, string>> = {
  [-1]: "WeChat's side is busy: try again in a moment.",
  40001:
    "The access token was replaced or belongs to another account: fetch it again, and share one token store between processes.",
  40003: "The openid belongs to another appid: an openid is only valid under the app that issued it.",
  40013:
    "The appid is wrong: copy it again from the account's console, and check that it is this kind of app's.",
  40014: "The access token is not valid: fetch it again.",
  40029: "The code is unknown, expired or another app's: start the login again.",
  40125: "The app secret is wrong or was reset: copy it again from the console.",
  40163:
    "The code was already exchanged, since WeChat often loads the callback twice: start the login again.",
  40164:
    "This machine's public IP is not on the account's allow-list: add the address that the message names.",
  41008: "The callback carried no code: start the login again.",
  42001: "The access token expired: fetch it again.",
  42003: "The code expired: start the login again.",
  42007: "The user changed their WeChat password: start the login again.",
  45009: "The day's quota of this interface is used up.",
  45011: "Too many calls in this minute: try again in the next.",
  48001:
    "The account or the granted scope does not cover this interface: profiles need snsapi_userinfo or snsapi_login, and a verified account.",
};

/** A hint for an `errcode` of api.weixin.qq.com, when there is one. */
export function apiHint(errcode: number): string | undefined {
  return apiHints[errcode];
}

/** Whether the call may have taken effect although WeChat answered with this `errcode`. */
export function isUnknownApiResult(errcode: number): boolean {
  return errcode === -1;
}

const payHints: Readonly<Record<string, string>> = {
  SIGNERROR:
    "The API key or the sign type is not the merchant's: compare the v2 API key with the merchant console.",
  SIGN_ERROR:
    "The API key or the sign type is not the merchant's: compare the v2 API key with the merchant console.",
  ORDERPAID: "The order is already paid: query it and settle it instead of paying again.",
  ORDERCLOSED: "The order is closed: a new payment needs a new out_trade_no.",
  OUT_TRADE_NO_USED:
    "The out_trade_no was used with other parameters: close the old order and use a new number, or send exactly the same order.",
  APPID_MCHID_NOT_MATCH: "The appid is not bound to this mch_id: bind it in the merchant console.",
  APPID_NOT_EXIST: "WeChat does not know this appid.",
  MCHID_NOT_EXIST: "WeChat does not know this mch_id.",
  NOAUTH: "The merchant has not been granted this interface: apply for it in the merchant console.",
  NO_AUTH: "The merchant has not been granted this interface, or the payment was stopped as risky.",
  NOTENOUGH: "The merchant's balance is too low: top it up, then repeat with the same number.",
  SYSTEMERROR: "The result is not known: query it, or repeat with the same number and the same parameters.",
  BIZERR_NEED_RETRY: "The result is not known: repeat with the same number and the same parameters.",
  PROCESSING: "Accepted but not finished: query it later with the same number.",
  ORDERNOTEXIST: "WeChat has no order of this number under this mch_id.",
  FREQUENCY_LIMITED: "Too many calls: wait, then repeat with the same number.",
  INVALID_REQ_TOO_MUCH: "Too many faulty calls: wait a minute, then repeat with the same number.",
  CA_ERROR: "The merchant certificate is missing or not this merchant's.",
  CERT_ERROR: "The merchant certificate is missing or not this merchant's.",
};

/** A hint for a WeChat Pay v2 `err_code`, when there is one; `text` is what WeChat said beside it. */
export function payHint(errCode: string, text: string): string | undefined {
  // 201 comes under the general INVALID_REQUEST, only the text tells it apart.
  if (errCode === "INVALID_REQUEST" && /201|重复|不一致/.test(text)) return payHints.OUT_TRADE_NO_USED;
  if (errCode === "" && /签名错误/.test(text)) return payHints.SIGNERROR;
  return Object.hasOwn(payHints, errCode) ? payHints[errCode] : undefined;
}

const unknownPayCodes: ReadonlySet<string> = new Set([
  "SYSTEMERROR",
  "SYSTEM_ERROR",
  "BIZERR_NEED_RETRY",
  "PROCESSING",
  "BANKERROR",
]);

/** Whether the call may have taken effect although WeChat answered with this error. */
export function isUnknownPayResult(errCode: string, returnMsg: string): boolean {
  if (errCode !== "") return unknownPayCodes.has(errCode);
  return /SYSTEM_?\s?ERROR|系统(错误|繁忙|超时)/i.test(returnMsg);
}
