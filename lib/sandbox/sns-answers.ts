import { randomBytes } from "node:crypto";
import { nowMs } from "@/lib/clock";
import type { Explanation } from "./explanation";

/** An answer of api.weixin.qq.com: HTTP 200 whatever it says. */
export interface ApiAnswer {
  body: Record<string, unknown>;
  outcome: string;
  ok: boolean;
  why?: Explanation;
}

const texts = {
  [-1]: "system error",
  40001: "invalid credential, access_token is invalid or not latest",
  40002: "invalid grant_type",
  40003: "invalid openid",
  40013: "invalid appid",
  40029: "invalid code",
  40030: "invalid refresh_token",
  40125: "invalid appsecret",
  40163: "code been used",
  41001: "access_token missing",
  41002: "appid missing",
  41003: "refresh_token missing",
  41004: "appsecret missing",
  41008: "missing code",
  41009: "missing openid",
  42001: "access_token expired",
  42002: "refresh_token expired",
  48001: "api unauthorized",
} as const;

export type Errcode = keyof typeof texts;

/** Names the request: 8-8-8 hex digits, of which the first group is the time. */
function requestId(): string {
  const time = Math.floor(nowMs() / 1000).toString(16);
  return [time, randomBytes(4).toString("hex"), randomBytes(4).toString("hex")].join("-");
}

/** A refusal with WeChat's number and text. */
export function refuse(errcode: Errcode, why: Explanation): ApiAnswer {
  const text = texts[errcode];
  return {
    body: { errcode, errmsg: `${text}, rid: ${requestId()}` },
    outcome: `${errcode} ${text}`,
    ok: false,
    why,
  };
}

export function succeed(body: Record<string, unknown>, outcome: string): ApiAnswer {
  return { body, outcome, ok: true };
}
