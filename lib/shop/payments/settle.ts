import type { Payment } from "@/generated/prisma/sqlite/client";
import { inBatches } from "../../batches";
import { type Tx, transaction } from "../../db";
import { log } from "../../log";
import { withRows } from "../../sql-rows";
import { wxpay } from "../../weixin";
import { handlerOf, type PaidFacts, type PaymentHandler, type PaymentHandlers } from "./handlers";

/** The payment is not what we asked for: nothing was changed. */
export class PaymentMismatch extends Error {
  override name = "PaymentMismatch";
  constructor(
    readonly field: "out_trade_no" | "type" | "total_fee" | "openid" | "account" | "transaction_id",
  ) {
    super(`The payment does not fit ours: ${field}`);
  }
}

type Outcome = "settled" | "already";
type Item = { paid: PaidFacts; handler: PaymentHandler };

/** As many as a transaction settles at once; PostgreSQL and SQLite take many more parameters. */
const most = 50;

/**
 * Marks payments paid whose every fact is as we asked for it; the statement itself compares, and decides between
 * any number of machines.
 * @returns the numbers of those that it took
 */
async function markPaid(tx: Tx, type: string, items: Item[]): Promise<Set<string>> {
  const { appid, mchid } = wxpay();
  const columns = {
    out_trade_no: "TEXT",
    total_fee: "INTEGER",
    openid: "TEXT",
    transaction_id: "TEXT",
    bank_type: "TEXT",
    paid_at: "TIMESTAMP(3)",
  } as const;
  const rows = items.map(({ paid: { bank_type = null, time_end, ...paid } }) => ({
    ...paid,
    bank_type,
    paid_at: time_end,
  }));
  // An empty openid is a QR code's: whoever scanned it may have paid. And one that we closed may still have been
  // paid: the money counts.
  const taken = await tx.$queryRaw<{ out_trade_no: string }[]>`
    ${withRows("paid", "out_trade_no", columns, rows)}
    UPDATE payments
    SET state = 'paid', transaction_id = paid.transaction_id, bank_type = paid.bank_type,
        payer_openid = paid.openid, paid_at = paid.paid_at
    FROM paid
    WHERE payments.out_trade_no = paid.out_trade_no AND payments.type = ${type}
      AND payments.total_fee = paid.total_fee AND payments.openid IN (paid.openid, '')
      AND payments.appid = ${appid} AND payments.mch_id = ${mchid} AND payments.state <> 'paid'
    RETURNING payments.out_trade_no`;
  return new Set(taken.map(({ out_trade_no }) => out_trade_no));
}

/** What to tell of a payment that the conditional update did not take: done before, or not ours. */
function explain(payment: Payment | undefined, type: string, paid: PaidFacts): "already" {
  if (!payment) throw new PaymentMismatch("out_trade_no");
  if (payment.type !== type) throw new PaymentMismatch("type");
  if (payment.totalFee !== paid.total_fee) throw new PaymentMismatch("total_fee");
  if (payment.openid !== "" && payment.openid !== paid.openid) throw new PaymentMismatch("openid");
  if (payment.state !== "paid") throw new PaymentMismatch("account");
  if (payment.transactionId !== paid.transaction_id) throw new PaymentMismatch("transaction_id");
  return "already";
}

type Settled = Item & { payment: Payment };

/**
 * Calls the handlers: one after the other, but for those that may run side by side. When one fails the others have
 * ended too, before the transaction is undone under their hands.
 */
async function handle(tx: Tx, type: string, settled: Settled[]): Promise<void> {
  const call = async ({ payment, paid, handler }: Settled) => handler({ payment, paid, tx }, type);
  const beside = settled.filter(({ handler }) => handler.sideBySide);
  for (const outcome of await Promise.allSettled(beside.map(call))) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
  for (const item of settled) if (!item.handler.sideBySide) await call(item);
}

/** Settles payments in one transaction: all that fit and are not done, or, when a handler throws, none. */
const settleTogether = (type: string, items: Item[]): Promise<PromiseSettledResult<Outcome>[]> =>
  transaction(async (tx) => {
    const taken = await markPaid(tx, type, items);
    const where = { outTradeNo: { in: items.map(({ paid }) => paid.out_trade_no) } };
    const payments = new Map((await tx.payment.findMany({ where })).map((row) => [row.outTradeNo, row]));
    const outcomes = await Promise.allSettled(
      items.map(async ({ paid }): Promise<Outcome> => {
        const number = paid.out_trade_no;
        return taken.has(number) ? "settled" : explain(payments.get(number), type, paid);
      }),
    );
    const settled = items.flatMap((item) => {
      const payment = payments.get(item.paid.out_trade_no);
      return payment && taken.has(payment.outTradeNo) ? { ...item, payment } : [];
    });
    await handle(tx, type, settled);
    return outcomes;
  });

const queues = new Map<string, (item: Item) => Promise<Outcome>>();

function newQueue(type: string): (item: Item) => Promise<Outcome> {
  const work = (items: Item[]) =>
    settleTogether(type, items).catch((error: unknown) => {
      if (items.length > 1) log.warn("payment.batch_undone", { type, payments: items.length, error });
      throw error;
    });
  return inBatches({ most, keyOf: ({ paid }) => paid.out_trade_no, work });
}

/** Each type has a queue of its own: one whose handler is slow keeps nobody else waiting. */
function queueOf(type: string): (item: Item) => Promise<Outcome> {
  const queue = queues.get(type) ?? newQueue(type);
  queues.set(type, queue);
  return queue;
}

/**
 * Lets a payment that WeChat vouches for take effect, once however often it is called and from however many
 * machines: one conditional update decides who does the rest, in the same transaction. Payments that come while
 * one is being settled are settled together in the next transaction; one that fails is then undone with the others,
 * and each is done by itself.
 * @throws PaymentMismatch when type, amount, payer or account are not the ones that we asked for; what the handler
 * throws
 */
export async function settlePayment(
  type: string,
  paid: PaidFacts,
  handlers: PaymentHandlers,
): Promise<Outcome> {
  const handler = handlerOf(handlers, type);
  if (!handler) throw new PaymentMismatch("type");
  const outcome = await queueOf(type)({ paid, handler });
  if (outcome === "settled") log.info("payment.settled", { outTradeNo: paid.out_trade_no, type });
  return outcome;
}
