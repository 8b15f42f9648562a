import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { openidOf } from "@/lib/sandbox/people";
import { sealSession, sessionCookie } from "@/lib/session";
import { gemsFor } from "@/lib/shop/orders/pay";
import { sign } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { buildXml } from "@/lib/wechat/xml";

/** What is prepared in the shop's database, without going through the shop. */

const day = 24 * 60 * 60_000;
const product = { productId: "moonstone", name: "月光石", price: 29900 };
const second = { productId: "amethyst", name: "紫水晶", price: 19900 };
const address = { receiver: "林月", phone: "13800138000", region: "上海市 徐汇区", address: "月光路 1 号" };
const payer = { id: "bench-payer", person: "lin" } as const;
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

type Account = { appid: string; mchid: string; key: string; signType: "HMAC-SHA256" | "MD5" };

function account(): Account {
  const { pay } = config();
  if (!pay) throw new Error("The sandbox has a merchant");
  return pay;
}

/** The person who pays all the orders. */
export async function preparePayer(): Promise<void> {
  await db().user.create({ data: { id: payer.id, nickname: "林月" } });
}

/** Orders that wait for their payment, with the payment that waits for its notification. */
export async function preparePayments(outTradeNos: string[]): Promise<void> {
  const { appid, mchid, signType } = account();
  const openid = openidOf(appid, payer.person);
  const at = new Date();
  const expiresAt = new Date(at.getTime() + day);
  const common = { type: "shop", userId: payer.id, appid, mchId: mchid, openid, signType, expiresAt };
  const orders = outTradeNos.map((id) => order(id, payer.id, product.price));
  const items = outTradeNos.map((orderId) => ({ ...product, orderId, quantity: 1 }));
  const payments = outTradeNos.map((outTradeNo) => ({
    ...common,
    outTradeNo,
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

/** The notification that WeChat would send for a prepared payment. (WeChat Pay v2, payment notification) */
export function notificationOf(outTradeNo: string): string {
  const { appid, mchid, key } = account();
  const fields = {
    appid,
    mch_id: mchid,
    nonce_str: "5d2b6c2a8db53831f7eda20af46e531c",
    return_code: "SUCCESS",
    result_code: "SUCCESS",
    openid: openidOf(appid, payer.person),
    is_subscribe: "Y",
    trade_type: "JSAPI",
    bank_type: "OTHERS",
    total_fee: product.price,
    cash_fee: product.price,
    fee_type: "CNY",
    transaction_id: `4200-${outTradeNo}`,
    out_trade_no: outTradeNo,
    time_end: beijingTime(new Date()),
  };
  return buildXml({ ...fields, sign: sign(fields, key, "HMAC-SHA256") });
}

/**
 * Looks whether every one of `count` payments took effect once: payment, order, timeline and gems.
 * @throws Error that says what was found, when it is anything else
 */
export async function ensureOnce(count: number): Promise<void> {
  const where = { userId: payer.id, state: "paid" };
  const found = {
    payments: await db().payment.count({ where }),
    orders: await db().order.count({ where }),
    events: await db().orderEvent.count({ where: { order: { userId: payer.id } } }),
    gems: (await db().user.findUniqueOrThrow({ where: { id: payer.id } })).gems / gemsFor(product.price),
  };
  if (Object.values(found).some((number) => number !== count)) {
    throw new Error(`${count} payments were notified, and took effect: ${JSON.stringify(found)}`);
  }
}
