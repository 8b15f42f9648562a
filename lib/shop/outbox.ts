import { now } from "../clock";
import { db, type Tx } from "../db";
import { log } from "../log";
import { WechatPayError } from "../wechat/errors";
import { wxpay } from "../weixin";
import { sendOrderNotice } from "./notices/send";
import { wakeSender } from "./notices/soon";
import { askWechat } from "./payments/check";
import type { PaymentHandlers } from "./payments/handlers";
import { signTypeOf } from "./payments/sign-type";

/** The kinds of work that may follow a commit, and what each is told. */
type Work = {
  "wxpay.close": { outTradeNo: string };
  "catalogue.changed": { productIds: string[] };
  "wechat.order_notice": { noticeId: number };
};
type Kind = keyof Work;

const message = <K extends Kind>(kind: K, payload: Work[K], at: Date) => ({
  kind,
  payload: JSON.stringify(payload),
  nextAttemptAt: at,
  createdAt: now(),
});

/** Notes work in the transaction that makes it necessary; it is done from `at` on. */
async function enqueue<K extends Kind>(tx: Tx, kind: K, payload: Work[K], at: Date): Promise<void> {
  await tx.outboxMessage.create({ data: message(kind, payload, at) });
}

/** WeChat asks not to close an order in the first five minutes of its life. */
const closableAfterMs = 5 * 60_000;

/** Leaves word to close a payment at WeChat, as soon as WeChat lets it be closed. */
export async function enqueueClose(tx: Tx, outTradeNo: string, prepayAt: Date): Promise<void> {
  const closableAt = Math.max(now().getTime(), prepayAt.getTime() + closableAfterMs);
  await enqueue(tx, "wxpay.close", { outTradeNo }, new Date(closableAt));
}

/** Leaves word that products are on sale again: notifications come where no page can be made anew. */
export const enqueueCatalogueChange = (tx: Tx, productIds: string[]): Promise<void> =>
  enqueue(tx, "catalogue.changed", { productIds }, now());

/** Leaves word to send notices of orders, which are written already: one statement for all. */
export async function enqueueNotices(tx: Tx, noticeIds: readonly number[]): Promise<void> {
  if (noticeIds.length === 0) return;
  const at = now();
  const data = noticeIds.map((noticeId) => message("wechat.order_notice", { noticeId }, at));
  await tx.outboxMessage.createMany({ data });
  wakeSender();
}

const lockSeconds = 60;
const mostAttempts = 12;

/** What the work is done with: `products` gathers those whose pages are to be made anew. */
type Tools = { handlers: PaymentHandlers; products: string[] };
/** @param last whether it is given up when it fails this time */
type Worker<K extends Kind> = (payload: Work[K], tools: Tools, last: boolean) => Promise<void>;

const workers: { [K in Kind]: Worker<K> } = {
  async "wxpay.close"({ outTradeNo }, { handlers }) {
    const payment = await db().payment.findUnique({ where: { outTradeNo } });
    try {
      await wxpay(payment ? signTypeOf(payment) : undefined).close(outTradeNo);
    } catch (error) {
      const errCode = error instanceof WechatPayError ? error.errCode : "";
      if (errCode === "ORDERNOTEXIST") return;
      // Paid before it could be closed: the money counts, and nobody else may ever tell us.
      if (errCode === "ORDERPAID" && (await askWechat(outTradeNo, handlers)) === "paid") return;
      throw error;
    }
  },

  async "catalogue.changed"({ productIds }, { products }) {
    products.push(...productIds);
  },

  "wechat.order_notice": ({ noticeId }, _, last) => sendOrderNotice(noticeId, last),
};

const isKind = (kind: string): kind is Kind => kind in workers;

async function work(kind: string, payload: string, tools: Tools, last: boolean): Promise<void> {
  if (!isKind(kind)) throw new Error(`Nobody does ${kind}`);
  await workers[kind](JSON.parse(payload), tools, last);
}

/** Half a minute, then twice as long each time, at most six hours. */
const waitMs = (attempts: number) => Math.min(30_000 * 2 ** (attempts - 1), 6 * 60 * 60_000);

/** Of several processes that see a message, the one that raises its attempts has it. */
async function claim(id: number, attempts: number): Promise<boolean> {
  const lockedUntil = new Date(now().getTime() + lockSeconds * 1000);
  const where = { id, attempts, doneAt: null };
  return (
    (await db().outboxMessage.updateMany({ where, data: { attempts: attempts + 1, lockedUntil } })).count ===
    1
  );
}

/** As many are looked for at once. */
const page = 20;

/** One kind of work, or all but one. */
type Kinds = Kind | { not: Kind };

const dueNow = (kind: Kinds) => {
  const at = now();
  const free = { OR: [{ lockedUntil: null }, { lockedUntil: { lte: at } }] };
  return {
    where: { doneAt: null, failedAt: null, nextAttemptAt: { lte: at }, ...free, kind },
    orderBy: [{ nextAttemptAt: "asc" as const }, { id: "asc" as const }],
    take: page,
  };
};

type Due = { id: number; kind: string; payload: string; attempts: number };

async function attempt({ id, kind, payload, attempts }: Due, tools: Tools): Promise<boolean> {
  try {
    await work(kind, payload, tools, attempts + 1 >= mostAttempts);
    const data = { doneAt: now(), lockedUntil: null, lastError: null };
    await db().outboxMessage.update({ where: { id }, data });
    return true;
  } catch (error) {
    await putOff(id, attempts + 1, error);
    return false;
  }
}

/** Does what is due of these kinds, until nothing is left that nobody else has. */
async function workOff(tools: Tools, until: number, kinds: Kinds): Promise<number> {
  let done = 0;
  for (;;) {
    const due = await db().outboxMessage.findMany(dueNow(kinds));
    let taken = 0;
    for (const message of due) {
      if (performance.now() > until) return done;
      if (!(await claim(message.id, message.attempts))) continue;
      taken += 1;
      if (await attempt(message, tools)) done += 1;
    }
    if (due.length < page || taken === 0) return done;
  }
}

/**
 * Does what is due; what fails is tried again later. News for buyers comes last: while WeChat is slow to take it, payments
 * are closed and pages made anew all the same.
 * @param products gathers the products that can be sold again
 * @param until a moment of performance.now() after which nothing more is begun
 * @returns how many messages were done
 */
export async function runOutbox(
  handlers: PaymentHandlers,
  products: string[] = [],
  until = Number.POSITIVE_INFINITY,
): Promise<number> {
  const tools = { handlers, products };
  const done = await workOff(tools, until, { not: "wechat.order_notice" });
  return done + (await workOff(tools, until, "wechat.order_notice"));
}

/** Sends the notices that are due, and does nothing else. @param until as runOutbox has it */
export const sendDueNotices = (until = Number.POSITIVE_INFINITY): Promise<number> =>
  workOff({ handlers: {}, products: [] }, until, "wechat.order_notice");

async function putOff(id: number, attempts: number, error: unknown): Promise<void> {
  const lastError = error instanceof Error ? error.message.slice(0, 300) : "unknown";
  const givenUp = attempts >= mostAttempts;
  const nextAttemptAt = new Date(now().getTime() + waitMs(attempts));
  const data = { lastError, nextAttemptAt, lockedUntil: null, failedAt: givenUp ? now() : null };
  await db().outboxMessage.update({ where: { id }, data });
  log[givenUp ? "error" : "warn"]("outbox.failed", { id, attempts, error });
}

const keptMs = 7 * 24 * 60 * 60_000;

/** Forgets work that was done a week ago; what was given up stays for the operator. */
export async function sweepOutbox(): Promise<void> {
  const doneAt = { lt: new Date(now().getTime() - keptMs) };
  await db().outboxMessage.deleteMany({ where: { doneAt } });
}
