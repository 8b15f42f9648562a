import { randomBytes } from "node:crypto";
import { nowMs } from "@/lib/clock";
import type { Explanation } from "./explanation";

/** An answer of api.weixin.qq.com: HTTP 200 whatever it says. */
export interface ApiAnswer {
  body: Record<string, unknown>;
  /** One line for the ledger. */
  outcome: string;
  ok: boolean;
  why?: Explanation;
}

const texts = {
  [-1]: "system error",
  40001:
    "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r",
  40002: "invalid grant_type",
  40003: "invalid openid",
  40013: "invalid appid",
  40014: "invalid access_token",
  40029: "invalid code",
  40030: "invalid refresh_token",
  40097: "invalid args",
  40125: "invalid appsecret",
  40163: "code been used",
  40164: "invalid ip, not in whitelist",
  40243: "AppSecret has been frozen",
  41001: "access_token missing",
  41002: "appid missing",
  41003: "refresh_token missing",
  41004: "appsecret missing",
  41008: "missing code",
  41009: "missing openid",
  42001: "access_token expired",
  42002: "refresh_token expired",
  42007: "access_token and refresh_token exception",
  43001: "require GET method",
  43002: "require POST method",
  44002: "empty post data",
  45009: "reach max api daily quota limit",
  47001: "data format error",
  48001: "api unauthorized",
  48006: "forbid to clear quota because of reaching the limit",
} as const;

export type Errcode = keyof typeof texts;

// Of these two only examples without the comma are known.
const withoutComma: ReadonlySet<Errcode> = new Set([40001, 40164]);

/** Names the request: 8-8-8 hex digits, of which the first group is the time. */
function requestId(): string {
  const time = Math.floor(nowMs() / 1000).toString(16);
  return [time, randomBytes(4).toString("hex"), randomBytes(4).toString("hex")].join("-");
}

/**
 * A refusal with WeChat's number and text.
 * @param text in place of the usual one, where WeChat names the case
 */
export function refuse(errcode: Errcode, why: Explanation, text: string = texts[errcode]): ApiAnswer {
  const comma = withoutComma.has(errcode) ? "" : ",";
  return {
    body: { errcode, errmsg: `${text}${comma} rid: ${requestId()}` },
    outcome: `${errcode} ${text}`,
    ok: false,
    why,
  };
}

export function succeed(body: Record<string, unknown>, outcome: string, why?: Explanation): ApiAnswer {
  return { body, outcome, ok: true, ...(why === undefined ? {} : { why }) };
}
