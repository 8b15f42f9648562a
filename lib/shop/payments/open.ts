import type { Payment } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { db, type Tx, transaction } from "../../db";
import { newOutTradeNo, type TradeType } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { ShopError } from "../errors";
import { goodsText } from "../goods-text";
import { isId } from "../ids";
import { vip } from "../membership";
import { enqueueClose } from "../outbox";
import { isSpoken } from "./account";

/** Who pays, and from which address. */
export type Payer = { userId: string; clientIp: string };

const minute = 60_000;
/** WeChat wants an order to be payable for more than a minute. */
const shortestMs = 2 * minute;
/** How long a payment without an order stays open. */
const openMs = 24 * 60 * minute;

/** Whose payment WeChat shall take: in WeChat the payer's alone, by a QR code or an address whoever's has it. */
async function openidFor(tradeType: TradeType, userId: string): Promise<string> {
  return tradeType === "NATIVE" || tradeType === "MWEB" ? "" : payerOpenid(userId);
}

/** The payer's openid under the app that takes the money. */
async function payerOpenid(userId: string): Promise<string> {
  const identity = await db().wechatIdentity.findFirst({
    where: { userId, appid: wxpay().appid },
    orderBy: { lastLoginAt: "desc" },
  });
  if (identity) return identity.openid;
  throw new ShopError("invalid", "请在微信里打开此页，登录后再支付");
}

type Wanted = Pick<Payment, "type" | "tradeType" | "openid" | "orderId" | "body" | "totalFee" | "expiresAt">;
/** A way of paying, and whose payment it is. */
type Way = Pick<Payment, "tradeType" | "openid">;

function createPayment(tx: Tx, outTradeNo: string, payer: Payer, wanted: Wanted): Promise<Payment> {
  const { appid, mchid, api, signType } = wxpay();
  const fixed = { appid, mchId: mchid, api, signType, clientIp: payer.clientIp, createdAt: now() };
  return tx.payment.create({ data: { outTradeNo, userId: payer.userId, ...fixed, ...wanted } });
}

/** The order is not, or not any more, to be paid. */
export const notPayable = () => new ShopError("order_state", "这笔订单已经不能付款，请重新下单");

/** Closes what an order has open for another payer, app or way of paying: an order shall not be payable twice. */
async function closeOthers(tx: Tx, others: Payment[]): Promise<void> {
  for (const { outTradeNo, prepayAt } of others) {
    await tx.payment.updateMany({ where: { outTradeNo, state: "created" }, data: { state: "closed" } });
    if (prepayAt) await enqueueClose(tx, outTradeNo, prepayAt);
  }
}

/** What the payer reads on WeChat's sheet, which takes 127 bytes. */
const bodyOf = (items: { name: string; quantity: number }[]): string => `月光宝石-${goodsText(items, 28)}`;

/** Opens a payment for an order, or finds the one that another tap has opened. The order's row is taken first. */
async function openOrderPayment(tx: Tx, payer: Payer, orderId: string, way: Way): Promise<Payment> {
  const at = now().getTime();
  const pending = { id: orderId, userId: payer.userId, state: "pending", expiresAt: { gt: new Date(at) } };
  const { count } = await tx.order.updateMany({ where: pending, data: { userId: payer.userId } });
  if (count === 0) throw notPayable();
  const include = { items: true, payments: true };
  const order = await tx.order.findUniqueOrThrow({ where: { id: orderId }, include });
  const created = order.payments.filter(({ state }) => state === "created");
  const mine = created.find(
    (payment) => payment.openid === way.openid && payment.tradeType === way.tradeType && isSpoken(payment),
  );
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
  return createPayment(tx, outTradeNo, payer, { ...way, ...wanted });
}

/**
 * The payment of an order: the one that is open for this payer, or a new one. The first carries the order's own
 * number; a change of payer, app or way of paying takes a new number and closes the old one. Whoever still pays the old
 * one gets that money back: see markOrderPaid.
 * @throws ShopError order_not_found, order_state, invalid (no openid)
 */
export async function orderPayment(payer: Payer, orderId: string, tradeType: TradeType): Promise<Payment> {
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
  const openid = await openidFor(tradeType, payer.userId);
  return transaction((tx) => openOrderPayment(tx, payer, orderId, { tradeType, openid }));
}

/** What somebody buys without an order. */
export type Purchase = {
  /** Its handler's name in lib/handlers/payment.ts. */
  type: string;
  /** What the payer reads on WeChat's sheet, and the operator in the list of payments: 127 bytes of it. */
  body: string;
  /** Fen. */
  totalFee: number;
};

/** Names that can stand in a notification's address and mean nothing else there: see notification.ts. */
const isOwnType = (type: string): boolean => /^(?!(?:shop|refund|transfer)$)[\w-]{1,32}$/.test(type);

/**
 * Opens a payment that has no order, or finds the one that this person has open for the same type, body and price. It
 * is paid at /pay/{out_trade_no}. Two that are both paid are two purchases.
 * @returns its out_trade_no
 * @throws ShopError invalid (no openid)
 */
export async function openPayment(
  payer: Payer,
  { type, body, totalFee }: Purchase,
  tradeType: TradeType = "JSAPI",
): Promise<string> {
  if (!isOwnType(type)) throw new Error(`"${type}" cannot be the type of a payment without an order`);
  const openid = await openidFor(tradeType, payer.userId);
  const { appid } = wxpay();
  const at = now().getTime();
  const wanted = { type, body, totalFee, tradeType, openid };
  const stillOpen = { state: "created", orderId: null, expiresAt: { gt: new Date(at + 10 * minute) } };
  const where = { userId: payer.userId, appid, ...wanted, ...stillOpen };
  const open = await db().payment.findMany({ where, orderBy: { createdAt: "desc" } });
  const mine = open.find(isSpoken);
  if (mine) return mine.outTradeNo;
  const outTradeNo = newOutTradeNo("P", now());
  const ends = { orderId: null, expiresAt: new Date(at + openMs) };
  await transaction((tx) => createPayment(tx, outTradeNo, payer, { ...wanted, ...ends }));
  return outTradeNo;
}

/** As openPayment, for a membership. */
export const openVipPayment = (payer: Payer, tradeType: TradeType = "JSAPI"): Promise<string> =>
  openPayment(payer, { type: "vip", body: `月光宝石-${vip.name}`, totalFee: vip.price }, tradeType);
