import { isIPv4, isIPv6 } from "node:net";
import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { db, transaction } from "../../db";
import { log } from "../../log";
import { WechatError, WechatPayError } from "../../wechat/errors";
import type { SignType } from "../../wechat/sign";
import type { BridgeConf } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { enqueueClose } from "../outbox";
import { askWechat } from "./check";
import type { PaymentHandlers } from "./handlers";
import { notPayable, orderPayment, type Payer } from "./open";

/** What the pay page needs: the bridge's argument, or the news that nothing is left to pay. */
export type Prepared =
  | { state: "ready"; outTradeNo: string; conf: BridgeConf }
  | { state: "paid"; outTradeNo: string };

const minute = 60_000;
/** A prepay_id lives two hours; one that is about to end is not handed out any more. */
const prepayFreshMs = 115 * minute;

/**
 * The payer's address from X-Forwarded-For, in the plain form that WeChat takes: the last one, which our own proxy
 * wrote. What stands before it, the visitor may have written.
 */
export function plainIp(text: string | null | undefined): string {
  const ip =
    text
      ?.split(",")
      .at(-1)
      ?.trim()
      .replace(/^::ffff:/i, "") ?? "";
  return isIPv4(ip) || isIPv6(ip) ? ip : "127.0.0.1";
}

const signTypeOf = ({ signType }: { signType: string }): SignType =>
  signType === "MD5" ? "MD5" : "HMAC-SHA256";

/**
 * Keeps what WeChat answered, unless the payment was closed while it answered: then it is to be closed there too.
 * @throws ShopError order_state
 */
async function keepPrepayId(outTradeNo: string, prepayId: string): Promise<void> {
  const at = now();
  const open = await transaction(async (tx) => {
    const where = { outTradeNo, state: { not: "closed" } };
    const { count } = await tx.payment.updateMany({ where, data: { prepayId, prepayAt: at } });
    if (count === 0) await enqueueClose(tx, outTradeNo, at);
    return count === 1;
  });
  if (!open) throw notPayable();
}

async function placeAtWechat(payment: Payment): Promise<string> {
  // As it was the first time, sign type and address included: WeChat compares.
  const { prepay_id } = await wxpay(signTypeOf(payment)).prepay({
    out_trade_no: payment.outTradeNo,
    body: payment.body,
    total_fee: payment.totalFee,
    openid: payment.openid,
    spbill_create_ip: payment.clientIp,
    type: payment.type,
    time_expire: payment.expiresAt,
  });
  await keepPrepayId(payment.outTradeNo, prepay_id);
  return prepay_id;
}

/** The prepay_id while it is fresh, else a new one for the same number: WeChat knows it is the same order. */
async function freshPrepayId({ prepayId, prepayAt, ...payment }: Payment): Promise<string> {
  const fresh = prepayId && prepayAt && now().getTime() - prepayAt.getTime() < prepayFreshMs;
  return fresh ? prepayId : placeAtWechat({ prepayId, prepayAt, ...payment });
}

async function prepared(payment: Payment, handlers: PaymentHandlers): Promise<Prepared> {
  const { outTradeNo } = payment;
  if (payment.state === "paid") return { state: "paid", outTradeNo };
  try {
    const prepayId = await freshPrepayId(payment);
    return { state: "ready", outTradeNo, conf: wxpay().getConf(prepayId, signTypeOf(payment)) };
  } catch (error) {
    // A setting of ours is wrong: no later try mends that, and the log shall say so loudly.
    if (!(error instanceof WechatError) || error.kind === "config") throw error;
    log.warn("payment.prepay.failed", { outTradeNo, code: error.code, outcome: error.outcome, error });
    if (error instanceof WechatPayError && error.errCode === "ORDERPAID") {
      // WeChat has the money, and its notification is still on the way.
      await db().payment.updateMany({ where: { outTradeNo, prepayId: null }, data: { prepayId: "unknown" } });
      if ((await askWechat(outTradeNo, handlers)) === "paid") return { state: "paid", outTradeNo };
    }
    throw new ShopError("wechat_unavailable", "微信支付暂时没有答复，没有扣款，请稍后再试");
  }
}

/**
 * Readies one of the user's orders for payment.
 * @throws ShopError order_not_found, order_state, invalid (no openid), wechat_unavailable
 */
export async function prepareOrder(
  payer: Payer,
  orderId: string,
  handlers: PaymentHandlers,
): Promise<Prepared> {
  return prepared(await orderPayment(payer, orderId), handlers);
}

/**
 * Readies a payment that is not an order's, such as a membership's.
 * @throws ShopError payment_not_found, order_state, wechat_unavailable
 */
export async function preparePayment(
  payer: Payer,
  outTradeNo: string,
  handlers: PaymentHandlers,
): Promise<Prepared> {
  const where = { outTradeNo, userId: payer.userId, orderId: null };
  const payment = isId(outTradeNo) ? await db().payment.findFirst({ where }) : null;
  if (!payment) throw new ShopError("payment_not_found", "没有找到这笔付款");
  if (payment.state === "closed" || (payment.state === "created" && payment.expiresAt <= now())) {
    throw new ShopError("order_state", "这笔付款已经过期，请重新购买");
  }
  return prepared(payment, handlers);
}
