import { now, setClockOffset } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { enqueueOrderNotice, type WantedNotice } from "@/lib/shop/notices/enqueue";
import { runOutbox } from "@/lib/shop/outbox";
import { interceptWechat, shipping } from "@/tests/support/world";

type Answer = object | "lost" | (() => Promise<object>);
type Sent = {
  path: string;
  touser: string;
  template_id: string;
  url?: string;
  page?: string;
  client_msg_id?: string;
  data: Record<string, { value: string }>;
};

/**
 * WeChat's side of messages: notes what is sent, and answers as told, the last answer again and again. `lost` is a call of
 * which no answer comes back.
 */
export function messagesAtWechat(...answers: Answer[]) {
  const sent: Sent[] = [];
  let number = 7_000_000_000_000_000_000n;
  interceptWechat(async (request) => {
    const { pathname } = new URL(request.url);
    const path = /message\/(template\/send|subscribe\/bizsend)$/.exec(pathname)?.[1];
    if (!path) return null;
    sent.push({ path, ...JSON.parse(await request.text()) });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === "lost") throw new TypeError("fetch failed");
    const said = typeof answer === "function" ? await answer() : answer;
    if (said) return Response.json(said);
    number += 1n;
    return new Response(`{"errcode":0,"errmsg":"ok","msgid":${number}}`);
  });
  return sent;
}

export const ok = (msgid: string) => ({ errcode: 0, errmsg: "ok", msgid });
export const refused = (errcode: number) => ({ errcode, errmsg: "no rid: 1-2-3" });

const hourMs = 60 * 60_000;

/**
 * An order of two garnets of this user's, as it would stand after it was paid and shipped: three days, two days, and one
 * day ago.
 */
export async function someOrder(userId: string, id = `order${Math.random().toString(36).slice(2)}`) {
  const daysAgo = (days: number) => new Date(now().getTime() - days * 24 * hourMs);
  await db().order.create({
    data: {
      id,
      userId,
      state: "shipped",
      total: 123_456,
      ...shipping,
      placedAt: daysAgo(3),
      expiresAt: daysAgo(3),
      paidAt: daysAgo(2),
      shippedAt: daysAgo(1),
      carrier: "顺丰速运",
      trackingNo: "SF1234567890",
      items: { create: { productId: "garnet", name: "玫瑰石榴石", price: 61_728, quantity: 2 } },
    },
  });
  return id;
}

/** A refund of an order that was asked for two hours ago, and came through an hour later. */
export async function someRefund(userId: string, orderId: string, outRefundNo: string, amount: number) {
  const at = now();
  const paid = { outTradeNo: `${orderId}P`, orderId, userId, type: "shop", state: "paid", totalFee: 123_456 };
  const terms = {
    appid: "a",
    mchId: "m",
    openid: "o",
    body: "宝石",
    clientIp: "127.0.0.1",
    signType: "MD5",
    expiresAt: at,
    createdAt: at,
  };
  await db().payment.upsert({
    where: { outTradeNo: paid.outTradeNo },
    create: { ...paid, ...terms },
    update: {},
  });
  await db().refund.create({
    data: {
      outRefundNo,
      outTradeNo: paid.outTradeNo,
      orderId,
      userId,
      state: "success",
      amount,
      requestedAt: new Date(at.getTime() - 2 * hourMs),
      finishedAt: new Date(at.getTime() - hourMs),
    },
  });
}

export const enqueued = (wanted: WantedNotice) => transaction((tx) => enqueueOrderNotice(tx, wanted));
export const work = () => runOutbox({});
export const notices = () => db().orderNotice.findMany({ orderBy: { id: "asc" } });
export const notice = async () => (await notices())[0];

/** Lets time go by, from where the clock is. */
export function later(seconds: number): void {
  setClockOffset(now().getTime() - Date.now() + seconds * 1000);
}
