import { beforeEach, describe, expect, it, vi } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { adoptCart } from "@/lib/shop/cart";
import { keepHouse } from "@/lib/shop/housekeeping";
import { buy } from "@/lib/shop/orders/buy";
import { cancelOrder } from "@/lib/shop/orders/close";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { runOutbox } from "@/lib/shop/outbox";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { openVipPayment } from "@/lib/shop/payments/open";
import { prepareOrder, preparePayment } from "@/lib/shop/payments/prepare";
import { newOutTradeNo } from "@/lib/wechat/wxpay";
import { notificationFields, notificationOf, signedNotification } from "@/tests/support/notification";
import {
  calls,
  freshWorld,
  interceptWechat,
  makeUser,
  setStock,
  shipping,
  stockOf,
} from "@/tests/support/world";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const minutes = (count: number) => count * 60_000;
const garnet = [{ productId: "garnet", quantity: 1 }];
let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;
const payer = () => ({ userId: user.id, clientIp: "127.0.0.1" });
const prepare = () => prepareOrder(payer(), orderId, paymentHandlers);
const stateOf = async (id = orderId) => (await orderOf(user.id, id))?.state;

const deliver = (body: string, type = "shop") =>
  answerPaymentNotification(
    new Request(`http://localhost:3000/wxpay/${type}/callback`, { method: "POST", body }),
    type,
    paymentHandlers,
  );

/** The buyer pays at WeChat, and the notification is lost. */
async function payAtWechat(outTradeNo = orderId): Promise<void> {
  const paid = { tradeState: "SUCCESS", transactionId: `42000${outTradeNo.slice(-14)}`, paidAt: new Date() };
  await db().sandboxOrder.updateMany({ where: { outTradeNo }, data: { ...paid, payerId: "lin" } });
}

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 5);
  orderId = await placeOrder(user.id, garnet, shipping, { fromCart: false });
});

describe("paying against cancelling", () => {
  it("does not cancel while WeChat cannot say whether it is paid", async () => {
    await prepare();
    interceptWechat(async () => new Response("", { status: 502 }));
    await expect(cancelOrder(user.id, orderId, paymentHandlers)).rejects.toMatchObject({ status: 502 });
    expect(await stateOf()).toBe("pending");
    expect(await stockOf("garnet")).toBe(4);
  });

  it("lets the money count that closing the order at WeChat brings to light", async () => {
    await prepare();
    await cancelOrder(user.id, orderId, paymentHandlers);
    await payAtWechat();
    setClockOffset(minutes(6));
    await runOutbox(paymentHandlers);
    expect(await stateOf()).toBe("paid");
    expect(await stockOf("garnet")).toBe(4);
  });

  it("hands out no payment for an order that was cancelled while WeChat answered, and closes it there", async () => {
    interceptWechat(async (request) => {
      if (request.url.endsWith("/unifiedorder")) await cancelOrder(user.id, orderId, paymentHandlers);
      return null;
    });
    await expect(prepare()).rejects.toMatchObject({ code: "order_state" });
    interceptWechat(async () => null);
    setClockOffset(minutes(6));
    expect(await runOutbox(paymentHandlers)).toBeGreaterThan(0);
    expect(await db().sandboxOrder.findFirst()).toMatchObject({ tradeState: "CLOSED" });
  });
});

describe("a lost notification", () => {
  it("is made up for within minutes, without anybody looking", async () => {
    await prepare();
    await payAtWechat();
    await keepHouse(paymentHandlers);
    expect(await stateOf()).toBe("pending");
    setClockOffset(minutes(2));
    await keepHouse(paymentHandlers);
    expect(await stateOf()).toBe("paid");
  });

  it("is asked for less and less often", async () => {
    await prepare();
    for (let minute = 1; minute < 25; minute += 1) {
      setClockOffset(minutes(minute));
      await keepHouse(paymentHandlers);
    }
    const asked = calls.get("/sandbox/api.mch.weixin.qq.com/pay/orderquery") ?? 0;
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(14);
  });
});

describe("two payments of one order", () => {
  it("are not open at once: another payer's closes the first", async () => {
    await prepare();
    await db().wechatIdentity.updateMany({ data: { openid: "oAnotherOpenidOfThePayer00001" } });
    await prepare().catch(() => null);
    const payments = await db().payment.findMany({ orderBy: { createdAt: "asc" } });
    expect(payments.map(({ state }) => state).sort()).toEqual(["closed", "created"]);
    expect(await db().outboxMessage.findFirst()).toMatchObject({
      payload: JSON.stringify({ outTradeNo: orderId }),
    });
  });

  it("that are both paid leave a trace, and the order as it was", async () => {
    await prepare();
    const first = await db().payment.findFirstOrThrow();
    const outTradeNo = newOutTradeNo("M");
    await db().payment.create({ data: { ...first, outTradeNo, prepayId: "wx2" } });
    for (const number of [orderId, outTradeNo])
      expect((await deliver(await notificationOf(number))).status).toBe(200);
    const order = await orderOf(user.id, orderId);
    expect(order?.state).toBe("paid");
    expect(order?.events.map(({ kind }) => kind)).toEqual(["placed", "paid", "paid_twice"]);
    const { gems } = await db().user.findUniqueOrThrow({ where: { id: user.id } });
    expect(gems).toBe(Math.floor((order?.total ?? 0) / 100));
  });
});

describe("two at the same moment", () => {
  it("memberships give two years", async () => {
    const numbers: string[] = [];
    for (let index = 0; index < 2; index += 1) {
      const outTradeNo = await openVipPayment(payer());
      await preparePayment(payer(), outTradeNo, paymentHandlers);
      await db().payment.update({ where: { outTradeNo }, data: { expiresAt: new Date() } });
      numbers.push(outTradeNo);
    }
    const bodies = await Promise.all(
      numbers.map(async (number) => signedNotification(await notificationFields(number))),
    );
    await Promise.all(bodies.map((body) => deliver(body, "vip")));
    const { vipUntil } = await db().user.findUniqueOrThrow({ where: { id: user.id } });
    expect(vipUntil).toEqual(new Date(+new Date("2026-11-22T20:30:00+08:00") + 2 * 365 * minutes(24 * 60)));
  });

  it("callbacks of one login pour the visitor's cart once", async () => {
    for (let round = 0; round < 5; round += 1) {
      await db().cart.deleteMany();
      const items = { create: { productId: "garnet", quantity: 3 } };
      const { id } = await db().cart.create({ data: { items } });
      await Promise.all([0, 1, 2].map(() => adoptCart(id, user.id)));
      expect(await db().cartItem.findMany({ select: { quantity: true } })).toEqual([{ quantity: 3 }]);
    }
  });

  it("a cart finds its user, though another login has just shown who that is", async () => {
    const gone = "00000000-0000-4000-8000-000000000000";
    const merge = { fromId: gone, unionid: "u", fromVersion: 0, intoVersion: 0, at: new Date() };
    await db().userMerge.create({ data: { ...merge, intoId: user.id } });
    const items = { create: { productId: "garnet", quantity: 3 } };
    const { id } = await db().cart.create({ data: { items } });
    await adoptCart(id, gone);
    expect(await db().cartItem.findMany({ where: { cart: { userId: user.id } } })).toHaveLength(1);
    const other = await db().cart.create({ data: {} });
    await expect(adoptCart(other.id, "nobody")).rejects.toMatchObject({ code: "P2003" });
  });

  it("submissions of one form place one order", async () => {
    await setStock("garnet", 1);
    const placing = { fromCart: false, once: "the-form-of-this-page" };
    const ids = await Promise.all([0, 1, 2].map(() => placeOrder(user.id, garnet, shipping, placing)));
    expect(new Set(ids).size).toBe(1);
    expect(await placeOrder(user.id, garnet, shipping, placing)).toBe(ids[0]);
    expect(await db().order.count()).toBe(2);
    expect(await stockOf("garnet")).toBe(0);
  });

  it("checkouts of one cart in two tabs place one order", async () => {
    const items = { create: { productId: "garnet", quantity: 1 } };
    await db().cart.create({ data: { userId: user.id, items } });
    const tabs = ["a", "b"].map((once) => placeOrder(user.id, garnet, shipping, { fromCart: true, once }));
    const results = await Promise.allSettled(tabs);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await stockOf("garnet")).toBe(3);
  });
});

describe("a stone that somebody reserved and never paid", () => {
  it("can be bought as soon as the reservation is over, before anybody keeps house", async () => {
    await setStock("garnet", 0);
    const buyIt = () => buy(paymentHandlers, user.id, garnet, shipping, { fromCart: false });
    await expect(buyIt()).rejects.toMatchObject({ code: "sold_out" });
    setClockOffset(minutes(31));
    const id = await buyIt();
    expect(await stateOf()).toBe("expired");
    expect(await stateOf(id)).toBe("pending");
    expect(await stockOf("garnet")).toBe(0);
  });
});

describe("a product without a price", () => {
  it("cannot be ordered", async () => {
    await db().product.update({ where: { id: "garnet" }, data: { price: 0 } });
    const attempt = placeOrder(user.id, garnet, shipping, { fromCart: false });
    await expect(attempt).rejects.toMatchObject({ code: "invalid" });
    expect(await stockOf("garnet")).toBe(4);
  });
});
