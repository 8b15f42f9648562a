import { now } from "../../clock";
import { isDuplicate, type Tx, transaction } from "../../db";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { formatFen } from "../money";
import { refundNumber } from "./number";
import { refundPlaced } from "./queries";
import { linesLeft, type PaidOrder, priceOf, restOf, takeOrder } from "./refundable";
import { type RefundLine, releaseItems, reserveItems } from "./reserve";

/** What a buyer asks for. The amount follows from the order's prices. */
export type RefundWish = {
  items: RefundLine[] | "all";
  reason: string;
  /** What the form was given: a form that is sent twice asks once. */
  once?: string | undefined;
};

const longestReason = 200;

/** A reason as it is kept. @throws ShopError invalid */
export function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason.length === 0) throw new ShopError("invalid", "请填写退款原因");
  if (reason.length > longestReason) throw new ShopError("invalid", `退款原因最多 ${longestReason} 字`);
  return reason;
}

/**
 * The stones that are meant: each once, in whole pieces.
 * @throws ShopError invalid, refund_too_much
 */
export function linesOf({ items }: PaidOrder, wished: RefundLine[] | "all"): RefundLine[] {
  const lines = wished === "all" ? linesLeft(items) : wished;
  if (lines.length === 0) {
    throw wished === "all"
      ? new ShopError("refund_too_much", "这笔订单的宝石都已经在退款了")
      : new ShopError("invalid", "请选择要退的宝石");
  }
  if (lines.some(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1)) {
    throw new ShopError("invalid", "退款数量应是不小于 1 的整数");
  }
  if (new Set(lines.map(({ productId }) => productId)).size < lines.length) {
    throw new ShopError("invalid", "同一件宝石只能选一次");
  }
  return lines;
}

async function insertRequest(
  tx: Tx,
  outRefundNo: string,
  where: { userId: string; id: string },
  wish: RefundWish,
): Promise<void> {
  const { order, payment } = await takeOrder(tx, where);
  const lines = linesOf(order, wish.items);
  // A part that went back as mere money is not paid back again with the stones.
  const amount = Math.min(priceOf(order.items, lines), restOf(payment));
  await reserveItems(tx, order.id, lines);
  if (amount < 1) throw new ShopError("refund_too_much", "这笔付款已经没有可退的金额");
  const { outTradeNo } = payment;
  const requestedAt = now();
  await tx.refund.create({
    data: {
      outRefundNo,
      outTradeNo,
      orderId: order.id,
      userId: where.userId,
      amount,
      reason: reasonOf(wish.reason),
      requestedAt,
      items: { create: lines },
    },
  });
  const note = `${formatFen(amount)}，${reasonOf(wish.reason)}`;
  await tx.orderEvent.create({
    data: { orderId: order.id, kind: "refund_requested", note, at: requestedAt },
  });
}

/**
 * A buyer asks for money back for stones of one of their own orders, or for all that are left of it. The stones are
 * reserved for this refund until it is declined or withdrawn.
 * @returns the out_refund_no; of the first request when the same form came before
 * @throws ShopError order_not_found; order_state when it is not paid, all back, or older than a year; invalid;
 * refund_too_much when the stones are in other refunds
 */
export async function requestRefund(userId: string, orderId: string, wish: RefundWish): Promise<string> {
  if (!isId(orderId)) throw new ShopError("order_not_found", "没有找到这笔订单");
  reasonOf(wish.reason);
  const outRefundNo = refundNumber(`${userId}/${orderId}`, wish.once);
  if (wish.once && (await refundPlaced(outRefundNo))) return outRefundNo;
  try {
    await transaction((tx) => insertRequest(tx, outRefundNo, { userId, id: orderId }, wish));
  } catch (error) {
    // The same form again finds the number, or the stones, taken: by its own first request.
    if (!(wish.once && (isDuplicate(error) || (await refundPlaced(outRefundNo))))) throw error;
  }
  return outRefundNo;
}

/**
 * A buyer takes a request back that nobody has decided yet.
 * @throws ShopError refund_not_found; refund_state when it was decided meanwhile
 */
export async function withdrawRefund(userId: string, outRefundNo: string): Promise<void> {
  const where = { outRefundNo, userId, origin: "buyer" };
  await transaction(async (tx) => {
    const at = now();
    const data = { state: "withdrawn", finishedAt: at, nextAttemptAt: null };
    const { count } = isId(outRefundNo)
      ? await tx.refund.updateMany({ where: { ...where, state: "requested" }, data })
      : { count: 0 };
    const refund = isId(outRefundNo) ? await tx.refund.findFirst({ where, include: { items: true } }) : null;
    if (!refund) throw new ShopError("refund_not_found", "没有找到这笔退款");
    if (count === 0) throw new ShopError("refund_state", "这笔退款店主已经处理，不能撤销了");
    if (!refund.orderId) return;
    await releaseItems(tx, refund.orderId, refund.items);
    await tx.orderEvent.create({ data: { orderId: refund.orderId, kind: "refund_withdrawn", at } });
  });
}
