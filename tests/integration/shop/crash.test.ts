import { spawnSync } from "node:child_process";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { orderOf } from "@/lib/shop/orders/queries";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { notificationOf } from "@/tests/support/notification";
import { preparedOrders } from "@/tests/support/paid-orders";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";

let userId: string;
let orders: string[];
let orderId: string;

beforeEach(async () => {
  await freshWorld();
  userId = (await makeUser()).id;
  await setStock("garnet", 10);
  orders = await preparedOrders(5, userId);
  orderId = orders[0] ?? "";
});

/** Has a server of its own handle the notification and die of SIGKILL meanwhile. */
function handleAndDie(when: "inside" | "after", body: string) {
  const child = spawnSync("node_modules/.bin/tsx", ["tests/support/die-while-handling.ts", when], {
    input: body,
    encoding: "utf8",
  });
  // tsx passes the signal on as the shell does: 128 + 9.
  expect(child.signal === "SIGKILL" || child.status === 137, child.stderr).toBe(true);
}

const deliver = (body: string) =>
  answerPaymentNotification(
    new Request("http://localhost:3000/wxpay/shop/callback", { method: "POST", body }),
    "shop",
    paymentHandlers,
  );

describe("a server that is killed between a notification's arrival and its answer", () => {
  it("inside the transaction: nothing has happened, and the next delivery succeeds", async () => {
    const body = await notificationOf(orderId);
    handleAndDie("inside", body);
    expect((await orderOf(userId, orderId))?.state).toBe("pending");
    expect(await db().payment.findUnique({ where: { outTradeNo: orderId } })).toMatchObject({
      state: "created",
      transactionId: null,
    });
    expect((await deliver(body)).status).toBe(200);
    expect((await orderOf(userId, orderId))?.state).toBe("paid");
  });

  it("after the transaction: it has happened, and the next delivery is acknowledged without a second effect", async () => {
    const body = await notificationOf(orderId);
    handleAndDie("after", body);
    const paid = await orderOf(userId, orderId);
    expect(paid?.state).toBe("paid");
    expect((await deliver(body)).status).toBe(200);
    expect(await orderOf(userId, orderId)).toEqual(paid);
    const gems = Math.floor((paid?.total ?? 0) / 100);
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ gems });
  });

  it("inside a transaction that settles several: nothing has happened to any of them", async () => {
    const bodies = await Promise.all(orders.map(notificationOf));
    handleAndDie("inside", bodies.join("\n"));
    const untouched = { state: "created", transactionId: null, paidAt: null };
    expect(await db().payment.findMany()).toMatchObject(orders.map(() => untouched));
    expect(await db().order.count({ where: { state: "pending" } })).toBe(5);
    expect(await db().orderEvent.count({ where: { kind: "paid" } })).toBe(0);
    expect(await db().gemEntry.count()).toBe(0);
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ gems: 0 });
    const answers = await Promise.all(bodies.map(deliver));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await db().gemEntry.count()).toBe(5);
  });

  it("after a transaction that settled several: each has happened, and once", async () => {
    const bodies = await Promise.all(orders.map(notificationOf));
    handleAndDie("after", bodies.join("\n"));
    expect(await db().order.count({ where: { state: "paid" } })).toBe(5);
    const before = await db().user.findUnique({ where: { id: userId } });
    expect(before?.gems).toBeGreaterThan(0);
    await Promise.all(bodies.map(deliver));
    expect(await db().user.findUnique({ where: { id: userId } })).toEqual(before);
    expect(await db().gemEntry.count()).toBe(5);
  });
});
