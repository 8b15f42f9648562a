import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { cancelOrder, expireOrders } from "@/lib/shop/orders/close";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf, ordersOf } from "@/lib/shop/orders/queries";
import { prepareOrder, preparePayment } from "@/lib/shop/payments/prepare";
import {
  calls,
  freshWorld,
  interceptWechat,
  makeUser,
  setStock,
  shipping,
  stockOf,
} from "@/tests/support/world";

const minutes = (count: number) => count * 60_000;
const one = (productId: string, quantity = 1) => [{ productId, quantity }];
const place = (userId: string, productId: string, quantity = 1) =>
  placeOrder(userId, one(productId, quantity), shipping, { fromCart: false });

beforeEach(() => freshWorld());

describe("placing an order", () => {
  it("reserves the stock and notes the price of the moment", async () => {
    const user = await makeUser();
    await setStock("garnet", 5);
    const { price } = await db().product.findUniqueOrThrow({ where: { id: "garnet" } });
    const id = await place(user.id, "garnet", 2);
    await db().product.update({ where: { id: "garnet" }, data: { price: 1 } });

    expect(await stockOf("garnet")).toBe(3);
    const order = await orderOf(user.id, id);
    expect(order).toMatchObject({ state: "pending", total: price * 2, count: 2 });
    expect(order?.events.map(({ kind }) => kind)).toEqual(["placed"]);
    expect(+(order?.expiresAt ?? 0) - +(order?.placedAt ?? 0)).toBe(minutes(30));
  });

  it("sells the last stone once, however many want it at the same moment", async () => {
    const user = await makeUser();
    await setStock("spinel", 1);
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => place(user.id, "spinel")));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await stockOf("spinel")).toBe(0);
    expect(await db().order.count()).toBe(1);
    const refusal = results.find((result) => result.status === "rejected");
    expect(refusal?.reason).toMatchObject({ code: "sold_out", status: 409 });
  });

  it("takes nothing when one of several stones is gone", async () => {
    const user = await makeUser();
    await setStock("garnet", 5);
    await setStock("opal", 0);
    const lines = [...one("garnet"), ...one("opal")];
    const attempt = placeOrder(user.id, lines, shipping, { fromCart: false });
    await expect(attempt).rejects.toMatchObject({ code: "sold_out" });
    expect(await stockOf("garnet")).toBe(5);
    expect(await db().order.count()).toBe(0);
  });

  it("says how many are left, and refuses the unknown and the empty", async () => {
    const user = await makeUser();
    await setStock("garnet", 3);
    await expect(place(user.id, "garnet", 4)).rejects.toThrow("石榴石只剩 3 件");
    await expect(place(user.id, "kryptonite")).rejects.toMatchObject({ status: 404 });
    await expect(placeOrder(user.id, [], shipping, { fromCart: true })).rejects.toMatchObject({
      code: "empty_cart",
    });
    expect(await stockOf("garnet")).toBe(3);
  });
});

describe("cancelling", () => {
  it("gives the stock back once, also when asked twice at once", async () => {
    const user = await makeUser();
    await setStock("garnet", 5);
    const id = await place(user.id, "garnet", 2);
    const cancels = [0, 1].map(() => cancelOrder(user.id, id, paymentHandlers));
    const results = await Promise.allSettled(cancels);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await stockOf("garnet")).toBe(5);
    expect((await orderOf(user.id, id))?.state).toBe("cancelled");
  });

  it("is a 404 for a stranger, and changes nothing", async () => {
    const owner = await makeUser("lin");
    const stranger = await makeUser("chen");
    const id = await place(owner.id, "garnet");
    const before = await stockOf("garnet");
    await expect(cancelOrder(stranger.id, id, paymentHandlers)).rejects.toMatchObject({ status: 404 });
    expect(await orderOf(stranger.id, id)).toBeNull();
    expect((await ordersOf(stranger.id)).orders).toEqual([]);
    expect((await orderOf(owner.id, id))?.state).toBe("pending");
    expect(await stockOf("garnet")).toBe(before);
  });

  it("closes the payment at WeChat five minutes after it was made", async () => {
    const user = await makeUser();
    const id = await place(user.id, "garnet");
    await prepareOrder({ userId: user.id, clientIp: "127.0.0.1" }, id, paymentHandlers);
    await cancelOrder(user.id, id, paymentHandlers);
    const [message] = await db().outboxMessage.findMany();
    const payment = await db().payment.findUniqueOrThrow({ where: { outTradeNo: id } });
    expect(payment.state).toBe("closed");
    expect(message).toMatchObject({ kind: "wxpay.close", payload: JSON.stringify({ outTradeNo: id }) });
    expect(+(message?.nextAttemptAt ?? 0) - +(payment.prepayAt ?? 0)).toBe(minutes(5));
  });
});

describe("expiring", () => {
  it("happens after 30 minutes, not before, and gives the stock back", async () => {
    const user = await makeUser();
    await setStock("garnet", 5);
    const id = await place(user.id, "garnet");
    setClockOffset(minutes(29));
    expect(await expireOrders(paymentHandlers)).toEqual([]);
    setClockOffset(minutes(31));
    expect(await expireOrders(paymentHandlers)).toEqual(["garnet"]);
    expect(await expireOrders(paymentHandlers)).toEqual([]);
    expect((await orderOf(user.id, id))?.state).toBe("expired");
    expect(await stockOf("garnet")).toBe(5);
  });

  it("waits while WeChat cannot say whether the order was paid", async () => {
    const user = await makeUser();
    const id = await place(user.id, "garnet");
    await prepareOrder({ userId: user.id, clientIp: "127.0.0.1" }, id, paymentHandlers);
    setClockOffset(minutes(31));
    interceptWechat(async () => new Response("<html>502 Bad Gateway</html>", { status: 502 }));
    await expireOrders(paymentHandlers);
    expect((await orderOf(user.id, id))?.state).toBe("pending");
    interceptWechat(async () => null);
    await expireOrders(paymentHandlers);
    expect((await orderOf(user.id, id))?.state).toBe("expired");
  });

  it("leaves nothing to pay", async () => {
    const user = await makeUser();
    const id = await place(user.id, "garnet");
    setClockOffset(minutes(31));
    const payer = { userId: user.id, clientIp: "127.0.0.1" };
    await expect(prepareOrder(payer, id, paymentHandlers)).rejects.toMatchObject({ code: "order_state" });
    await expect(preparePayment(payer, id, paymentHandlers)).rejects.toMatchObject({
      code: "payment_not_found",
    });
    expect(calls.size).toBe(0);
  });
});
