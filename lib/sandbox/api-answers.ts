import { randomBytes } from "node:crypto";
import { nowMs } from "@/lib/clock";
import { type Errcode, errorTexts } from "./errcodes";
import type { Explanation } from "./explanation";

export type { Errcode } from "./errcodes";

/** A medium, as it is downloaded. */
export interface ApiFile {
  mime: string;
  filename: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** An answer of api.weixin.qq.com: HTTP 200 whatever it says. */
export interface ApiAnswer {
  /** A bigint stands for a number that JavaScript cannot hold. */
  body: Record<string, unknown>;
  /** In place of the body: what is no JSON. */
  file?: ApiFile;
  /** One line for the ledger. */
  outcome: string;
  ok: boolean;
  why?: Explanation;
}

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
export function refuse(errcode: Errcode, why: Explanation, text: string = errorTexts[errcode]): ApiAnswer {
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

/** What most calls answer that have nothing to tell. */
export const done = (outcome: string, why?: Explanation): ApiAnswer =>
  succeed({ errcode: 0, errmsg: "ok" }, outcome, why);

/** The body as JSON text. Numbers of 64 bits stand in it bare, as WeChat writes them. */
export function answerText(body: ApiAnswer["body"]): string {
  const entries = Object.entries(body).filter(([, value]) => value !== undefined);
  const pairs = entries.map(
    ([name, value]) =>
      `${JSON.stringify(name)}:${typeof value === "bigint" ? String(value) : JSON.stringify(value)}`,
  );
  return `{${pairs.join(",")}}`;
}
