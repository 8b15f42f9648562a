import { now, nowMs } from "@/lib/clock";
import { db, isDuplicate, type Tx, transaction } from "@/lib/db";
import { randomText } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "../accounts";
import type { Explanation } from "../explanation";
import { strikes } from "../faults";
import type { BookedOrder } from "../pay/order-book";
import { changeBalance, ensureMerchant } from "./merchant";

/** Refunds, whichever API asks for them. (WeChat Pay v2, refund; v3, refund) */

export type BookedRefund = NonNullable<
  Awaited<ReturnType<ReturnType<typeof db>["sandboxRefund"]["findUnique"]>>
>;

export interface RefundWish {
  order: BookedOrder;
  outRefundNo: string;
  /** Fen that go back. */
  amount: number;
  /** Fen: what the caller believes that the order cost. */
  total: number;
  reason: string | null;
  notifyUrl: string | null;
  api: "v2" | "v3";
  signType: string;
  /** JSON of the request. */
  request: string;
}

export type RefundRefusal =
  | "mismatch"
  | "total_differs"
  | "not_paid"
  | "overdue"
  | "too_many"
  | "too_much"
  | "poor";

export type RefundOpening =
  | { refund: BookedRefund; repeated: boolean; notes: string[] }
  | { refusal: RefundRefusal; why: Explanation };

const dayMs = 24 * 3600 * 1000;
const longestDays = 365;
const mostRefunds = 50;
const spacingMs = 60_000;
const usualSeconds = 3;
const slowSeconds = 600;

const rules: Readonly<Record<RefundRefusal, Explanation>> = {
  mismatch: {
    rule: "同一个商户退款单号再次申请，订单、订单金额和退款金额必须和第一次一样",
    field: "out_refund_no",
    advice: "重试用原来的单号和原来的金额；再退一笔要换新的退款单号",
  },
  total_differs: { rule: "订单金额必须和下单时一样", field: "total_fee" },
  not_paid: {
    rule: "只有付过款的订单能退款",
    field: "out_trade_no",
    advice: "没有付款的订单用关单",
  },
  overdue: { rule: `付款 ${longestDays} 天以后不能再退款`, field: "out_trade_no" },
  too_many: { rule: `一个订单最多分 ${mostRefunds} 次退款`, field: "out_refund_no" },
  too_much: {
    rule: "累计退款金额不能超过订单金额",
    field: "refund_fee",
    advice: "退款之前先算好还能退多少；处理中的退款也占额度",
  },
  poor: {
    rule: "商户余额不够退款",
    field: "refund_fee",
    advice: "在控制台给商户充值，然后用原来的退款单号再申请",
  },
};

class Refused extends Error {
  constructor(
    readonly refusal: RefundRefusal,
    readonly given: string,
  ) {
    super(refusal);
  }
}

/** A refund by the shop's number, with its order. */
export async function findRefund(outRefundNo: string) {
  const mchId = sandboxAccounts.pay.mchid;
  return db().sandboxRefund.findUnique({
    where: { mchId_outRefundNo: { mchId, outRefundNo } },
    include: { order: true },
  });
}

/**
 * Accepts a refund: the amount leaves the merchant's balance at once and reaches the payer when it is due. The same
 * number with the same amounts is the same refund.
 */
export async function openRefund(wish: RefundWish): Promise<RefundOpening> {
  const known = await findRefund(wish.outRefundNo);
  if (known) return repeat(known, wish);
  const early = checkOrder(wish);
  if (early) return early;
  await ensureMerchant();
  const notes = await spacingNotes(wish.order);
  const { outcome, seconds } = await planOutcome();
  try {
    const refund = await transaction((tx) => enter(tx, wish, outcome, seconds));
    return { refund, repeated: false, notes };
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal, error.given);
    if (!isDuplicate(error)) throw error;
    // The same number came twice at once: the other request entered it.
    const winner = await findRefund(wish.outRefundNo);
    if (!winner) throw error;
    return repeat(winner, wish);
  }
}

const refused = (refusal: RefundRefusal, given: string): RefundOpening => ({
  refusal,
  why: { ...rules[refusal], given },
});

function repeat(known: BookedRefund, { order, amount, total }: RefundWish): RefundOpening {
  const same = known.orderId === order.id && known.amount === amount && total === order.totalFee;
  if (!same) return refused("mismatch", `退款 ${amount} 分，订单 ${total} 分`);
  return { refund: known, repeated: true, notes: ["重入：同一个退款单号，还是原来那笔退款，没有再退一次"] };
}

function checkOrder({ order, total }: RefundWish): RefundOpening | null {
  if (order.tradeState !== "SUCCESS" && order.tradeState !== "REFUND")
    return refused("not_paid", order.tradeState);
  if (total !== order.totalFee) return refused("total_differs", String(total));
  const paidAt = order.paidAt?.getTime() ?? 0;
  return nowMs() - paidAt > longestDays * dayMs
    ? refused("overdue", order.paidAt?.toISOString() ?? "")
    : null;
}

/** WeChat wants a minute between two refunds of one order; the sandbox only says so. */
async function spacingNotes(order: BookedOrder): Promise<string[]> {
  const since = new Date(nowMs() - spacingMs);
  const recent = await db().sandboxRefund.count({ where: { orderId: order.id, createdAt: { gt: since } } });
  return recent === 0 ? [] : ["同一订单的两次退款要间隔 1 分钟以上：微信可能拒绝，沙箱放过"];
}

/** What the console arranged for the next refund. */
async function planOutcome(): Promise<{ outcome: string; seconds: number }> {
  const seconds = (await strikes("refund_slow")) ? slowSeconds : usualSeconds;
  if (await strikes("refund_abnormal")) return { outcome: "ABNORMAL", seconds };
  if (await strikes("refund_closed")) return { outcome: "CLOSED", seconds };
  return { outcome: "SUCCESS", seconds };
}

async function enter(tx: Tx, wish: RefundWish, outcome: string, seconds: number): Promise<BookedRefund> {
  const { order, amount } = wish;
  // Decides between refunds that come at once: the sum never passes the order.
  const { count } = await tx.sandboxOrder.updateMany({
    where: {
      id: order.id,
      tradeState: { in: ["SUCCESS", "REFUND"] },
      refunded: { lte: order.totalFee - amount },
    },
    data: { refunded: { increment: amount }, tradeState: "REFUND" },
  });
  if (count === 0) throw new Refused("too_much", String(amount));
  const earlier = await tx.sandboxRefund.count({ where: { orderId: order.id, status: { not: "CLOSED" } } });
  if (earlier >= mostRefunds) throw new Refused("too_many", String(earlier + 1));
  if (!(await changeBalance(tx, -amount))) throw new Refused("poor", String(amount));
  const at = now();
  const { outRefundNo, reason, notifyUrl, api, signType, request } = wish;
  return tx.sandboxRefund.create({
    data: {
      mchId: order.mchId,
      outRefundNo,
      refundId: newRefundId(),
      orderId: order.id,
      api,
      amount,
      reason,
      outcome,
      account: "支付用户零钱",
      signType,
      notifyUrl,
      request,
      createdAt: at,
      dueAt: new Date(at.getTime() + seconds * 1000),
    },
  });
}

/** 28 digits, the day among them. */
const newRefundId = (): string =>
  `50${randomText("0123456789", 8)}${beijingTime(now()).slice(0, 8)}${randomText("0123456789", 10)}`;
