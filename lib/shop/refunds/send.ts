import type { Payment, Refund } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { db, transaction } from "../../db";
import { log } from "../../log";
import type { Wxpay } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { OtherAccount } from "../payments/account";
import { signTypeOf } from "../payments/sign-type";
import { isRefused, problemOf } from "./refusal";
import { releaseAmount } from "./reserve";
import { settleRefund } from "./settle";

type Due = Refund & { payment: Payment };

const minute = 60_000;
/** The longest pauses: between two attempts to send, and between two questions. */
const longestMs: Readonly<Record<string, number>> = {
  granted: 60 * minute,
  processing: 6 * 60 * minute,
  abnormal: 24 * 60 * minute,
};

/** A minute, longer than a call can last, then twice as long each time. */
const pauseMs = (state: string, attempts: number) =>
  Math.min(minute * 2 ** Math.min(attempts, 20), longestMs[state] ?? minute);

/** Of several who see a refund that is due, the one that raises its attempts has it until its pause is over. */
async function claim({ outRefundNo, state, attempts }: Refund): Promise<boolean> {
  const at = now();
  const nextAttemptAt = new Date(at.getTime() + pauseMs(state, attempts));
  const where = { outRefundNo, state, attempts, nextAttemptAt: { lte: at } };
  const { count } = await db().refund.updateMany({ where, data: { attempts: attempts + 1, nextAttemptAt } });
  return count === 1;
}

/** What WeChat has of a refund takes effect; false when it has none. */
async function settleByQuery(pay: Wxpay, outRefundNo: string): Promise<boolean> {
  const answer = await pay.refundQuery({ out_refund_no: outRefundNo });
  if (answer.refund_status === "NOTEXIST") return false;
  await settleRefund(answer);
  return true;
}

/** Sends a refund that WeChat does not have: always under its one number and with its one amount. */
async function send(pay: Wxpay, { payment, ...refund }: Due): Promise<void> {
  // Once it was sent, nobody knows whether WeChat has it but WeChat.
  if (refund.attempts > 0 && (await settleByQuery(pay, refund.outRefundNo))) return;
  const answer = await pay.refund({
    out_trade_no: payment.outTradeNo,
    out_refund_no: refund.outRefundNo,
    total_fee: payment.totalFee,
    refund_fee: refund.amount,
    refund_desc: refund.reason || undefined,
  });
  await settleRefund(answer);
}

async function noteProblem({ outRefundNo, state }: Due, error: unknown): Promise<void> {
  log.warn("refund.later", { outRefundNo, state, error });
  await db().refund.updateMany({ where: { outRefundNo, state }, data: { problem: problemOf(error) } });
}

/** WeChat will not do it: the operator decides again, and what it had taken of the payment is free. */
async function handBack(refund: Due, error: unknown): Promise<void> {
  const { outRefundNo, orderId } = refund;
  log.error("refund.refused", { outRefundNo, error });
  await transaction(async (tx) => {
    const where = { outRefundNo, state: "granted" };
    const data = { state: "requested", problem: problemOf(error), nextAttemptAt: null };
    const { count } = await tx.refund.updateMany({ where, data });
    if (count === 0) return;
    await releaseAmount(tx, refund);
    const note = "微信没有受理这笔退款，等待店主处理";
    if (orderId) await tx.orderEvent.create({ data: { orderId, kind: "refund_failed", note, at: now() } });
  });
}

async function sendOrHandBack(pay: Wxpay, refund: Due): Promise<void> {
  try {
    await send(pay, refund);
  } catch (error) {
    if (!isRefused(error)) throw error;
    // An earlier attempt may have reached it: only WeChat's own word that there is none counts.
    if (!(await settleByQuery(pay, refund.outRefundNo))) await handBack(refund, error);
  }
}

async function ask(pay: Wxpay, { outRefundNo }: Due): Promise<void> {
  if (!(await settleByQuery(pay, outRefundNo))) throw new Error("WeChat has no such refund any more");
}

/** Takes a refund up if it is due and nobody else has it. What goes wrong is noted in its row. */
async function workOn(refund: Due): Promise<void> {
  if (!(await claim(refund))) return;
  try {
    const pay = wxpay(signTypeOf(refund.payment));
    // Another merchant has neither the payment nor, if it was sent, the refund: his "no" means nothing.
    if (pay.mchid !== refund.payment.mchId) throw new OtherAccount();
    await (refund.state === "granted" ? sendOrHandBack(pay, refund) : ask(pay, refund));
  } catch (error) {
    await noteProblem(refund, error);
  }
}

/**
 * Sends a refund that was just granted. It never throws for WeChat's sake: while the result is not known the refund
 * stays granted, and housekeeping asks about it.
 */
export async function sendRefund(outRefundNo: string): Promise<void> {
  const refund = await db().refund.findUnique({ where: { outRefundNo }, include: { payment: true } });
  if (refund?.state === "granted") await workOn(refund);
}

/**
 * Sends what was granted, and asks about what WeChat has taken on but not ended, less and less often.
 * @param until a moment of performance.now() after which none is begun
 */
export async function sendDueRefunds(until: number): Promise<void> {
  const where = {
    state: { in: ["granted", "processing", "abnormal"] },
    nextAttemptAt: { lte: now() },
  };
  const orderBy = { nextAttemptAt: "asc" } as const;
  const due = await db().refund.findMany({ where, include: { payment: true }, orderBy, take: 100 });
  for (const refund of due) {
    if (performance.now() > until) return;
    try {
      await workOn(refund);
    } catch (error) {
      log.error("refund.skipped", { outRefundNo: refund.outRefundNo, error });
    }
  }
}
