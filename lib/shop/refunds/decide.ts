import type { Refund } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { type Tx, transaction } from "../../db";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { formatFen } from "../money";
import { releaseItems, reserveAmount } from "./reserve";
import { sendRefund } from "./send";

const longestAnswer = 200;

export type Grant = {
  /** Fen; without it what was asked for. */
  amount?: number | undefined;
  /** Whether the stones go on sale again; default yes. */
  restock?: boolean | undefined;
  answer?: string | undefined;
};

function answerOf(text: string): string {
  const answer = text.trim();
  if (answer.length > longestAnswer) throw new ShopError("invalid", `答复最多 ${longestAnswer} 字`);
  return answer;
}

const notFound = () => new ShopError("refund_not_found", "没有找到这笔退款");

/** Takes a request that nobody has decided yet: of two who decide, the second is told so. */
async function take(tx: Tx, outRefundNo: string, data: Partial<Refund>): Promise<Refund> {
  const { count } = await tx.refund.updateMany({ where: { outRefundNo, state: "requested" }, data });
  const refund = await tx.refund.findUnique({ where: { outRefundNo } });
  if (!refund) throw notFound();
  if (count === 0) throw new ShopError("refund_state", "这笔退款已经处理过，或买家刚刚撤销了");
  return refund;
}

/**
 * Fen that a grant sends.
 * @throws ShopError invalid
 */
function amountOf({ amount, attempts }: Refund, granted: number | undefined): number {
  if (granted === undefined || granted === amount) return amount;
  if (!Number.isSafeInteger(granted) || granted < 1) throw new ShopError("invalid", "退款金额应大于 0");
  // WeChat takes a number for one amount only, and it has seen this one.
  if (attempts > 0) {
    throw new ShopError("invalid", "这笔退款已用这个金额发给过微信，金额不能再改。可以拒绝后另行退款");
  }
  return granted;
}

/**
 * The operator grants a request, and it is sent to WeChat at once; what stays open is left to housekeeping.
 * @param operatorId who decides, for the record
 * @throws ShopError refund_not_found; refund_state when it was decided or withdrawn; refund_too_much when the
 * payment has not so much left; invalid
 */
export async function grantRefund(operatorId: string, outRefundNo: string, grant: Grant = {}): Promise<void> {
  if (!isId(outRefundNo)) throw notFound();
  const { restock = true, answer = "" } = grant;
  await transaction(async (tx) => {
    const at = now();
    const decided = {
      decidedBy: operatorId,
      decidedAt: at,
      restock,
      answer: answerOf(answer),
      problem: null,
    };
    const refund = await take(tx, outRefundNo, { state: "granted", nextAttemptAt: at, ...decided });
    const { outTradeNo, orderId } = refund;
    const amount = amountOf(refund, grant.amount);
    await reserveAmount(tx, { outTradeNo, amount });
    // Sent before and refused: the waiting begins anew, and WeChat is asked about the number first.
    const attempts = Math.min(refund.attempts, 1);
    await tx.refund.update({ where: { outRefundNo }, data: { amount, attempts } });
    const note = [formatFen(amount), answerOf(answer)].filter(Boolean).join("，");
    if (orderId) await tx.orderEvent.create({ data: { orderId, kind: "refund_granted", note, at } });
  });
  await sendRefund(outRefundNo);
}

/**
 * The operator declines a request, with a word to the buyer; its stones may be asked for again.
 * @throws ShopError refund_not_found; refund_state when it was decided or withdrawn; invalid without an answer
 */
export async function declineRefund(
  operatorId: string,
  outRefundNo: string,
  { answer }: { answer: string },
): Promise<void> {
  if (!isId(outRefundNo)) throw notFound();
  const words = answerOf(answer);
  if (words === "") throw new ShopError("invalid", "请告诉买家为什么不能退款");
  await transaction(async (tx) => {
    const at = now();
    const decided = { decidedBy: operatorId, decidedAt: at, finishedAt: at, answer: words };
    const { orderId } = await take(tx, outRefundNo, { state: "declined", nextAttemptAt: null, ...decided });
    if (!orderId) return;
    await releaseItems(tx, orderId, await tx.refundItem.findMany({ where: { outRefundNo } }));
    await tx.orderEvent.create({ data: { orderId, kind: "refund_declined", note: words, at } });
  });
}
