import { beforeEach, expect, it } from "vitest";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { overview } from "@/lib/shop/admin/overview";
import { keepHouse } from "@/lib/shop/housekeeping";
import { cancelOrder } from "@/lib/shop/orders/close";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { refundSentAgain } from "@/lib/shop/refunds/queries";
import { sendUnwantedAgain } from "@/lib/shop/refunds/unwanted";
import { paidOrder, payAtSandbox, refundRow } from "@/tests/support/refunds";
import { freshWorld, makeUser, setStock, shipping } from "@/tests/support/world";

/** Money for stones that were gone, whose refund WeChat closed. */
let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;
const closedNo = () => `R${orderId}`;
const orderState = async () => (await orderOf(user.id, orderId))?.state;
const paidBack = async () => (await db().payment.findFirstOrThrow()).refunded;

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 5);
  const lines = [{ productId: "garnet", quantity: 1 }];
  orderId = await placeOrder(user.id, lines, shipping, { fromCart: false });
  await prepareOrder({ userId: user.id, clientIp: "127.0.0.1" }, orderId, paymentHandlers);
  await cancelOrder(user.id, orderId, paymentHandlers);
  await setStock("garnet", 0);
  await payAtSandbox(orderId);
  await setFault("refund_closed", true);
  await keepHouse(paymentHandlers);
  await advanceClock(60);
  expect(await refundRow(closedNo())).toMatchObject({ state: "closed" });
  expect(await orderState()).toBe("refund_due");
  expect(await paidBack()).toBe(0);
});

it("goes back under a new number, once, however often and by however many it is asked for", async () => {
  expect(await refundSentAgain(closedNo())).toBeNull();
  expect((await overview()).problems).toMatchObject({ count: 1, refunds: [{ outRefundNo: closedNo() }] });
  const [first, second] = await Promise.all(["op", "other"].map((by) => sendUnwantedAgain(by, closedNo())));
  expect(second).toBe(first);
  expect(await sendUnwantedAgain("op", closedNo())).toBe(first);
  expect(first).not.toBe(closedNo());
  expect(await refundSentAgain(closedNo())).toBe(first);
  expect(await db().refund.count()).toBe(2);
  expect((await overview()).problems.count).toBe(0);
  await advanceClock(60);
  const { amount } = await refundRow(closedNo());
  expect(await refundRow(first ?? "")).toMatchObject({ state: "success", origin: "shop", amount });
  expect(await paidBack()).toBe(amount);
  expect(await orderState()).toBe("refunded");
  const kinds = (await orderOf(user.id, orderId))?.events.map(({ kind }) => kind);
  expect(kinds?.slice(-2)).toEqual(["refund_granted", "refunded"]);
});

it("goes back the third time when WeChat closes the second refund, too", async () => {
  await setFault("refund_closed", true);
  const second = await sendUnwantedAgain("op", closedNo());
  await advanceClock(60);
  expect(await refundRow(second)).toMatchObject({ state: "closed" });
  const third = await sendUnwantedAgain("op", second);
  await advanceClock(60);
  expect(await refundRow(third)).toMatchObject({ state: "success" });
  expect(await orderState()).toBe("refunded");
});

it("is for that kind of refund alone", async () => {
  await expect(sendUnwantedAgain("op", "R0")).rejects.toMatchObject({ code: "refund_not_found" });
  await expect(sendUnwantedAgain("op", "\0")).rejects.toMatchObject({ code: "refund_not_found" });
  const again = await sendUnwantedAgain("op", closedNo());
  await expect(sendUnwantedAgain("op", again)).rejects.toMatchObject({ code: "refund_state" });

  await setStock("garnet", 5);
  const bought = await paidOrder(user.id);
  await setFault("refund_closed", true);
  const own = await refundAsOperator("op", bought, { what: "all", reason: "缺货" });
  await advanceClock(60);
  expect(await refundRow(own)).toMatchObject({ state: "closed" });
  await expect(sendUnwantedAgain("op", own)).rejects.toMatchObject({ code: "refund_state" });
});

it("sends nothing when the money has gone back otherwise", async () => {
  await db().$executeRaw`UPDATE payments SET refunded = total_fee`;
  await expect(sendUnwantedAgain("op", closedNo())).rejects.toMatchObject({ code: "refund_too_much" });
  expect(await db().refund.count()).toBe(1);
});
