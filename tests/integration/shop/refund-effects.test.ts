import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { advanceClock } from "@/lib/sandbox/clock";
import { changeGems, gemsFor } from "@/lib/shop/gems";
import { keepHouse } from "@/lib/shop/housekeeping";
import { cancelOrder } from "@/lib/shop/orders/close";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { nativeCode, prepareOrder } from "@/lib/shop/payments/prepare";
import { grantRefund } from "@/lib/shop/refunds/decide";
import { refundAsOperator, refundPaymentAsOperator } from "@/lib/shop/refunds/operator";
import { refundable } from "@/lib/shop/refunds/queries";
import { requestRefund } from "@/lib/shop/refunds/request";
import { type RefundFacts, settleRefund } from "@/lib/shop/refunds/settle";
import { gemsOf, paidOrder, paidVip, payAtSandbox, refundRow } from "@/tests/support/refunds";
import { freshWorld, makeUser, setStock, shipping, stockOf } from "@/tests/support/world";

const dayMs = 24 * 60 * 60_000;

let user: Awaited<ReturnType<typeof makeUser>>;
const payer = () => ({ userId: user.id, clientIp: "127.0.0.1" });
const orderState = async (id: string) => (await orderOf(user.id, id))?.state;
const vipUntil = async () => +((await db().user.findUniqueOrThrow({ where: { id: user.id } })).vipUntil ?? 0);

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 5);
  // An odd price, so that gems have something to round.
  await db().product.update({ where: { id: "garnet" }, data: { price: 12_345 } });
});

describe("a part of an order that is back", () => {
  const total = 3 * 12_345;
  let orderId: string;

  beforeEach(async () => {
    orderId = await paidOrder(user.id);
  });

  it("takes the gems back that the rest would not have earned, to the last one", async () => {
    let back = 0;
    for (const amount of [12_345, 12_345, 6_000, 6_345]) {
      await refundAsOperator("op", orderId, { what: { amount }, reason: "补差价" });
      await advanceClock(120);
      back += amount;
      expect(await gemsOf(user.id)).toBe(gemsFor(total - back));
    }
    expect(await orderState(orderId)).toBe("refunded");
    // No stone came back.
    expect(await stockOf("garnet")).toBe(2);
  });

  it("is as much as the operator wrote, though the stones that are left cost less", async () => {
    const items = [{ productId: "garnet", quantity: 1 }];
    const first = await requestRefund(user.id, orderId, { items, reason: "不喜欢" });
    await grantRefund("op", first, { amount: 345 });
    await advanceClock(60);
    const what = { items: [{ productId: "garnet", quantity: 2 }], amount: total - 345 };
    const again = { what: { ...what, amount: total }, reason: "补差价" };
    await expect(refundAsOperator("op", orderId, again)).rejects.toMatchObject({ code: "refund_too_much" });
    const last = await refundAsOperator("op", orderId, { what, reason: "补差价" });
    await advanceClock(60);
    expect(await refundRow(last)).toMatchObject({ state: "success", amount: total - 345 });
    expect(await orderState(orderId)).toBe("refunded");
    expect(await stockOf("garnet")).toBe(5);
  });

  it("puts those stones on sale again, and leaves the order as it was", async () => {
    const items = [{ productId: "garnet", quantity: 2 }];
    await grantRefund("op", await requestRefund(user.id, orderId, { items, reason: "不喜欢" }));
    await advanceClock(60);
    expect(await stockOf("garnet")).toBe(4);
    expect(await orderState(orderId)).toBe("paid");
    expect(await refundable(user.id, orderId)).toMatchObject({ amount: 12_345, items: [{ left: 1 }] });
    // The catalogue is told by the next round, which may make pages anew.
    expect(await keepHouse(paymentHandlers)).toEqual(["garnet"]);
    expect(await keepHouse(paymentHandlers)).toEqual([]);
  });

  it("keeps broken stones from the shelf", async () => {
    const outRefundNo = await requestRefund(user.id, orderId, { items: "all", reason: "碎了" });
    await grantRefund("op", outRefundNo, { restock: false });
    await advanceClock(60);
    expect(await orderState(orderId)).toBe("refunded");
    expect(await stockOf("garnet")).toBe(2);
  });

  it("may leave fewer gems than none, when they were cashed in already", async () => {
    const delta = -(await gemsOf(user.id));
    const change = { userId: user.id, kind: "cashed", ref: "C1", delta, at: new Date() } as const;
    await db().$transaction((tx) => changeGems(tx, change));
    await refundAsOperator("op", orderId, { what: "all", reason: "缺货" });
    await advanceClock(60);
    expect(await gemsOf(user.id)).toBe(delta);
  });

  it("counts every part when several end at the same moment", async () => {
    const amounts = [10_001, 10_001, 10_001];
    const numbers: string[] = [];
    for (const amount of amounts) {
      numbers.push(await refundAsOperator("op", orderId, { what: { amount }, reason: "补差价" }));
    }
    const facts = await Promise.all(numbers.map(factsOf));
    const outcomes = await Promise.all([...facts, ...facts].map(settleRefund));
    expect(outcomes.filter((outcome) => outcome === "settled")).toHaveLength(3);
    expect(await gemsOf(user.id)).toBe(gemsFor(total - 30_003));
  });

  const others: [string, Partial<RefundFacts>, string][] = [
    ["number", { out_refund_no: "R0" }, "out_refund_no"],
    ["payment", { out_trade_no: "M0" }, "out_trade_no"],
    ["transaction", { transaction_id: "4200000" }, "transaction_id"],
    ["amount", { refund_fee: 1 }, "refund_fee"],
    ["total", { total_fee: 1 }, "total_fee"],
    ["number of WeChat's", { refund_id: "5000000" }, "refund_id"],
  ];

  it.each(others)("is not believed with another %s", async (_, change, field) => {
    const outRefundNo = await refundAsOperator("op", orderId, { what: "all", reason: "缺货" });
    const facts = { ...(await factsOf(outRefundNo)), ...change };
    await expect(settleRefund(facts)).rejects.toMatchObject({ field });
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "processing" });
    expect(await db().refund.count()).toBe(1);
  });

  it("stays back, whatever older news comes after that", async () => {
    const outRefundNo = await refundAsOperator("op", orderId, { what: "all", reason: "缺货" });
    const facts = await factsOf(outRefundNo);
    await settleRefund(facts);
    for (const refund_status of ["PROCESSING", "ABNORMAL", "CLOSED", "SUCCESS", "UNKNOWN"] as const) {
      expect(await settleRefund({ ...facts, refund_status })).toBe("already");
    }
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "success" });
    expect(await stockOf("garnet")).toBe(5);
  });

  it("counts although it was handed back or declined: WeChat has done it", async () => {
    const outRefundNo = await refundAsOperator("op", orderId, { what: "all", reason: "缺货" });
    const facts = await factsOf(outRefundNo);
    await db().refund.update({ where: { outRefundNo }, data: { state: "declined" } });
    await db().payment.updateMany({ data: { refunded: 0 } });
    await db().orderItem.updateMany({ data: { refunded: 0 } });
    await settleRefund(facts);
    expect(await db().payment.findFirst()).toMatchObject({ refunded: total });
    expect(await db().orderItem.findFirst()).toMatchObject({ refunded: 3 });
    expect(await orderState(orderId)).toBe("refunded");
  });
});

async function factsOf(outRefundNo: string): Promise<RefundFacts> {
  const { payment, ...refund } = await db().refund.findUniqueOrThrow({
    where: { outRefundNo },
    include: { payment: true },
  });
  return {
    out_refund_no: outRefundNo,
    refund_id: refund.refundId ?? "50000000000000000000",
    out_trade_no: payment.outTradeNo,
    transaction_id: payment.transactionId ?? "",
    refund_status: "SUCCESS",
    refund_fee: refund.amount,
    total_fee: payment.totalFee,
  };
}

describe("money that bought nothing", () => {
  const place = () =>
    placeOrder(user.id, [{ productId: "garnet", quantity: 1 }], shipping, { fromCart: false });

  it("goes back by itself when it comes too late for the stones", async () => {
    const orderId = await place();
    await prepareOrder(payer(), orderId, paymentHandlers);
    await cancelOrder(user.id, orderId, paymentHandlers);
    await setStock("garnet", 0);
    await payAtSandbox(orderId);
    expect(await orderState(orderId)).toBe("refund_due");
    expect(await db().refund.findMany()).toMatchObject([
      { outRefundNo: `R${orderId}`, state: "granted", origin: "shop", amount: 12_345, restock: false },
    ]);
    expect(await refundable(user.id, orderId)).toBeNull();
    await keepHouse(paymentHandlers);
    await advanceClock(60);
    expect(await orderState(orderId)).toBe("refunded");
    expect(await gemsOf(user.id)).toBe(0);
    expect(await stockOf("garnet")).toBe(0);
  });

  it("goes back by itself when it comes twice, and the order stays bought", async () => {
    const orderId = await place();
    await prepareOrder(payer(), orderId, paymentHandlers);
    // The desktop's code closes the phone's payment here; WeChat still takes both.
    const second = await nativeCode(payer(), orderId, paymentHandlers);
    await payAtSandbox(orderId);
    await payAtSandbox(second.outTradeNo);
    expect(await orderState(orderId)).toBe("paid");
    await keepHouse(paymentHandlers);
    await advanceClock(60);
    expect(await db().refund.findMany()).toMatchObject([
      { outTradeNo: second.outTradeNo, state: "success", origin: "shop", amount: 12_345 },
    ]);
    expect(await orderState(orderId)).toBe("paid");
    expect(await gemsOf(user.id)).toBe(gemsFor(12_345));
    expect(await stockOf("garnet")).toBe(4);
    // The buyer may have the other payment back as well, for the stone.
    expect(await refundable(user.id, orderId)).toMatchObject({ amount: 12_345 });
    expect(await orderOf(user.id, orderId)).toMatchObject({ outTradeNo: orderId });
    const outRefundNo = await requestRefund(user.id, orderId, { items: "all", reason: "不喜欢" });
    expect(await refundRow(outRefundNo)).toMatchObject({ outTradeNo: orderId });
    await grantRefund("op", outRefundNo);
    await advanceClock(60);
    expect(await orderState(orderId)).toBe("refunded");
    expect(await gemsOf(user.id)).toBe(0);
  });
});

describe("a membership that is paid back", () => {
  it("loses its days, all or in part, to the last one", async () => {
    const outTradeNo = await paidVip(user.id);
    const before = await vipUntil();
    await refundPaymentAsOperator("op", outTradeNo, { amount: 3_300, reason: "补偿" });
    await advanceClock(120);
    expect((before - (await vipUntil())) / dayMs).toBe(121);
    await refundPaymentAsOperator("op", outTradeNo, { reason: "退会" });
    await advanceClock(120);
    expect((before - (await vipUntil())) / dayMs).toBe(365);
    await expect(refundPaymentAsOperator("op", outTradeNo, { reason: "再退" })).rejects.toMatchObject({
      code: "refund_too_much",
    });
  });

  it("is not an order's payment, nor one that is unpaid", async () => {
    const orderId = await paidOrder(user.id);
    for (const number of [orderId, "V0", "\0"]) {
      await expect(refundPaymentAsOperator("op", number, { reason: "退" })).rejects.toMatchObject({
        code: "payment_not_found",
      });
    }
  });
});
