import { beforeEach, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { checkBill, checkDueBills } from "@/lib/shop/bills/check";
import { dayOf } from "@/lib/shop/bills/day";
import { billChecks } from "@/lib/shop/bills/queries";
import { placeOrder } from "@/lib/shop/orders/place";
import { checkPayment } from "@/lib/shop/payments/check";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { calls, freshWorld, interceptWechat, makeUser, shipping } from "@/tests/support/world";

const dayLong = 24 * 3600;
let userId = "";

async function buyOne(): Promise<string> {
  const lines = [{ productId: "garnet", quantity: 1 }];
  const orderId = await placeOrder(userId, lines, shipping, { fromCart: false });
  await prepareOrder({ userId, clientIp: "127.0.0.1" }, orderId, paymentHandlers);
  const { prepayId } = await db().sandboxOrder.findFirstOrThrow({ where: { outTradeNo: orderId } });
  await finishSheet({ prepayId, action: "pay" }, "lin");
  await checkPayment(userId, orderId, paymentHandlers);
  return orderId;
}

describe.each(["v2", "v3"])("bills over %s", (api) => {
  let day = "";
  let orderId = "";

  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    userId = (await makeUser()).id;
    orderId = await buyOne();
    await refundAsOperator("operator", orderId, { what: { amount: 100 }, reason: "补偿" });
    day = dayOf(now());
  });

  it("are asked for when WeChat has them, and found equal", async () => {
    await checkDueBills();
    expect(await billChecks()).toEqual([]);
    await advanceClock(2 * dayLong);
    await checkDueBills();
    const [check] = (await billChecks()).filter((found) => found.day === day);
    const { total } = await db().order.findUniqueOrThrow({ where: { id: orderId } });
    const sums = { payments: 1, paymentsFee: total, refunds: 1, refundsFee: 100 };
    expect(check).toMatchObject({ state: "equal", differences: [], ...sums });
  });

  it("are not asked for twice", async () => {
    await advanceClock(3 * dayLong);
    await checkDueBills();
    const before = [...calls.values()].reduce((sum, count) => sum + count, 0);
    await checkDueBills();
    expect([...calls.values()].reduce((sum, count) => sum + count, 0)).toBe(before);
  });

  it.each([
    ["bill_missing", { kind: "missing_there", what: "payment" }],
    ["bill_extra", { kind: "missing_here", what: "payment" }],
    ["bill_amount", { kind: "amount", what: "payment" }],
  ] as const)("with a fault (%s) differ, and every difference is kept", async (fault, expected) => {
    await advanceClock(2 * dayLong);
    await setFault(fault, true);
    expect(await checkBill(day)).toEqual([expect.objectContaining(expected)]);
    const found = (await billChecks()).find((check) => check.day === day);
    expect(found).toMatchObject({ state: "different", differences: [expected] });
    // Compared again, what was found takes the place of it.
    expect(await checkBill(day)).toEqual([]);
    expect(await db().billDifference.count()).toBe(0);
  });

  it("tell of money that the shop has not noticed", async () => {
    await advanceClock(2 * dayLong);
    await db().payment.update({ where: { outTradeNo: orderId }, data: { state: "closed" } });
    const differences = await checkBill(day);
    expect(differences).toContainEqual(
      expect.objectContaining({ kind: "state", number: orderId, ours: "closed" }),
    );
  });

  it("wait when WeChat cannot be asked, and are asked for again an hour later", async () => {
    await advanceClock(2 * dayLong - 6 * 3600);
    interceptWechat(async ({ url }) => (/bill/.test(url) ? new Response("busy", { status: 502 }) : null));
    await checkDueBills();
    const waiting = await db().billCheck.findMany({ where: { state: "waiting" } });
    expect(waiting.map((check) => check.day)).toContain(day);
    interceptWechat(async () => null);
    await checkDueBills();
    expect(await db().billCheck.findUnique({ where: { day } })).toMatchObject({ state: "waiting" });
    await advanceClock(3601);
    await checkDueBills();
    expect(await db().billCheck.findUnique({ where: { day } })).toMatchObject({ state: "equal" });
  });

  it("of a day without trade are empty, not late", async () => {
    await advanceClock(4 * dayLong);
    await checkDueBills();
    const checks = await billChecks();
    expect(checks.length).toBeGreaterThanOrEqual(3);
    expect(checks.filter(({ day: other }) => other !== day)[1]).toMatchObject({
      state: "equal",
      payments: 0,
    });
  });
});
