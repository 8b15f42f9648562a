import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { config } from "../../config";
import { db, transaction } from "../../db";
import type { PrepayOrder, TradeType } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { enqueueClose } from "../outbox";
import { notPayable } from "./open";
import { signTypeOf } from "./sign-type";

const tradeTypes = ["JSAPI", "NATIVE", "MWEB", "APP"] as const satisfies readonly TradeType[];

/** How a payment is paid: in WeChat (JSAPI), by QR code (NATIVE), from a phone's browser (MWEB), from an app (APP). */
export const tradeTypeOf = (payment: { tradeType: string }): TradeType =>
  tradeTypes.find((type) => type === payment.tradeType) ?? "JSAPI";

/** What WeChat gave for an order: a prepay_id, or an address that is scanned or opened, and when. */
export type Placed = { prepayId: string; codeUrl: string; at: Date };

const minute = 60_000;
/** A prepay_id and a QR code live two hours, an address for a browser five minutes: none is handed out near its end. */
const freshMs: Readonly<Record<TradeType, number>> = {
  JSAPI: 115 * minute,
  NATIVE: 115 * minute,
  APP: 115 * minute,
  MWEB: 4 * minute,
};

/** What WeChat gave before, while it can still be used. */
function fresh(payment: Payment): Placed | null {
  const { prepayId, codeUrl, prepayAt } = payment;
  if (!prepayAt || !(prepayId || codeUrl)) return null;
  if (now().getTime() - prepayAt.getTime() >= freshMs[tradeTypeOf(payment)]) return null;
  return { prepayId: prepayId ?? "", codeUrl: codeUrl ?? "", at: prepayAt };
}

/**
 * Keeps what WeChat answered, unless the payment was closed while it answered: then it is to be closed there too.
 * @throws ShopError order_state
 */
async function keep(outTradeNo: string, { prepayId, codeUrl, at }: Placed): Promise<void> {
  const open = await transaction(async (tx) => {
    const where = { outTradeNo, state: { not: "closed" } };
    const data = { prepayId: prepayId || null, codeUrl: codeUrl || null, prepayAt: at };
    const { count } = await tx.payment.updateMany({ where, data });
    if (count === 0) await enqueueClose(tx, outTradeNo, at);
    return count === 1;
  });
  if (!open) throw notPayable();
}

/** What WeChat wants to know besides, by the way of paying. */
function extras({ orderId, outTradeNo, ...payment }: Payment): Partial<PrepayOrder> {
  switch (tradeTypeOf(payment)) {
    case "NATIVE":
      return { product_id: (orderId ?? payment.type).slice(0, 32) };
    case "MWEB": {
      const h5_info = { type: "Wap", wap_url: config().appUrl, wap_name: "月光宝石" };
      return { scene_info: JSON.stringify({ h5_info }) };
    }
    default:
      return {};
  }
}

/** Notes that WeChat may know the number from now on, whatever becomes of its answer: so that it is asked about. */
async function noteAttempt({ outTradeNo, prepayAt }: Payment): Promise<void> {
  if (prepayAt) return;
  const where = { outTradeNo, prepayAt: null };
  await db().payment.updateMany({ where, data: { prepayAt: now() } });
}

/** Places it at WeChat. As it was the first time, sign type and address included: WeChat compares. */
async function place(payment: Payment): Promise<Placed> {
  await noteAttempt(payment);
  const answer = await wxpay(signTypeOf(payment)).prepay({
    out_trade_no: payment.outTradeNo,
    body: payment.body,
    total_fee: payment.totalFee,
    openid: payment.openid || undefined,
    spbill_create_ip: payment.clientIp,
    type: payment.type,
    time_expire: payment.expiresAt,
    trade_type: tradeTypeOf(payment),
    ...extras(payment),
  });
  const codeUrl = answer.code_url ?? answer.mweb_url ?? "";
  const placed = { prepayId: answer.prepay_id, codeUrl, at: now() };
  await keep(payment.outTradeNo, placed);
  return placed;
}

/**
 * What a payment is called up by: what WeChat gave while it is fresh, else anew for the same number, which WeChat knows
 * to be the same order. (WeChat Pay v2, unified order; v3, JSAPI, Native and H5 order)
 * @throws ShopError order_state when it was closed meanwhile; WechatError
 */
export const freshlyPlaced = async (payment: Payment): Promise<Placed> => fresh(payment) ?? place(payment);
