import { isIPv4, isIPv6 } from "node:net";
import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { config } from "../../config";
import { db, isDuplicate } from "../../db";
import { log } from "../../log";
import { WechatError, WechatPayError } from "../../wechat/errors";
import type { BridgeConf } from "../../wechat/wxpay";
import { newOutTradeNo } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { ShopError } from "../errors";
import { vip } from "../membership";
import { askWechat } from "./check";
import type { PaymentHandlers } from "./handlers";

/** What the pay page needs: the bridge's argument, or the news that nothing is left to pay. */
export type Prepared =
  | { state: "ready"; outTradeNo: string; conf: BridgeConf }
  | { state: "paid"; outTradeNo: string };

type Payer = { userId: string; clientIp: string };

const minute = 60_000;
/** A prepay_id lives two hours; one that is about to end is not handed out any more. */
const prepayFreshMs = 115 * minute;
/** WeChat wants an order to be payable for more than a minute. */
const shortestMs = 2 * minute;
const vipOpenMs = 24 * 60 * minute;

/** The payer's openid under the app that takes the money. */
async function payerOpenid(userId: string): Promise<string> {
  const identity = await db().wechatIdentity.findFirst({
    where: { userId, appid: wxpay().appid },
    orderBy: { lastLoginAt: "desc" },
  });
  if (identity) return identity.openid;
  throw new ShopError("invalid", "请在微信里打开此页，登录后再支付");
}

/** WeChat takes an address only in its plain form. */
export function plainIp(text: string | null | undefined): string {
  const ip =
    text
      ?.split(",")[0]
      ?.trim()
      .replace(/^::ffff:/i, "") ?? "";
  return isIPv4(ip) || isIPv6(ip) ? ip : "127.0.0.1";
}

type Wanted = Pick<Payment, "type" | "orderId" | "body" | "totalFee" | "expiresAt">;

async function createPayment(
  outTradeNo: string,
  payer: Payer,
  openid: string,
  wanted: Wanted,
): Promise<Payment> {
  const { appid, mchid } = wxpay();
  const signType = config().pay?.signType ?? "HMAC-SHA256";
  const fixed = { appid, mchId: mchid, signType, clientIp: payer.clientIp, createdAt: now() };
  try {
    return await db().payment.create({
      data: { outTradeNo, userId: payer.userId, openid, ...fixed, ...wanted },
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // Two taps at once: the other one made it.
    return db().payment.findUniqueOrThrow({ where: { outTradeNo } });
  }
}

/**
 * The payment of an order: the one that is open for this payer, or a new one. The first carries the order's own
 * number, so that two taps at once cannot make two; a change of payer or app takes a new number.
 */
async function orderPayment(payer: Payer, orderId: string): Promise<Payment> {
  const order = await db().order.findFirst({
    where: { id: orderId, userId: payer.userId },
    include: { items: true, payments: { orderBy: { createdAt: "desc" } } },
  });
  if (!order) throw new ShopError("order_not_found", "没有找到这笔订单");
  const openid = await payerOpenid(payer.userId);
  const paid = order.payments.find(({ state }) => state === "paid");
  if (paid) return paid;
  const at = now().getTime();
  if (order.state !== "pending" || order.expiresAt.getTime() <= at) {
    throw new ShopError("order_state", "这笔订单已经不能付款，请重新下单");
  }
  const { appid } = wxpay();
  const open = order.payments.find((p) => p.state === "created" && p.openid === openid && p.appid === appid);
  if (open) return open;
  const expiresAt = new Date(Math.max(order.expiresAt.getTime(), at + shortestMs));
  if (expiresAt > order.expiresAt) await db().order.update({ where: { id: orderId }, data: { expiresAt } });
  const [first] = order.items;
  const pieces = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  const body = `月光宝石-${first?.name ?? "宝石"}${pieces > 1 ? `等${pieces}件` : ""}`;
  const outTradeNo = order.payments.length === 0 ? order.id : newOutTradeNo("M", now());
  return createPayment(outTradeNo, payer, openid, {
    type: "shop",
    orderId,
    body,
    totalFee: order.total,
    expiresAt,
  });
}

async function placeAtWechat(payment: Payment): Promise<string> {
  const { prepay_id } = await wxpay().prepay({
    out_trade_no: payment.outTradeNo,
    body: payment.body,
    total_fee: payment.totalFee,
    openid: payment.openid,
    spbill_create_ip: payment.clientIp,
    type: payment.type,
    time_expire: payment.expiresAt,
  });
  const where = { outTradeNo: payment.outTradeNo };
  await db().payment.update({ where, data: { prepayId: prepay_id, prepayAt: now() } });
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
    const signType = payment.signType === "MD5" ? "MD5" : "HMAC-SHA256";
    return { state: "ready", outTradeNo, conf: wxpay().getConf(prepayId, signType) };
  } catch (error) {
    if (!(error instanceof WechatError)) throw error;
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
 * Opens the payment of a membership, or finds the one that is open.
 * @returns its out_trade_no
 */
export async function openVipPayment(payer: Payer): Promise<string> {
  const openid = await payerOpenid(payer.userId);
  const { appid } = wxpay();
  const at = now().getTime();
  const stillOpen = { state: "created", totalFee: vip.price, expiresAt: { gt: new Date(at + 10 * minute) } };
  const where = { userId: payer.userId, type: "vip", openid, appid, ...stillOpen };
  const open = await db().payment.findFirst({ where, orderBy: { createdAt: "desc" } });
  if (open) return open.outTradeNo;
  const expiresAt = new Date(at + vipOpenMs);
  const wanted = { type: "vip", orderId: null, body: `月光宝石-${vip.name}`, totalFee: vip.price, expiresAt };
  return (await createPayment(newOutTradeNo("V", now()), payer, openid, wanted)).outTradeNo;
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
  const payment = await db().payment.findFirst({
    where: { outTradeNo, userId: payer.userId, orderId: null },
  });
  if (!payment) throw new ShopError("payment_not_found", "没有找到这笔付款");
  if (payment.state === "closed" || (payment.state === "created" && payment.expiresAt <= now())) {
    throw new ShopError("order_state", "这笔付款已经过期，请重新购买");
  }
  return prepared(payment, handlers);
}
