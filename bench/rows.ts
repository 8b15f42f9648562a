import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { openidOf } from "@/lib/sandbox/people";
import { sealSession, sessionCookie } from "@/lib/session";
import { gemsFor } from "@/lib/shop/gems";

/** What is prepared in the shop's database, without going through the shop. */

const day = 24 * 60 * 60_000;
const product = { productId: "moonstone", name: "月光石", price: 29900 };
const second = { productId: "amethyst", name: "紫水晶", price: 19900 };
const address = { receiver: "林月", phone: "13800138000", region: "上海市 徐汇区", address: "月光路 1 号" };
/** What each payment is about, in fen. */
export const paymentFee = product.price;
/** Whose openid stands in all the payments. */
export const payerPerson = "lin";
/** So many buyers share the payments. */
const buyers = 100;
const buyerOf = (index: number) => `bench-buyer-${index % buyers}`;
const reader = "bench-reader";
const states = ["pending", "paid", "shipped", "completed", "cancelled", "paid"];

const order = (id: string, userId: string, total: number, state = "pending") => {
  const at = Date.now();
  return { id, userId, state, total, ...address, placedAt: new Date(at), expiresAt: new Date(at + day) };
};

/**
 * Somebody with six orders of two kinds of stone and two kinds in the cart.
 * @returns the Cookie header of their session
 */
export async function prepareReader(): Promise<string> {
  const { id, sessionVersion } = await db().user.create({ data: { id: reader, nickname: "陈星" } });
  for (const [index, state] of states.entries()) {
    const data = order(`bench-reader-${index}`, id, product.price + second.price, state);
    const items = [product, second].map((item) => ({ ...item, quantity: 1 }));
    await db().order.create({ data: { ...data, items: { create: items } } });
  }
  const items = [product, second].map(({ productId }) => ({ productId, quantity: 2 }));
  await db().cart.create({ data: { userId: id, items: { create: items } } });
  return `${sessionCookie()}=${await sealSession({ userId: id, version: sessionVersion })}`;
}

/** Those who pay the orders. */
export async function prepareBuyers(): Promise<void> {
  const data = Array.from({ length: buyers }, (_, index) => ({ id: buyerOf(index), nickname: "林月" }));
  await db().user.createMany({ data });
}

/** Orders that wait for their payment, with the payment that waits for its notification. */
export async function preparePayments(outTradeNos: string[]): Promise<void> {
  const { pay } = config();
  if (!pay) throw new Error("The sandbox has a merchant");
  const openid = openidOf(pay.appid, payerPerson);
  const at = new Date();
  const expiresAt = new Date(at.getTime() + day);
  const account = { appid: pay.appid, mchId: pay.mchid, signType: "HMAC-SHA256" };
  const common = { type: "shop", ...account, openid, expiresAt };
  const orders = outTradeNos.map((id, index) => order(id, buyerOf(index), product.price));
  const items = outTradeNos.map((orderId) => ({ ...product, orderId, quantity: 1 }));
  const payments = outTradeNos.map((outTradeNo, index) => ({
    ...common,
    outTradeNo,
    userId: buyerOf(index),
    orderId: outTradeNo,
    body: "月光宝石",
    totalFee: product.price,
    clientIp: "127.0.0.1",
    createdAt: at,
  }));
  await db().order.createMany({ data: orders });
  await db().orderItem.createMany({ data: items });
  await db().payment.createMany({ data: payments });
}

/**
 * Looks whether every one of `count` payments took effect once: payment, order, timeline, gems and their entry.
 * @param prefix what their numbers begin with
 * @throws Error that says what was found, when it is anything else
 */
export async function ensureOnce(prefix: string, count: number): Promise<void> {
  const number = { startsWith: prefix };
  const entries = { ref: number, kind: "earned", delta: gemsFor(product.price) };
  const found = {
    payments: await db().payment.count({ where: { outTradeNo: number, state: "paid" } }),
    orders: await db().order.count({ where: { id: number, state: "paid" } }),
    events: await db().orderEvent.count({ where: { orderId: number } }),
    entries: await db().gemEntry.count({ where: entries }),
  };
  if (Object.values(found).some((each) => each !== count)) {
    throw new Error(`${count} payments were notified, and took effect: ${JSON.stringify(found)}`);
  }
  const { _sum: gems } = await db().user.aggregate({ _sum: { gems: true } });
  const { _sum: earned } = await db().gemEntry.aggregate({ _sum: { delta: true } });
  if (gems.gems !== earned.delta) throw new Error(`Gems: ${gems.gems}, by their entries ${earned.delta}`);
}

/** Looks whether so many messages to the official account were answered. @throws Error that says what was found */
export async function ensureAnswered(count: number): Promise<void> {
  const all = await db().robotMessage.count();
  const answered = await db().robotMessage.count({ where: { reply: { not: "" } } });
  if (all !== count || answered !== count)
    throw new Error(`${count} messages were sent; taken down ${all}, answered ${answered}`);
}
