import { now } from "../../clock";
import { type Tx, transaction } from "../../db";
import { log } from "../../log";
import type { Refund as WechatRefund } from "../../wechat/wxpay";
import { formatFen } from "../money";
import { enqueueOrderNotice } from "../notices/enqueue";
import { type DoneRefund, takeBack } from "./effects";
import { releaseAmount, releaseItems, takeAnyway } from "./reserve";
import { type RefundState, refundState, takesAmount, takesItems } from "./states";

/** What WeChat says of a refund, by answer, query or notification. */
export type RefundFacts = Omit<WechatRefund, "raw">;

/** What WeChat says does not fit what we sent: nothing was changed. */
export class RefundMismatch extends Error {
  override name = "RefundMismatch";
  constructor(
    readonly field:
      | "out_refund_no"
      | "out_trade_no"
      | "transaction_id"
      | "refund_fee"
      | "total_fee"
      | "refund_id"
      | "state",
  ) {
    super(`The refund does not fit ours: ${field}`);
  }
}

const minute = 60_000;

/**
 * Compares what WeChat says with what we sent.
 * @throws RefundMismatch for a refund that cannot be ours
 */
export function checkFacts({ payment, ...refund }: DoneRefund, facts: RefundFacts): void {
  // It was never sent, so WeChat cannot know it.
  if (refund.attempts === 0) throw new RefundMismatch("state");
  if (facts.out_trade_no !== payment.outTradeNo) throw new RefundMismatch("out_trade_no");
  if (facts.transaction_id !== payment.transactionId) throw new RefundMismatch("transaction_id");
  if (facts.refund_fee !== refund.amount) throw new RefundMismatch("refund_fee");
  if (facts.total_fee !== payment.totalFee) throw new RefundMismatch("total_fee");
  if (refund.refundId && facts.refund_id !== refund.refundId) throw new RefundMismatch("refund_id");
}

/** What every word of WeChat's leaves in the row. */
const known = ({ refund_id, account }: RefundFacts) => ({
  refundId: refund_id,
  ...(account ? { account } : {}),
});

const note = (tx: Tx, { orderId }: DoneRefund, kind: "refunded" | "refund_failed", text: string, at: Date) =>
  orderId ? tx.orderEvent.create({ data: { orderId, kind, note: text, at } }) : Promise.resolve();

/** Whatever the refund had let go of is taken again: WeChat has it after all. */
async function holdOn(tx: Tx, refund: DoneRefund): Promise<void> {
  const state = refundState(refund.state);
  if (takesAmount.includes(state)) return;
  log.error("refund.done_after_all", { outRefundNo: refund.outRefundNo, state });
  await takeAnyway(tx, refund, takesItems.includes(state) ? [] : refund.items);
}

async function beProcessing(tx: Tx, refund: DoneRefund, facts: RefundFacts): Promise<void> {
  await holdOn(tx, refund);
  const nextAttemptAt = new Date(now().getTime() + minute);
  const data = { state: "processing", ...known(facts), problem: null, attempts: 1, nextAttemptAt };
  await tx.refund.update({ where: { outRefundNo: refund.outRefundNo }, data });
}

async function succeed(tx: Tx, refund: DoneRefund, facts: RefundFacts): Promise<void> {
  await holdOn(tx, refund);
  const at = now();
  const { outRefundNo, orderId } = refund;
  const ended = { problem: null, nextAttemptAt: null, finishedAt: facts.success_time ?? at };
  await tx.refund.update({ where: { outRefundNo }, data: { state: "success", ...known(facts), ...ended } });
  await takeBack(tx, refund, at);
  const account = facts.account ?? refund.account;
  await note(tx, refund, "refunded", `${formatFen(refund.amount)}${account ? `，退回${account}` : ""}`, at);
  if (orderId) await enqueueOrderNotice(tx, { orderId, kind: "refunded", subject: outRefundNo });
}

async function beAbnormal(tx: Tx, refund: DoneRefund, facts: RefundFacts): Promise<void> {
  await holdOn(tx, refund);
  const at = now();
  const problem = "买家的收款账户异常，钱退不回去。请到商户平台 → 交易中心 → 退款管理里转退到别的账户";
  // Once it is mended at WeChat, WeChat says so when it is asked.
  const nextAttemptAt = new Date(at.getTime() + 60 * minute);
  const data = { state: "abnormal", ...known(facts), problem, attempts: 1, nextAttemptAt };
  await tx.refund.update({ where: { outRefundNo: refund.outRefundNo }, data });
  await note(tx, refund, "refund_failed", "收款账户异常，店主会与您联系", at);
}

async function close(tx: Tx, refund: DoneRefund, facts: RefundFacts): Promise<void> {
  const at = now();
  const { outRefundNo, orderId, items } = refund;
  const problem = "微信关闭了这笔退款，钱没有退出去。请与买家联系后重新退款";
  const data = { state: "closed", ...known(facts), problem, nextAttemptAt: null, finishedAt: at };
  await tx.refund.update({ where: { outRefundNo }, data });
  const state = refundState(refund.state);
  if (takesAmount.includes(state)) await releaseAmount(tx, refund);
  if (orderId && takesItems.includes(state)) await releaseItems(tx, orderId, items);
  await note(tx, refund, "refund_failed", "微信关闭了这笔退款，店主会与您联系", at);
}

type Change = (tx: Tx, refund: DoneRefund, facts: RefundFacts) => Promise<void>;

/** What WeChat's word changes in our state; null when it is no news. */
function changeFor(state: RefundState, status: RefundFacts["refund_status"]): Change | null {
  if (state === "success") return null;
  switch (status) {
    case "SUCCESS":
      return succeed;
    case "ABNORMAL":
      return state === "abnormal" || state === "closed" ? null : beAbnormal;
    case "CLOSED":
      return state === "closed" ? null : close;
    case "PROCESSING":
    case "UNKNOWN":
      return state === "processing" || state === "abnormal" || state === "closed" ? null : beProcessing;
  }
}

/**
 * Lets WeChat's word on a refund take effect, once however often it comes: the row is taken before it is read, and
 * stones, gems and the order's state follow in the same transaction. (WeChat Pay, refund notification)
 * @returns `already` when it is no news
 * @throws RefundMismatch when a number or an amount is not ours; nothing is changed, and no refund is ever made of it
 */
export async function settleRefund(facts: RefundFacts): Promise<"settled" | "already"> {
  const outRefundNo = facts.out_refund_no;
  const settled = await transaction(async (tx) => {
    await tx.$executeRaw`UPDATE refunds SET state = state WHERE out_refund_no = ${outRefundNo}`;
    const include = { payment: true, items: true };
    const refund = await tx.refund.findUnique({ where: { outRefundNo }, include });
    if (!refund) throw new RefundMismatch("out_refund_no");
    checkFacts(refund, facts);
    const change = changeFor(refundState(refund.state), facts.refund_status);
    await change?.(tx, refund, facts);
    return change !== null;
  });
  if (!settled) return "already";
  const level = facts.refund_status === "ABNORMAL" || facts.refund_status === "CLOSED" ? "error" : "info";
  log[level]("refund.settled", { outRefundNo, status: facts.refund_status });
  return "settled";
}
