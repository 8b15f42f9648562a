import { headText } from "./call";
import { defaultKey } from "./keys";
import { isProbe } from "./probes";
import { type SealFlaw, seal } from "./seal";

/** How a v3 notice travels: signed anew at each attempt. (WeChat Pay v3, notifications) */

export interface SentNotice {
  headers: Record<string, string>;
  body: string;
}

const flaws: Readonly<Record<string, SealFlaw>> = {
  signature: "signature",
  unsigned: "unsigned",
  serial: "serial",
  stale: "stale",
  body: "body",
  signtest: "signtest",
};

/**
 * The headers and the body of one attempt.
 * @param notice its `kind` says what a forged one has wrong
 * @param attempt only a first one may be a probe of WeChat's: the next is right
 */
export async function v3NoticeRequest(
  notice: { kind: string; body: string },
  attempt: number,
): Promise<SentNotice> {
  const genuine = notice.kind === "genuine";
  const probe = genuine && attempt === 1 && (await isProbe("v3_notice_signtest"));
  const flaw = probe ? "signtest" : Object.hasOwn(flaws, notice.kind) ? flaws[notice.kind] : undefined;
  const signature = seal(notice.body, await defaultKey(), flaw);
  const headers = { "content-type": "application/json; charset=utf-8", "user-agent": "Mozilla/4.0" };
  return { headers: { ...headers, ...signature }, body: notice.body };
}

/** The status alone counts, whatever the body says. */
export const isV3Acknowledged = (status: number): boolean => status === 200 || status === 204;

/** What was sent, for the ledger: where to, the headers that count, and the body. */
export function sentText(url: string, { headers, body }: SentNotice): string {
  const shown = Object.entries(headers).filter(([name]) => /^(wechatpay|request-id|content-type)/.test(name));
  return headText(`POST ${new URL(url).pathname}`, Object.fromEntries(shown), body);
}
