import { db } from "@/lib/db";
import { findRedPack } from "@/lib/sandbox/books/red-packs";
import { findRefund } from "@/lib/sandbox/books/refunds";
import { findTransfer } from "@/lib/sandbox/books/transfers";
import { forgeries } from "@/lib/sandbox/forgeries";
import { forgeForOrder, forgeForRefund, forgeForTransfer } from "@/lib/sandbox/notices";
import { findByOutTradeNo } from "@/lib/sandbox/pay/order-book";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import type { PersonId } from "@/lib/sandbox/people";
import { openRedPackOnPhone } from "@/lib/sandbox/red-pack-opening";
import { takeTransfer } from "@/lib/sandbox/transfer-sheet";

/** What people do with their phones, and forgers with theirs. A text says why nothing was done. */

type Done = Promise<object | string>;

async function pay(input: {
  out_trade_no: string;
  person: PersonId;
  action: "pay" | "cancel" | "fail";
}): Done {
  const order = await findByOutTradeNo(input.out_trade_no);
  if (!order) return "没有这个订单";
  const result = await finishSheet({ prepayId: order.prepayId, action: input.action }, input.person);
  const current = await db().sandboxOrder.findUniqueOrThrow({ where: { id: order.id } });
  return { ...result, trade_state: current.tradeState, transaction_id: current.transactionId };
}

async function openRedPack(input: { mch_billno: string; person: PersonId }): Done {
  const pack = await findRedPack(input.mch_billno);
  if (!pack) return "没有这个红包";
  const opened = await openRedPackOnPhone(pack.id, input.person);
  return opened.ok ? { pack: opened.pack } : opened.message;
}

async function confirmTransfer(input: { out_bill_no: string; person: PersonId }): Done {
  const transfer = await findTransfer(input.out_bill_no);
  if (!transfer) return "没有这笔转账";
  const taken = await takeTransfer(transfer.id, input.person);
  if (!taken.ok) return taken.message;
  return { state: (await findTransfer(input.out_bill_no))?.state ?? "" };
}

async function forge(input: {
  out_trade_no?: string | undefined;
  out_refund_no?: string | undefined;
  out_bill_no?: string | undefined;
  kind: string;
}): Done {
  const kind = forgeries.find((name) => name === input.kind);
  if (kind === undefined) return `伪造的方式有：${forgeries.join("、")}`;
  if (await enter(input, kind)) return {};
  return `没有这个单号，它没有通知地址，或者它的通知没有“${kind}”这种伪造`;
}

async function enter(
  input: {
    out_trade_no?: string | undefined;
    out_refund_no?: string | undefined;
    out_bill_no?: string | undefined;
  },
  kind: (typeof forgeries)[number],
): Promise<boolean> {
  const { out_trade_no, out_refund_no, out_bill_no } = input;
  const order = out_trade_no ? await findByOutTradeNo(out_trade_no) : null;
  if (order) return forgeForOrder(order.id, kind);
  const refund = out_refund_no ? await findRefund(out_refund_no) : null;
  if (refund) return forgeForRefund(refund.id, kind);
  const transfer = out_bill_no ? await findTransfer(out_bill_no) : null;
  return transfer ? forgeForTransfer(transfer.id, kind) : false;
}

export const act = { pay, openRedPack, confirmTransfer, forge };
