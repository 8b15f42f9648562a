import { log } from "@/lib/log";
import { readBeginning } from "@/lib/request-body";
import type { RawAnswer } from "./push-answer";

/** WeChat calls the shop's server: five seconds, no redirects, and every byte of the answer counts. */

/** Gives the signal that ends a call after some milliseconds. */
export type Deadline = (ms: number) => AbortSignal;

const timeoutMs = 5_000;
/** More than any reply that is right. */
const longestAnswer = 1024 * 1024;
const headers = { "user-agent": "Mozilla/4.0", accept: "*/*" };

/** @param body XML to POST; a GET without */
export async function callShop(url: string, body: string | null, deadline: Deadline): Promise<RawAnswer> {
  const started = performance.now();
  const took = (): number => performance.now() - started;
  try {
    const response = await fetch(url, {
      ...(body === null
        ? { headers }
        : { method: "POST", headers: { ...headers, "content-type": "text/xml" }, body }),
      redirect: "manual",
      cache: "no-store",
      signal: deadline(timeoutMs),
    });
    // Unlike response.text() this keeps a byte order mark, which makes another answer of any.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      await readBeginning(response, longestAnswer),
    );
    return { status: response.status, text, durationMs: took() };
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    log.info("sandbox.shop_unanswered", { late });
    return { status: 0, text: late ? "5 秒内没有应答" : "连接不上店铺的服务器", durationMs: took() };
  }
}
