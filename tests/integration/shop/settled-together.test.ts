import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { type PaymentHandler, type PaymentHandlers, sideBySide } from "@/lib/shop/payments/handlers";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { openVipPayment } from "@/lib/shop/payments/open";
import { preparePayment } from "@/lib/shop/payments/prepare";
import { watchLog } from "@/tests/support/log";
import { notificationFields, notificationOf, signedNotification } from "@/tests/support/notification";
import { booksOf, paidOnce, preparedOrders, unpaid, usersWithWrongGems } from "@/tests/support/paid-orders";
import { freshWorld, makeUser, setStock, stockOf } from "@/tests/support/world";

/** Payments whose notifications come at the same moment, and are settled by one transaction. */

let user: Awaited<ReturnType<typeof makeUser>>;
let orders: string[];

async function deliver(body: string, type = "shop", handlers: PaymentHandlers = paymentHandlers) {
  const request = new Request(`http://localhost:3000/wxpay/${type}/callback`, { method: "POST", body });
  return (await answerPaymentNotification(request, type, handlers)).status;
}

const deliverAll = (bodies: string[], type?: string, handlers?: PaymentHandlers) =>
  Promise.all(bodies.map((body) => deliver(body, type, handlers)));
const notices = (ids: string[]) => Promise.all(ids.map(notificationOf));
const times = (count: number, status: number) => Array.from({ length: count }, () => status);

/** A handler for tests, and what it was called for. */
function watched(handler: PaymentHandler) {
  const calls: string[] = [];
  const watching: PaymentHandler = async (res, type) => {
    calls.push(res.payment.outTradeNo);
    await handler(res, type);
  };
  return { calls, handlers: { shop: handler.sideBySide ? sideBySide(watching) : watching } };
}

const shop = paymentHandlers.shop as PaymentHandler;

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 100);
  orders = await preparedOrders(8, user.id);
});

describe("notifications at the same moment", () => {
  it("share a transaction, and each takes effect once", async () => {
    const other = await makeUser("chen");
    orders.push(...(await preparedOrders(2, other.id)));
    const bodies = await notices(orders);
    const begun = vi.spyOn(db(), "$transaction");
    expect(await deliverAll(bodies)).toEqual(times(10, 200));
    expect(begun).toHaveBeenCalledOnce();
    begun.mockRestore();
    expect(await booksOf(orders)).toEqual(orders.map(() => paidOnce));
    expect(await usersWithWrongGems()).toEqual([]);
    const { gems, updatedAt } = await db().user.findUniqueOrThrow({ where: { id: other.id } });
    expect(gems).toBeGreaterThan(0);
    expect(updatedAt.getTime()).toBeGreaterThan(other.updatedAt.getTime());
  });

  it("are settled with their own facts", async () => {
    const fields = await Promise.all(orders.map(notificationFields));
    const bodies = fields.map((each, index) =>
      signedNotification({ ...each, bank_type: `BANK${index}`, time_end: `2026112220300${index}` }),
    );
    await deliverAll(bodies);
    for (const [index, outTradeNo] of orders.entries()) {
      const paidAt = new Date(`2026-11-22T20:30:0${index}+08:00`);
      const { transaction_id: transactionId, openid: payerOpenid } = fields[index] ?? {};
      expect(await db().payment.findUnique({ where: { outTradeNo } })).toMatchObject({
        ...{ transactionId, payerOpenid, bankType: `BANK${index}`, paidAt },
      });
      expect((await db().order.findUnique({ where: { id: outTradeNo } }))?.paidAt).toEqual(paidAt);
      expect(await db().gemEntry.findFirst({ where: { ref: outTradeNo } })).toMatchObject({
        kind: "earned",
        at: paidAt,
      });
      expect((await db().orderEvent.findFirst({ where: { orderId: outTradeNo, kind: "paid" } }))?.at).toEqual(
        paidAt,
      );
    }
  });

  it("that come again, all at once, are acknowledged and change nothing", async () => {
    const bodies = await notices(orders);
    await deliverAll(bodies);
    const before = [await booksOf(orders), await db().payment.findMany(), await db().user.findMany()];
    expect(await deliverAll([...bodies, ...bodies])).toEqual(times(16, 200));
    expect([await booksOf(orders), await db().payment.findMany(), await db().user.findMany()]).toEqual(
      before,
    );
  });

  it("of which some are the same take effect once", async () => {
    const bodies = await notices(orders);
    const { handlers, calls } = watched(shop);
    expect(await deliverAll([...bodies, ...bodies.slice(2, 5), ...bodies], "shop", handlers)).toEqual(
      times(19, 200),
    );
    expect(calls.sort()).toEqual([...orders].sort());
    expect(await booksOf(orders)).toEqual(orders.map(() => paidOnce));
    expect(await usersWithWrongGems()).toEqual([]);
  });

  it("are more than a transaction takes: they share a few", async () => {
    orders.push(...(await preparedOrders(52, user.id)));
    const bodies = await notices(orders);
    const begun = vi.spyOn(db(), "$transaction");
    expect(await deliverAll(bodies)).toEqual(times(60, 200));
    expect(begun.mock.calls.length).toBe(2);
    begun.mockRestore();
    expect(await booksOf(orders)).toEqual(orders.map(() => paidOnce));
  });

  it("for two payments of one order: the first pays it, the second came twice", async () => {
    const [first = ""] = orders;
    const payment = await db().payment.findUniqueOrThrow({ where: { outTradeNo: first } });
    await db().payment.create({ data: { ...payment, outTradeNo: "SECOND0001", prepayId: "wx2" } });
    const later = { ...(await notificationFields("SECOND0001")), time_end: "20261122203100" };
    const bodies = [...(await notices(orders)), signedNotification(later)];
    const begun = vi.spyOn(db(), "$transaction");
    expect(await deliverAll(bodies)).toEqual(times(9, 200));
    expect(begun).toHaveBeenCalledOnce();
    begun.mockRestore();
    const twice = { ...paidOnce, payments: ["paid", "paid"], events: ["placed", "paid", "paid_twice"] };
    expect(await booksOf([first])).toEqual([twice]);
    const paidAt = new Date("2026-11-22T20:30:00+08:00");
    expect(await db().order.findUnique({ where: { id: first } })).toMatchObject({ paidAt });
    expect(await booksOf(orders.slice(1))).toEqual(orders.slice(1).map(() => paidOnce));
    expect(await usersWithWrongGems()).toEqual([]);
  });

  it("for orders that were closed meanwhile: as many as there are stones revive, the others wait for a refund", async () => {
    const closed = orders.slice(0, 3);
    const data = { state: "expired", closedAt: new Date() };
    await db().order.updateMany({ where: { id: { in: closed } }, data });
    await setStock("garnet", 2);
    expect(await deliverAll(await notices(orders))).toEqual(times(8, 200));
    const states = (await booksOf(closed)).map(({ state }) => state).sort();
    expect(states).toEqual(["paid", "paid", "refund_due"]);
    expect(await stockOf("garnet")).toBe(0);
    expect(await booksOf(orders.slice(3))).toEqual(orders.slice(3).map(() => paidOnce));
    expect(await usersWithWrongGems()).toEqual([]);
  });

  it("for memberships of one person, whose handler reads before it writes: each counts", async () => {
    const payer = { userId: user.id, clientIp: "127.0.0.1" };
    const numbers: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      const outTradeNo = await openVipPayment(payer);
      await preparePayment(payer, outTradeNo, paymentHandlers);
      // The next one is not found open, and so is another.
      await db().payment.update({ where: { outTradeNo }, data: { totalFee: 9901 + index } });
      numbers.push(outTradeNo);
    }
    const begun = vi.spyOn(db(), "$transaction");
    expect(await deliverAll(await notices(numbers), "vip")).toEqual([200, 200, 200]);
    expect(begun).toHaveBeenCalledOnce();
    begun.mockRestore();
    const { vipUntil } = await db().user.findUniqueOrThrow({ where: { id: user.id } });
    expect(vipUntil).toEqual(new Date("2029-11-21T20:30:00+08:00"));
  });
});

describe("one that goes wrong among others", () => {
  const spoilt = (index: number) => ({
    id: orders[index] ?? "",
    rest: orders.filter((_, at) => at !== index),
  });

  it.each([
    ["another amount", { total_fee: 1, cash_fee: 1 }],
    ["another payer", { openid: "oSomebodyElse0000000000000" }],
    ["a number that is not ours", { out_trade_no: "M20260101000000nobody" }],
  ])("%s: it alone is refused, and no second transaction is needed", async (_, forged) => {
    const { id, rest } = spoilt(3);
    const bodies = await notices(orders);
    bodies[3] = signedNotification({ ...(await notificationFields(id)), ...forged });
    const begun = vi.spyOn(db(), "$transaction");
    const statuses = await deliverAll(bodies);
    expect(begun).toHaveBeenCalledOnce();
    begun.mockRestore();
    expect(statuses).toEqual([200, 200, 200, 400, 200, 200, 200, 200]);
    expect(await booksOf([id])).toEqual([unpaid]);
    expect(await booksOf(rest)).toEqual(rest.map(() => paidOnce));
  });

  it("a number that comes with two transactions at once: one counts, the other is refused", async () => {
    const fields = await notificationFields(orders[0] ?? "");
    const other = signedNotification({ ...fields, transaction_id: "4200000000000000000000000009" });
    const bodies = await notices(orders);
    expect(await deliverAll([...bodies, other])).toEqual([...times(8, 200), 400]);
    expect(await booksOf(orders)).toEqual(orders.map(() => paidOnce));
    expect(await usersWithWrongGems()).toEqual([]);
  });

  it.each([
    ["side by side", sideBySide],
    ["one after the other", (handler: PaymentHandler) => handler],
  ])("a handler that throws after its work, %s: it is undone, the others count once", async (_, running) => {
    const { id, rest } = spoilt(5);
    const failing = running(async (res, type) => {
      await shop(res, type);
      if (res.payment.outTradeNo === id) throw new Error("the cloner's own mistake");
    });
    const bodies = await notices(orders);
    const { lines } = watchLog();
    const statuses = await deliverAll(bodies, "shop", { shop: failing });
    expect(lines("payment.batch_undone")).toMatchObject([
      { level: "warn", type: "shop", payments: 8, error: { message: "the cloner's own mistake" } },
    ]);
    expect(lines("payment.settled")).toHaveLength(7);
    vi.mocked(console.log).mockRestore();
    vi.mocked(console.error).mockRestore();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 500, 200, 200]);
    expect(await booksOf([id])).toEqual([unpaid]);
    expect(await booksOf(rest)).toEqual(rest.map(() => paidOnce));
    expect(await usersWithWrongGems()).toEqual([]);
    expect(await deliver(bodies[5] ?? "")).toBe(200);
    expect(await booksOf([id])).toEqual([paidOnce]);
    expect(await usersWithWrongGems()).toEqual([]);
  });

  it("a handler that throws while others beside it still work: they end before all is undone", async () => {
    const { id, rest } = spoilt(0);
    const disturbed: unknown[] = [];
    const failing = sideBySide(async (res, type) => {
      if (res.payment.outTradeNo === id) throw new Error("the cloner's own mistake");
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await shop(res, type).catch((error: unknown) => disturbed.push(error));
    });
    const statuses = await deliverAll(await notices(orders), "shop", { shop: failing });
    expect(statuses).toEqual([500, ...times(7, 200)]);
    expect(disturbed).toEqual([]);
    expect(await booksOf([id, ...rest])).toEqual([unpaid, ...rest.map(() => paidOnce)]);
  });

  it.each([
    ["app", { appid: "wx0000000000000000" }],
    ["merchant number", { mchId: "1999999999" }],
  ])("a payment that was placed under another %s: it alone is refused", async (_, placed) => {
    const { id, rest } = spoilt(7);
    await db().payment.update({ where: { outTradeNo: id }, data: placed });
    expect(await deliverAll(await notices(orders))).toEqual([...times(7, 200), 400]);
    expect(await booksOf([...rest, id])).toEqual([...rest.map(() => paidOnce), unpaid]);
  });

  it("an order whose gems were counted already: it alone fails", async () => {
    const { id, rest } = spoilt(2);
    await db().gemEntry.create({
      data: { userId: user.id, kind: "earned", ref: id, delta: 0, at: new Date() },
    });
    const statuses = await deliverAll(await notices(orders));
    expect(statuses).toEqual([200, 200, 500, 200, 200, 200, 200, 200]);
    expect(await booksOf([id])).toMatchObject([{ state: "pending", payments: ["created"] }]);
    expect(await booksOf(rest)).toEqual(rest.map(() => paidOnce));
  });

  it("handlers are called one after the other, unless they may run side by side", async () => {
    for (const [running, together] of [
      [sideBySide, true],
      [(handler: PaymentHandler) => handler, false],
    ] as const) {
      let inside = 0;
      let most = 0;
      const counting = running(async ({ tx, payment }) => {
        inside += 1;
        most = Math.max(most, inside);
        await tx.orderEvent.count({ where: { orderId: payment.orderId ?? "" } });
        inside -= 1;
      });
      const some = orders.splice(0, 4);
      await deliverAll(await notices(some), "shop", { shop: counting });
      expect(most).toBe(together ? 4 : 1);
    }
  });
});
