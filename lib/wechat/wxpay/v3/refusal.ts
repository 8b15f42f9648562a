import { z } from "zod";
import { payHint } from "../../error-hints";
import type { Hint } from "../../error-hints/hint";
import { WechatPayError } from "../../errors";
import type { Answer } from "../../transport";

/** What was asked about: WeChat's general codes mean something else for each. */
export type Subject = "order" | "refund" | "payout" | "bill" | "certificates" | "echo";

/** v3's codes, and their spellings over the years, in v2's words. What is not here stays as it is. */
const canonical: Readonly<Record<string, string>> = {
  ACCOUNT_ERROR: "ACCOUNTERROR",
  APPID_NOT_EXISTS: "APPID_NOT_EXIST",
  BANK_ERROR: "BANKERROR",
  FREQUENCY_LIMIT: "FREQUENCY_LIMITED",
  FREQUENCY_LIMIT_EXCEED: "FREQUENCY_LIMITED",
  MCH_NOT_EXISTS: "MCHID_NOT_EXIST",
  NO_AUTH: "NOAUTH",
  NOT_ENOUGH: "NOTENOUGH",
  ORDER_CLOSED: "ORDERCLOSED",
  ORDER_NOT_EXIST: "ORDERNOTEXIST",
  ORDER_PAID: "ORDERPAID",
  RATE_LIMITED: "FREQUENCY_LIMITED",
  RATELIMIT_EXCEED: "FREQUENCY_LIMITED",
  RATELIMIT_EXCEEDED: "FREQUENCY_LIMITED",
  REFUND_NOT_EXIST: "REFUNDNOTEXIST",
  REFUND_NOT_EXISTS: "REFUNDNOTEXIST",
  RULE_LIMIT: "RULELIMIT",
  SERVICE_UNAVAILABLE: "SYSTEMERROR",
  SIGN_ERROR: "SIGNERROR",
  SYSTEM_ERROR: "SYSTEMERROR",
  USER_PAYING: "USERPAYING",
};

/** "There is none", as each subject says it. */
const absent: ReadonlySet<string> = new Set(["NOT_FOUND", "RESOURCE_NOT_EXISTS", "RESOURCE_NOT_EXIST"]);
const absence: Readonly<Partial<Record<Subject, string>>> = {
  order: "ORDERNOTEXIST",
  refund: "ORDERNOTEXIST",
  payout: "NOT_FOUND",
};

/** What only the text tells apart of the codes that stand for many things. */
const general: ReadonlySet<string> = new Set(["INVALID_REQUEST", "PARAM_ERROR", "TRADE_ERROR", "RULE_LIMIT"]);
const byText: readonly (readonly [subject: Subject, text: RegExp, code: string])[] = [
  ["order", /订单(号)?已(经)?支付|已支付/, "ORDERPAID"],
  ["order", /订单已(经)?关闭/, "ORDERCLOSED"],
  ["order", /201 |订单号重复|重入请求|业务单据数据不一致/, "OUT_TRADE_NO_USED"],
  ["refund", /金额与之前请求不一致/, "REFUND_FEE_MISMATCH"],
  ["refund", /余额不足/, "NOTENOUGH"],
  ["payout", /单号已存在/, "OUT_BILL_NO_USED"],
  ["payout", /上下限/, "AMOUNT_LIMIT"],
  ["payout", /余额不足/, "NOTENOUGH"],
];

/** It may have happened, or be happening, although WeChat does not say yes. */
const open: ReadonlySet<string> = new Set([
  "SYSTEMERROR",
  "BANKERROR",
  "BIZERR_NEED_RETRY",
  "PROCESSING",
  "USERPAYING",
  "ALREADY_EXISTS",
  "OUT_BILL_NO_USED",
]);
/** These come with a 5xx and yet say what is wrong with the request. */
const settled: ReadonlySet<string> = new Set(["OPENID_MISMATCH", "INVALID_TRANSACTIONID"]);

/** v2 has the same code for another key. */
const wrongKey: Hint = {
  en: "The request's signature is refused: WXPAY_CERT_KEY, WXPAY_SERIAL_NO and WXPAY_MCHID do not belong together, or this server's clock is wrong.",
  zh: "请求签名未通过：WXPAY_CERT_KEY、WXPAY_SERIAL_NO 与 WXPAY_MCHID 不匹配，或本服务器时间不准。",
};

const errorBody = z.object({ code: z.string().min(1).max(64), message: z.string().catch("") });

/**
 * WeChat's refusal as an error: with the canonical code, and whether it may have happened after all. That is open after
 * 202, any 5xx but those that name a faulty field, and 429 where money moves. (WeChat Pay v3, error codes)
 */
export function refusal({ status, text }: Answer, subject: Subject): WechatPayError {
  const error = readBody(text);
  const rawCode = error?.code ?? "";
  const message = error?.message.slice(0, 300) ?? "";
  const errCode = canonicalCode(rawCode, message, subject) || codeOfStatus(status);
  return new WechatPayError({
    returnCode: "FAIL",
    returnMsg: message,
    resultCode: "FAIL",
    errCode,
    errCodeDes: message || `HTTP ${status}`,
    rawCode,
    httpStatus: status,
    outcome: isOpen(status, errCode, subject) ? "unknown" : "refused",
    hint: hintFor(errCode, rawCode, message),
  });
}

/** Of a code that only the text told, rather than of the general one that came. */
function hintFor(errCode: string, rawCode: string, message: string): Hint | undefined {
  if (errCode === "SIGNERROR") return wrongKey;
  return general.has(rawCode) ? payHint(errCode, message) : undefined;
}

function canonicalCode(rawCode: string, message: string, subject: Subject): string {
  if (absent.has(rawCode)) return absence[subject] ?? rawCode;
  if (general.has(rawCode)) {
    const told = byText.find(([of, pattern]) => of === subject && pattern.test(message));
    if (told) return told[2];
  }
  // Only its own entries: a code could be called like a method of every object.
  return Object.hasOwn(canonical, rawCode) ? (canonical[rawCode] ?? rawCode) : rawCode;
}

/** For what has no code: a proxy's page, say. A 404 of that kind must not pass for "there is none". */
function codeOfStatus(status: number): string {
  if (status === 202) return "PROCESSING";
  if (status === 429) return "FREQUENCY_LIMITED";
  return status >= 500 ? "SYSTEMERROR" : `HTTP_${status}`;
}

function isOpen(status: number, errCode: string, subject: Subject): boolean {
  if (settled.has(errCode)) return false;
  if (open.has(errCode) || status === 202 || status >= 500) return true;
  const moves = subject === "refund" || subject === "payout";
  return moves && (status === 429 || errCode === "FREQUENCY_LIMITED");
}

function readBody(text: string): z.infer<typeof errorBody> | null {
  try {
    return errorBody.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
