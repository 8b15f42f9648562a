import { spawnSync } from "node:child_process";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { notificationOf } from "@/tests/support/notification";
import { freshWorld, makeUser, shipping } from "@/tests/support/world";

let userId: string;
let orderId: string;

beforeEach(async () => {
  await freshWorld();
  userId = (await makeUser()).id;
  orderId = await placeOrder(userId, [{ productId: "garnet", quantity: 1 }], shipping, { fromCart: false });
  await prepareOrder({ userId, clientIp: "127.0.0.1" }, orderId, paymentHandlers);
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
    expect(await db().payment.findFirst()).toMatchObject({ state: "created", transactionId: null });
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
});
