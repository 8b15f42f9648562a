import { WechatError, WechatPayError } from "../../wechat/errors";
import { FeatureOff } from "../../weixin";
import { OtherAccount } from "../payments/account";

/**
 * What stands in the way of any refund: money, pace, or a setting. The refund waits, and the operator reads why.
 * (WeChat Pay, refund, error codes)
 */
const passing: ReadonlySet<string> = new Set([
  "NOTENOUGH",
  "FREQUENCY_LIMITED",
  "INVALID_REQ_TOO_MUCH",
  "ORDER_NOT_READY",
  "USERPAYING",
  "SIGNERROR",
  "CERT_ERROR",
  "CA_ERROR",
  "NOAUTH",
  "APPID_NOT_EXIST",
  "MCHID_NOT_EXIST",
  "APPID_MCHID_NOT_MATCH",
]);

/**
 * Whether WeChat refused this very refund. Anything else (no answer, an unknown result, an empty balance, a wrong
 * setting) may end otherwise when it is tried again.
 */
export function isRefused(error: unknown): boolean {
  if (!(error instanceof WechatPayError) || error.outcome === "unknown" || error.retryable) return false;
  // Without a code it is the call that was not understood, not the refund.
  return error.errCode !== "" && !passing.has(error.errCode);
}

/** An error in a sentence for the operator. */
export function problemOf(error: unknown): string {
  if (error instanceof FeatureOff) return "没有配置微信支付，退款发不出去";
  if (error instanceof OtherAccount) return error.message;
  if (!(error instanceof WechatError)) return "发生了意外的错误，详情见日志";
  const words = error instanceof WechatPayError ? error.errCodeDes || error.returnMsg : "";
  return [error.code, words, error.hintZh ?? (words ? "" : error.message)]
    .filter(Boolean)
    .join(" ")
    .slice(0, 300);
}
