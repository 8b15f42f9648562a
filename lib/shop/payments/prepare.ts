import { isIPv4, isIPv6 } from "node:net";
import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { config } from "../../config";
import { db, transaction } from "../../db";
import { log } from "../../log";
import { WechatError, WechatPayError } from "../../wechat/errors";
import type { BridgeConf, TradeType } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { enqueueClose } from "../outbox";
import { isSpoken } from "./account";
import { askWechat } from "./check";
import type { PaymentHandlers } from "./handlers";
import { orderPayment, type Payer } from "./open";
import { freshlyPlaced, type Placed, tradeTypeOf } from "./place";
import { signTypeOf } from "./sign-type";

type Paid = { state: "paid"; outTradeNo: string };

/** What the pay page needs: the bridge's argument, or the news that nothing is left to pay. */
export type Prepared = { state: "ready"; outTradeNo: string; conf: BridgeConf } | Paid;

/** What a desktop shows as a QR code, until when. */
export type NativeCode = { state: "ready"; outTradeNo: string; codeUrl: string; expiresAt: Date } | Paid;

/** What a phone's browser opens to get into WeChat, until when. It leads back to our page. */
export type H5Url = { state: "ready"; outTradeNo: string; url: string; expiresAt: Date } | Paid;

const minute = 60_000;

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

/** Whether WeChat refuses the number for good: it is closed there, or was used for an order that looked otherwise. */
const isSpent = ({ errCode, errCodeDes }: WechatPayError): boolean =>
  errCode === "ORDERCLOSED" ||
  errCode === "OUT_TRADE_NO_USED" ||
  (errCode === "INVALID_REQUEST" && /201|重复|不一致/.test(errCodeDes));

/** Gives a number up that WeChat will not take any more: the next tap opens a payment with another one. */
async function giveUp(outTradeNo: string): Promise<void> {
  await transaction(async (tx) => {
    const where = { outTradeNo, state: "created" };
    const { count } = await tx.payment.updateMany({ where, data: { state: "closed" } });
    if (count === 1) await enqueueClose(tx, outTradeNo, now());
  });
}

async function afterRefusal(
  { outTradeNo }: Payment,
  error: WechatError,
  handlers: PaymentHandlers,
): Promise<Paid> {
  log.warn("payment.prepay.failed", { outTradeNo, code: error.code, outcome: error.outcome, error });
  if (error instanceof WechatPayError) {
    const spent = isSpent(error);
    // Paid, and its notification is still on the way: or it was given up.
    const asked = spent || error.errCode === "ORDERPAID";
    if (asked && (await askWechat(outTradeNo, handlers)) === "paid") return { state: "paid", outTradeNo };
    if (spent) {
      await giveUp(outTradeNo);
      throw new ShopError("order_state", "这次付款已在微信失效，没有扣款，请再试一次");
    }
  }
  throw new ShopError("wechat_unavailable", "微信支付暂时没有答复，没有扣款，请稍后再试");
}

/** Places a payment at WeChat, unless it is paid, and makes of the answer what the page needs. */
async function prepared<Ready>(
  payment: Payment,
  handlers: PaymentHandlers,
  ready: (payment: Payment, placed: Placed) => Ready,
): Promise<Ready | Paid> {
  const { outTradeNo } = payment;
  if (payment.state === "paid") return { state: "paid", outTradeNo };
  try {
    return ready(payment, await freshlyPlaced(payment));
  } catch (error) {
    // A setting of ours is wrong: no later try mends that, and the log shall say so loudly.
    if (!(error instanceof WechatError) || error.kind === "config") throw error;
    return await afterRefusal(payment, error, handlers);
  }
}

const bridge = (payment: Payment, { prepayId }: Placed) => ({
  state: "ready" as const,
  outTradeNo: payment.outTradeNo,
  conf: wxpay(signTypeOf(payment)).getConf(prepayId),
});

const validUntil = ({ expiresAt }: Payment, { at }: Placed, ms: number): Date =>
  new Date(Math.min(expiresAt.getTime(), at.getTime() + ms));

const code = (payment: Payment, placed: Placed) => ({
  state: "ready" as const,
  outTradeNo: payment.outTradeNo,
  codeUrl: placed.codeUrl,
  expiresAt: validUntil(payment, placed, 120 * minute),
});

/** The browser comes back to the order, or to the payment's own page. (WeChat Pay v2 and v3, H5 order) */
function address(payment: Payment, placed: Placed) {
  const { outTradeNo, orderId } = payment;
  const page = orderId ? `/orders/${orderId}` : `/pay/${outTradeNo}`;
  const back = encodeURIComponent(config().appUrl + page);
  const url = `${placed.codeUrl}${placed.codeUrl.includes("?") ? "&" : "?"}redirect_url=${back}`;
  return { state: "ready" as const, outTradeNo, url, expiresAt: validUntil(payment, placed, 5 * minute) };
}

/**
 * Readies one of the user's orders for payment in WeChat.
 * @throws ShopError order_not_found, order_state, invalid (no openid), wechat_unavailable
 */
export const prepareOrder = async (
  payer: Payer,
  orderId: string,
  handlers: PaymentHandlers,
): Promise<Prepared> => prepared(await orderPayment(payer, orderId, "JSAPI"), handlers, bridge);

/**
 * The QR code by which one of the user's orders is paid from a desktop. It closes what was open for another way of
 * paying, as that would close this one: call it once for a page, and again when the code or the payment has ended.
 * @throws ShopError order_not_found, order_state, wechat_unavailable
 */
export const nativeCode = async (
  payer: Payer,
  orderId: string,
  handlers: PaymentHandlers,
): Promise<NativeCode> => prepared(await orderPayment(payer, orderId, "NATIVE"), handlers, code);

/**
 * The address by which one of the user's orders is paid from a phone's browser outside of WeChat.
 * @throws ShopError order_not_found, order_state, wechat_unavailable
 */
export const h5Url = async (payer: Payer, orderId: string, handlers: PaymentHandlers): Promise<H5Url> =>
  prepared(await orderPayment(payer, orderId, "MWEB"), handlers, address);

/** A payment of the user's own that is not an order's, opened for this way of paying. */
async function ownPayment({ userId }: Payer, outTradeNo: string, tradeType: TradeType): Promise<Payment> {
  const where = { outTradeNo, userId, orderId: null };
  const payment = isId(outTradeNo) ? await db().payment.findFirst({ where }) : null;
  if (!payment) throw new ShopError("payment_not_found", "没有找到这笔付款");
  if (payment.state === "closed" || (payment.state === "created" && payment.expiresAt <= now())) {
    throw new ShopError("order_state", "这笔付款已经过期，请重新购买");
  }
  if (payment.state === "created" && (tradeTypeOf(payment) !== tradeType || !isSpoken(payment))) {
    throw new ShopError("order_state", "这笔付款要换一种方式支付，请重新购买");
  }
  return payment;
}

/**
 * Readies a payment that is not an order's, such as a membership's.
 * @throws ShopError payment_not_found, order_state, wechat_unavailable
 */
export const preparePayment = async (
  payer: Payer,
  outTradeNo: string,
  handlers: PaymentHandlers,
): Promise<Prepared> => prepared(await ownPayment(payer, outTradeNo, "JSAPI"), handlers, bridge);

/** As nativeCode, for a payment that is not an order's. @throws ShopError payment_not_found, order_state, wechat_unavailable */
export const nativeCodeOf = async (
  payer: Payer,
  outTradeNo: string,
  handlers: PaymentHandlers,
): Promise<NativeCode> => prepared(await ownPayment(payer, outTradeNo, "NATIVE"), handlers, code);

/** As h5Url, for a payment that is not an order's. @throws ShopError payment_not_found, order_state, wechat_unavailable */
export const h5UrlOf = async (payer: Payer, outTradeNo: string, handlers: PaymentHandlers): Promise<H5Url> =>
  prepared(await ownPayment(payer, outTradeNo, "MWEB"), handlers, address);
