import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { config } from "../../config";
import { db, type Tx, transaction } from "../../db";
import { newOutTradeNo } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { ShopError } from "../errors";
import { isId } from "../ids";
import { vip } from "../membership";
import { enqueueClose } from "../outbox";

/** Who pays, and from which address. */
export type Payer = { userId: string; clientIp: string };

const minute = 60_000;
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

type Wanted = Pick<Payment, "type" | "orderId" | "body" | "totalFee" | "expiresAt">;

function createPayment(
  tx: Tx,
  outTradeNo: string,
  payer: Payer,
  openid: string,
  wanted: Wanted,
): Promise<Payment> {
  const { appid, mchid } = wxpay();
  const signType = config().pay?.signType ?? "HMAC-SHA256";
  const fixed = { appid, mchId: mchid, signType, clientIp: payer.clientIp, createdAt: now() };
  return tx.payment.create({ data: { outTradeNo, userId: payer.userId, openid, ...fixed, ...wanted } });
}

/** The order is not, or not any more, to be paid. */
export const notPayable = () => new ShopError("order_state", "这笔订单已经不能付款，请重新下单");

/** Closes what an order has open for another payer or app: an order shall not be payable twice. */
async function closeOthers(tx: Tx, others: Payment[]): Promise<void> {
  for (const { outTradeNo, prepayAt } of others) {
    await tx.payment.updateMany({ where: { outTradeNo, state: "created" }, data: { state: "closed" } });
    if (prepayAt) await enqueueClose(tx, outTradeNo, prepayAt);
  }
}

/** What the payer reads on WeChat's sheet. */
function bodyOf(items: { name: string; quantity: number }[]): string {
  const pieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return `月光宝石-${items[0]?.name ?? "宝石"}${pieces > 1 ? `等${pieces}件` : ""}`;
}

/** Opens a payment for an order, or finds the one that another tap has opened. The order's row is taken first. */
async function openOrderPayment(tx: Tx, payer: Payer, orderId: string, openid: string): Promise<Payment> {
  const at = now().getTime();
  const pending = { id: orderId, userId: payer.userId, state: "pending", expiresAt: { gt: new Date(at) } };
  const { count } = await tx.order.updateMany({ where: pending, data: { userId: payer.userId } });
  if (count === 0) throw notPayable();
  const include = { items: true, payments: true };
  const order = await tx.order.findUniqueOrThrow({ where: { id: orderId }, include });
  const created = order.payments.filter(({ state }) => state === "created");
  const mine = created.find((payment) => payment.openid === openid && payment.appid === wxpay().appid);
  await closeOthers(
    tx,
    created.filter((payment) => payment !== mine),
  );
  if (mine) return mine;
  // WeChat wants a while to pay in: an order that is about to end waits for it.
  const expiresAt = new Date(Math.max(order.expiresAt.getTime(), at + shortestMs));
  await tx.order.update({ where: { id: orderId }, data: { expiresAt } });
  const outTradeNo = order.payments.length === 0 ? order.id : newOutTradeNo("M", now());
  const wanted = { type: "shop", orderId, body: bodyOf(order.items), totalFee: order.total, expiresAt };
  return createPayment(tx, outTradeNo, payer, openid, wanted);
}

/**
 * The payment of an order: the one that is open for this payer, or a new one. The first carries the order's own
 * number; a change of payer or app takes a new number and closes the old one.
 * @throws ShopError order_not_found, order_state, invalid (no openid)
 */
export async function orderPayment(payer: Payer, orderId: string): Promise<Payment> {
  const order = isId(orderId)
    ? await db().order.findFirst({
        where: { id: orderId, userId: payer.userId },
        include: { payments: true },
      })
    : null;
  if (!order) throw new ShopError("order_not_found", "没有找到这笔订单");
  const paid = order.payments.find(({ state }) => state === "paid");
  if (paid) return paid;
  if (order.state !== "pending") throw notPayable();
  const openid = await payerOpenid(payer.userId);
  return transaction((tx) => openOrderPayment(tx, payer, orderId, openid));
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
  const outTradeNo = newOutTradeNo("V", now());
  await transaction((tx) => createPayment(tx, outTradeNo, payer, openid, wanted));
  return outTradeNo;
}
