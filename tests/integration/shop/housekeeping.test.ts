import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { databaseInbox } from "@/lib/robot/inbox";
import { databaseSessions } from "@/lib/robot/sessions";
import { keepHouse } from "@/lib/shop/housekeeping";
import { cancelOrder } from "@/lib/shop/orders/close";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { runOutbox, sweepOutbox } from "@/lib/shop/outbox";
import { openVipPayment } from "@/lib/shop/payments/open";
import { prepareOrder, preparePayment } from "@/lib/shop/payments/prepare";
import { store } from "@/lib/store";
import { calls, freshWorld, interceptWechat, makeUser, shipping } from "@/tests/support/world";

const closeorder = "/sandbox/api.mch.weixin.qq.com/pay/closeorder";
const minutes = (count: number) => count * 60_000;

let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;
const payer = () => ({ userId: user.id, clientIp: "127.0.0.1" });

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  orderId = await placeOrder(user.id, [{ productId: "garnet", quantity: 1 }], shipping, { fromCart: false });
  await prepareOrder(payer(), orderId, paymentHandlers);
});

describe("the outbox", () => {
  beforeEach(() => cancelOrder(user.id, orderId, paymentHandlers));

  it("closes the order at WeChat when its time has come, once", async () => {
    expect(await runOutbox(paymentHandlers)).toBe(0);
    setClockOffset(minutes(6));
    const done = await Promise.all([
      runOutbox(paymentHandlers),
      runOutbox(paymentHandlers),
      runOutbox(paymentHandlers),
    ]);
    expect(done.reduce((sum, count) => sum + count)).toBe(1);
    expect(calls.get(closeorder)).toBe(1);
    expect(await runOutbox(paymentHandlers)).toBe(0);
    expect(await db().sandboxOrder.findFirst({ where: { outTradeNo: orderId } })).toMatchObject({
      tradeState: "CLOSED",
    });
  });

  it("is forgotten a week after it was done; what waits or was given up stays", async () => {
    const at = new Date();
    const row = {
      kind: "wxpay.close",
      payload: "{}",
      nextAttemptAt: new Date(Date.now() + minutes(60 * 24 * 30)),
    };
    const rows = [
      { ...row, createdAt: at, doneAt: at },
      { ...row, createdAt: at, failedAt: at },
    ];
    await db().outboxMessage.createMany({ data: rows });
    const count = () => db().outboxMessage.count({ where: { createdAt: at } });
    setClockOffset(minutes(60 * 24 * 7) - minutes(1));
    await sweepOutbox();
    expect(await count()).toBe(2);
    setClockOffset(minutes(60 * 24 * 7) + minutes(1));
    await keepHouse(paymentHandlers);
    expect(await count()).toBe(1);
    expect(await db().outboxMessage.count({ where: { failedAt: at } })).toBe(1);
  });

  it("tries again after half a minute, then a minute, and gives up after twelve times", async () => {
    interceptWechat(async () => new Response("", { status: 502 }));
    let clock = minutes(6);
    setClockOffset(clock);
    await runOutbox(paymentHandlers);
    const [first] = await db().outboxMessage.findMany();
    expect(first).toMatchObject({ attempts: 1, doneAt: null, lastError: expect.stringContaining("502") });
    setClockOffset(clock + 20_000);
    await runOutbox(paymentHandlers);
    expect(await db().outboxMessage.findFirst()).toMatchObject({ attempts: 1 });
    for (let attempt = 2; attempt <= 14; attempt += 1) {
      clock += minutes(6 * 60 + 1);
      setClockOffset(clock);
      await runOutbox(paymentHandlers);
    }
    const [last] = await db().outboxMessage.findMany();
    expect(last?.attempts).toBe(12);
    expect(last?.failedAt).not.toBeNull();
  });

  it("is taken up again when whoever worked on it died", async () => {
    setClockOffset(minutes(6));
    const lockedUntil = new Date(Date.now() + minutes(7));
    await db().outboxMessage.updateMany({ data: { attempts: 1, lockedUntil } });
    expect(await runOutbox(paymentHandlers)).toBe(0);
    setClockOffset(minutes(8));
    expect(await runOutbox(paymentHandlers)).toBe(1);
  });
});

describe("keeping house", () => {
  it("expires orders, closes what nobody paid, and sweeps what is old", async () => {
    const outTradeNo = await openVipPayment(payer());
    await preparePayment(payer(), outTradeNo, paymentHandlers);
    await store().put("old", "x", 60);
    await databaseInbox().claim("old", 15);
    await databaseSessions("wx0123456789abcdef").save("lin", 0, { a: 1 });
    await db().robotSession.updateMany({ data: { updatedAt: new Date(Date.now() - minutes(30 * 24 * 60)) } });
    setClockOffset(minutes(25 * 60));
    expect(await keepHouse(paymentHandlers)).toEqual(["garnet"]);
    expect((await orderOf(user.id, orderId))?.state).toBe("expired");
    expect(await db().payment.findMany({ select: { state: true } })).toEqual([
      { state: "closed" },
      { state: "closed" },
    ]);
    expect(await db().keyValue.count({ where: { key: "old" } })).toBe(0);
    expect(await db().robotMessage.count()).toBe(0);
    expect(await db().robotSession.count()).toBe(0);
  });

  it("is done by one process at a time, and by the next one when the first is done", async () => {
    const rounds = await Promise.all([0, 1, 2].map(() => keepHouse(paymentHandlers)));
    expect(rounds.filter((round) => round !== null)).toHaveLength(1);
    expect(await keepHouse(paymentHandlers)).toEqual([]);
  });
});
