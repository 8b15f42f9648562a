import { randomBytes } from "node:crypto";
import { now, nowMs } from "@/lib/clock";
import { db, isDuplicate } from "@/lib/db";
import { randomText, type SignType } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "../accounts";
import { hostUrl } from "../site";

/** WeChat Pay's books. */

export type BookedOrder = NonNullable<
  Awaited<ReturnType<ReturnType<typeof db>["sandboxOrder"]["findUnique"]>>
>;

const prepaySeconds = 2 * 3600;

/** Whether the prepay_id can still be used: it lives for two hours. */
export const isPrepayFresh = (order: BookedOrder): boolean =>
  order.prepayAt.getTime() + prepaySeconds * 1000 > nowMs();

/** Whether the time is over that the shop gave for paying. */
export const isOverdue = (order: BookedOrder): boolean =>
  order.timeExpire !== null && order.timeExpire <= now();

const mwebSeconds = 300;

/** Whether its code_url (two hours) or mweb_url (five minutes) still opens the payment. */
export function isCodeFresh(order: BookedOrder): boolean {
  const seconds = order.tradeType === "MWEB" ? mwebSeconds : prepaySeconds;
  return order.prepayAt.getTime() + seconds * 1000 > nowMs();
}

/** What a NATIVE payment's QR code says. */
const newCodeUrl = (): string => `weixin://wxpay/bizpayurl?pr=${randomText(codeLetters, 9)}`;
const codeLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The address at which a browser leaves for WeChat. */
const newMwebUrl = (prepayId: string): string =>
  hostUrl(
    "wx.tenpay.com",
    `/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${prepayId}&package=${randomText("0123456789", 10)}`,
  );

/** What opens an order that no page in WeChat calls up; null for those that one does. */
export function newOpener(tradeType: string, prepayId: string): string | null {
  if (tradeType === "NATIVE") return newCodeUrl();
  return tradeType === "MWEB" ? newMwebUrl(prepayId) : null;
}

export const newPrepayId = (): string => `wx${beijingTime(now())}${randomBytes(10).toString("hex")}`;

/** 28 digits, the day of the payment among them. */
export const newTransactionId = (): string =>
  `42000${randomText("0123456789", 5)}${beijingTime(now()).slice(0, 8)}${randomText("0123456789", 10)}`;

export async function findByOutTradeNo(outTradeNo: string): Promise<BookedOrder | null> {
  const mchId = sandboxAccounts.pay.mchid;
  return db().sandboxOrder.findUnique({ where: { mchId_outTradeNo: { mchId, outTradeNo } } });
}

export async function findByPrepayId(prepayId: string): Promise<BookedOrder | null> {
  return db().sandboxOrder.findUnique({ where: { prepayId } });
}

/** By transaction_id, which comes first, or by out_trade_no. */
export async function findOrder(fields: Readonly<Record<string, string>>): Promise<BookedOrder | null> {
  if (!fields.transaction_id) return findByOutTradeNo(fields.out_trade_no ?? "");
  return db().sandboxOrder.findUnique({ where: { transactionId: fields.transaction_id } });
}

/** What a repeated order must have in common with the first one: everything but the nonce and the signature. */
export function comparable(fields: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(fields).filter(
    ([name, value]) => name !== "sign" && name !== "nonce_str" && value !== "",
  );
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The fields of the first request. */
export function firstRequest(order: BookedOrder): Record<string, string> {
  const fields: Record<string, string> = JSON.parse(order.request);
  return fields;
}

export interface NewOrder {
  fields: Readonly<Record<string, string>>;
  signType: SignType;
  timeExpire: Date | null;
}

/** Enters an order. @returns null when the number has been taken in the meantime */
export async function createOrder({ fields, signType, timeExpire }: NewOrder): Promise<BookedOrder | null> {
  const at = now();
  const tradeType = fields.trade_type ?? "";
  const prepayId = newPrepayId();
  try {
    return await db().sandboxOrder.create({
      data: {
        mchId: fields.mch_id ?? "",
        outTradeNo: fields.out_trade_no ?? "",
        appid: fields.appid ?? "",
        // Only a page in WeChat knows who pays.
        openid: tradeType === "JSAPI" ? (fields.openid ?? "") : "",
        body: fields.body ?? "",
        totalFee: Number(fields.total_fee),
        tradeType,
        signType,
        notifyUrl: fields.notify_url ?? "",
        attach: fields.attach || null,
        request: JSON.stringify(comparable(fields)),
        prepayId,
        codeUrl: newOpener(tradeType, prepayId),
        prepayAt: at,
        timeExpire,
        createdAt: at,
      },
    });
  } catch (error) {
    if (isDuplicate(error)) return null;
    throw error;
  }
}

/** The order with a prepay_id, and what opens it, that can be used: the same, or when they are too old new ones. */
export async function withFreshPrepay(order: BookedOrder): Promise<BookedOrder> {
  if (isPrepayFresh(order) && isCodeFresh(order)) return order;
  const prepayId = newPrepayId();
  await db().sandboxOrder.updateMany({
    where: { id: order.id, prepayId: order.prepayId },
    data: { prepayId, codeUrl: newOpener(order.tradeType, prepayId), prepayAt: now() },
  });
  // Another process may have been faster: then its number counts.
  return db().sandboxOrder.findUniqueOrThrow({ where: { id: order.id } });
}
