import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { log } from "@/lib/log";
import { readBeginning } from "@/lib/request-body";
import { parseXml } from "@/lib/wechat/xml";
import { explainDelivery, type Reply } from "./delivery-why";
import { secondsFromNow } from "./grants";
import { record } from "./ledger";
import { explainV3Delivery } from "./pay-v3/delivery-why";
import { isV3Acknowledged, type SentNotice, sentText, v3NoticeRequest } from "./pay-v3/notice-request";
import { mostAttempts, secondsToNext } from "./schedule";

/** The machine that sends notifications until they are acknowledged. (WeChat Pay v2, payment notification) */

export type Notice = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["sandboxNotice"]["findUnique"]>>>;

const timeoutMs = 5_000;
const longestReply = 16 * 1024;

const key = Symbol.for("moonstone.sandbox.deliveries");
const holder = globalThis as { [key]?: Promise<unknown> };

/**
 * Sends every notification that is due by the sandbox's clock, those of one subject one after the other.
 * @returns how many attempts were made
 */
export function deliverDue(): Promise<number> {
  // One run after the other in this process; between processes the claim decides.
  const run = (holder[key] ?? Promise.resolve()).then(deliverNow, deliverNow);
  holder[key] = run.catch(() => undefined);
  return run;
}

async function deliverNow(): Promise<number> {
  const due = await db().sandboxNotice.findMany({
    where: { status: "waiting", nextAttemptAt: { lte: now() } },
    orderBy: { id: "asc" },
    take: 50,
  });
  const subjects = new Map<string, Notice[]>();
  for (const notice of due) {
    const subject = `${notice.subject}:${notice.orderId ?? notice.refundId ?? notice.transferId}`;
    subjects.set(subject, [...(subjects.get(subject) ?? []), notice]);
  }
  const counts = await Promise.all([...subjects.values()].map(deliverInTurn));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function deliverInTurn(notices: Notice[]): Promise<number> {
  let made = 0;
  for (const notice of notices) if (await deliver(notice)) made += 1;
  return made;
}

/**
 * Makes the next attempt, unless somebody else does. @returns whether this call made it
 */
export async function deliver(notice: Notice): Promise<boolean> {
  const attempt = notice.attempts + 1;
  const forged = notice.kind !== "genuine";
  const wait = forged ? null : secondsToNext(notice.subject, attempt);
  if (!(await claim(notice, attempt, wait))) return false;
  const copies = attempt === 1 ? notice.copies : 1;
  const replies = await Promise.all(Array.from({ length: copies }, () => send(notice, attempt)));
  for (const exchange of replies) await recordReply(notice, attempt, wait, exchange);
  const { reply } = replies.find((exchange) => exchange.reply.acknowledged) ?? replies[0] ?? {};
  if (reply) await settle(notice, attempt, statusAfter(reply, forged, wait), reply);
  return true;
}

/** Counts the attempt before it is made: whoever does, makes it. */
async function claim(notice: Notice, attempt: number, wait: number | null): Promise<boolean> {
  const { id, attempts, nextAttemptAt } = notice;
  if (attempt > mostAttempts(notice.subject)) {
    await db().sandboxNotice.updateMany({ where: { id, attempts }, data: { status: "given_up" } });
    return false;
  }
  // After the last attempt the next moment only matters when this process dies before it knows the reply.
  const data = { attempts: attempt, lastAttemptAt: now(), nextAttemptAt: secondsFromNow(wait ?? 24 * 3600) };
  const where = { id, status: "waiting", attempts, nextAttemptAt };
  return (await db().sandboxNotice.updateMany({ where, data })).count === 1;
}

function statusAfter(reply: Reply, forged: boolean, wait: number | null): string {
  if (reply.acknowledged) return "delivered";
  if (forged) return "refused";
  return wait === null ? "given_up" : "waiting";
}

async function settle(notice: Notice, attempt: number, status: string, reply: Reply): Promise<void> {
  // A notification that was sent again in the meantime has a life of its own now.
  const where = { id: notice.id, attempts: attempt };
  const data = { status, lastStatus: reply.status, lastAnswer: reply.text.slice(0, 2000) };
  await db().sandboxNotice.updateMany({ where, data });
}

/** One attempt: what was sent, and what came back. */
interface Exchange {
  sent: SentNotice;
  reply: Reply;
}

async function send(notice: Notice, attempt: number): Promise<Exchange> {
  const sent = notice.api === "v3" ? await v3NoticeRequest(notice, attempt) : v2Request(notice);
  return { sent, reply: await post(notice, sent) };
}

const v2Request = ({ body }: Notice): SentNotice => ({
  headers: { "content-type": "text/xml", "user-agent": "Mozilla/4.0", "request-id": crypto.randomUUID() },
  body,
});

async function post(notice: Notice, { headers, body }: SentNotice): Promise<Reply> {
  const started = performance.now();
  const took = (): number => performance.now() - started;
  try {
    const response = await fetch(notice.url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = new TextDecoder().decode(await readBeginning(response, longestReply));
    return {
      status: response.status,
      text,
      acknowledged:
        notice.api === "v3" ? isV3Acknowledged(response.status) : isAcknowledged(response.status, text),
      durationMs: took(),
    };
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    log.info("sandbox.notice_unanswered", { notice: notice.id, late });
    const text = late ? "5 秒内没有应答" : `连接不上：${notice.url}`;
    return { status: 0, text, acknowledged: false, durationMs: took() };
  }
}

/** Only a 2xx whose XML says SUCCESS counts. */
export function isAcknowledged(status: number, text: string): boolean {
  if (status < 200 || status > 299) return false;
  try {
    return parseXml(text).return_code === "SUCCESS";
  } catch {
    return false;
  }
}

async function recordReply(
  notice: Notice,
  attempt: number,
  wait: number | null,
  { sent, reply }: Exchange,
): Promise<void> {
  const v3 = notice.api === "v3";
  const { outcome, ok, why } = v3
    ? await explainV3Delivery({ notice, attempt, wait, reply, sent })
    : await explainDelivery(notice, attempt, wait, reply);
  await record({
    direction: "out",
    method: "POST",
    address: notice.url,
    request: v3 ? sentText(notice.url, sent) : notice.body,
    answer: reply.text,
    httpStatus: reply.status,
    outcome,
    ok,
    why,
    durationMs: reply.durationMs,
  });
}
