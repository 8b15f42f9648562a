import { now } from "../clock";
import { db, type Tx } from "../db";
import { log } from "../log";
import { WechatPayError } from "../wechat/errors";
import { wxpay } from "../weixin";
import { askWechat } from "./payments/check";
import type { PaymentHandlers } from "./payments/handlers";
import { signTypeOf } from "./payments/sign-type";

/** The kinds of work that may follow a commit, and what each is told. */
type Work = {
  "wxpay.close": { outTradeNo: string };
  "catalogue.changed": { productIds: string[] };
};
type Kind = keyof Work;

/** Notes work in the transaction that makes it necessary; it is done from `at` on. */
async function enqueue<K extends Kind>(tx: Tx, kind: K, payload: Work[K], at: Date): Promise<void> {
  const data = { kind, payload: JSON.stringify(payload), nextAttemptAt: at, createdAt: now() };
  await tx.outboxMessage.create({ data });
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

const lockSeconds = 60;
const mostAttempts = 12;

/** What the work is done with: `products` gathers those whose pages are to be made anew. */
type Tools = { handlers: PaymentHandlers; products: string[] };

const workers: { [K in Kind]: (payload: Work[K], tools: Tools) => Promise<void> } = {
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
};

const isKind = (kind: string): kind is Kind => kind in workers;

async function work(kind: string, payload: string, tools: Tools): Promise<void> {
  if (!isKind(kind)) throw new Error(`Nobody does ${kind}`);
  await workers[kind](JSON.parse(payload), tools);
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

/**
 * Does what is due; what fails is tried again later.
 * @param products gathers the products that can be sold again
 * @param until a moment of performance.now() after which nothing more is begun
 * @returns how many messages were done
 */
export async function runOutbox(
  handlers: PaymentHandlers,
  products: string[] = [],
  until = Number.POSITIVE_INFINITY,
): Promise<number> {
  const at = now();
  const due = await db().outboxMessage.findMany({
    where: {
      doneAt: null,
      failedAt: null,
      nextAttemptAt: { lte: at },
      OR: [{ lockedUntil: null }, { lockedUntil: { lte: at } }],
    },
    orderBy: { nextAttemptAt: "asc" },
    take: 20,
  });
  let done = 0;
  for (const { id, kind, payload, attempts } of due) {
    if (performance.now() > until) break;
    if (!(await claim(id, attempts))) continue;
    try {
      await work(kind, payload, { handlers, products });
      await db().outboxMessage.update({
        where: { id },
        data: { doneAt: now(), lockedUntil: null, lastError: null },
      });
      done += 1;
    } catch (error) {
      await putOff(id, attempts + 1, error);
    }
  }
  return done;
}

async function putOff(id: number, attempts: number, error: unknown): Promise<void> {
  const lastError = error instanceof Error ? error.message.slice(0, 300) : "unknown";
  const givenUp = attempts >= mostAttempts;
  const nextAttemptAt = new Date(now().getTime() + waitMs(attempts));
  const data = { lastError, nextAttemptAt, lockedUntil: null, failedAt: givenUp ? now() : null };
  await db().outboxMessage.update({ where: { id }, data });
  log[givenUp ? "error" : "warn"]("outbox.failed", { id, attempts, error });
}
