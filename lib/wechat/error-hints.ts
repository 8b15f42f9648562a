import { isIP } from "node:net";
import { apiHints } from "./error-hints/api";
import type { Hint } from "./error-hints/hint";
import { payHints } from "./error-hints/pay";

/** What the common error codes usually mean in practice, and which of them leave the result open. */

/**
 * The hint for an `errcode` of api.weixin.qq.com, when there is one.
 * @param errmsg from which the hint takes the address that WeChat saw
 */
export function apiHint(errcode: number, errmsg: string): Hint | undefined {
  const hint = apiHints[errcode];
  if (!hint) return undefined;
  const address = addressIn(errmsg);
  const { en, zh } = hint;
  return {
    ...hint,
    en: capitalized(en.replaceAll("{ip}", address ?? "this server's public address")),
    zh: zh.replaceAll("{ip}", address ?? "本服务器的出口 IP"),
  };
}

/** "invalid ip 47.94.148.108 ipv6 ::ffff:47.94.148.108, not in whitelist": the address that a call came from. */
function addressIn(errmsg: string): string | undefined {
  const words = errmsg.match(/[0-9a-f:.]*[0-9a-f]/gi) ?? [];
  return words.map((word) => word.replace(/^::ffff:(?=\d+\.)/i, "")).find((word) => isIP(word) !== 0);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether the call may have taken effect although WeChat answered with this `errcode`. */
export function isUnknownApiResult(errcode: number): boolean {
  return errcode === -1;
}

/** The hint for a code of WeChat Pay, when there is one; `text` is what WeChat said beside it. */
export function payHint(errCode: string, text: string): Hint | undefined {
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
  "USERPAYING",
  // The number is taken, by what was sent before: what became of that is the question.
  "FATAL_ERROR",
  "OUT_BILL_NO_USED",
  "ALREADY_EXISTS",
]);

/** Whether the call may have taken effect although WeChat answered with this error. */
export function isUnknownPayResult(errCode: string, returnMsg: string): boolean {
  if (errCode !== "") return unknownPayCodes.has(errCode);
  return /SYSTEM_?\s?ERROR|系统(错误|繁忙|超时)/i.test(returnMsg);
}
