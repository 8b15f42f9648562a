import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { orderOf } from "@/lib/shop/orders/queries";
import { declineRefund, grantRefund } from "@/lib/shop/refunds/decide";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { refundable, refundsOfOrder } from "@/lib/shop/refunds/queries";
import { type RefundWish, requestRefund, withdrawRefund } from "@/lib/shop/refunds/request";
import { gemsOf, paidOrder, refundRow, reserved } from "@/tests/support/refunds";
import { freshWorld, interceptWechat, makeUser, setStock, stockOf } from "@/tests/support/world";

const days = (count: number) => count * 24 * 60 * 60_000;

let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;
let price: number;
let total: number;

const ask = (wish: Partial<RefundWish> = {}) =>
  requestRefund(user.id, orderId, { items: "all", reason: "不喜欢", ...wish });
const stones = (quantity: number) => [{ productId: "garnet", quantity }];
const kinds = async () => (await orderOf(user.id, orderId))?.events.map(({ kind }) => kind);

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 5);
  price = (await db().product.findUniqueOrThrow({ where: { id: "garnet" } })).price;
  orderId = await paidOrder(user.id);
  total = 3 * price;
  // Nothing is sent here: what WeChat makes of it is tried elsewhere.
  interceptWechat(async () => new Response("", { status: 502 }));
});

describe("asking for a refund", () => {
  it("reserves the stones and computes the amount from the order's prices", async () => {
    await db().product.update({ where: { id: "garnet" }, data: { price: price * 2 } });
    const outRefundNo = await ask({ items: stones(2), reason: "  不喜欢  " });
    expect(await refundsOfOrder(orderId)).toMatchObject([
      { outRefundNo, state: "requested", origin: "buyer", amount: 2 * price, reason: "不喜欢" },
    ]);
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 2 });
    expect(await kinds()).toEqual(["placed", "paid", "refund_requested"]);
    expect(await refundable(user.id, orderId)).toMatchObject({ amount: price, items: [{ left: 1 }] });
    expect((await orderOf(user.id, orderId))?.items[0]?.refunded).toBe(2);
  });

  it("may be for all that is left", async () => {
    await ask({ items: stones(1) });
    const second = await ask();
    expect(await refundRow(second)).toMatchObject({ amount: 2 * price, items: [{ quantity: 2 }] });
    await expect(ask()).rejects.toMatchObject({ code: "refund_too_much" });
    expect(await refundable(user.id, orderId)).toBeNull();
  });

  it("does not pay back with the stones what went back as mere money", async () => {
    await refundAsOperator("op", orderId, { what: { amount: 100 }, reason: "补差价" });
    expect(await refundRow(await ask())).toMatchObject({ amount: total - 100 });
  });

  it("does not ask for the part that the operator kept of an earlier return", async () => {
    const first = await ask({ items: stones(1) });
    await grantRefund("op", first, { amount: price - 500 });
    expect(await refundRow(await ask())).toMatchObject({ amount: 2 * price });
  });

  it("asks once when a form is sent twice, one after the other or at once", async () => {
    const once = "the-form-of-this-page";
    const numbers = await Promise.all([0, 1, 2].map(() => ask({ once, items: stones(1) })));
    numbers.push(await ask({ once, items: stones(1) }));
    expect(new Set(numbers).size).toBe(1);
    expect(await db().refund.count()).toBe(1);
    expect(await reserved(orderId)).toMatchObject({ stones: 1 });
  });

  it("is reserved once when several ask for the last stone at the same moment", async () => {
    const results = await Promise.allSettled([0, 1, 2, 3].map(() => ask({ items: stones(2) })));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await reserved(orderId)).toMatchObject({ stones: 2 });
    expect(await db().refund.count()).toBe(1);
  });

  const faults: [string, Partial<RefundWish>, string][] = [
    ["more than was bought", { items: [{ productId: "garnet", quantity: 4 }] }, "refund_too_much"],
    ["no stone", { items: [] }, "invalid"],
    ["none of a stone", { items: [{ productId: "garnet", quantity: 0 }] }, "invalid"],
    ["less than none", { items: [{ productId: "garnet", quantity: -1 }] }, "invalid"],
    ["half a stone", { items: [{ productId: "garnet", quantity: 1.5 }] }, "invalid"],
    ["a number that is none", { items: [{ productId: "garnet", quantity: Number.NaN }] }, "invalid"],
    ["a stone that is not in it", { items: [{ productId: "opal", quantity: 1 }] }, "invalid"],
    [
      "a stone twice",
      {
        items: [
          { productId: "garnet", quantity: 1 },
          { productId: "garnet", quantity: 1 },
        ],
      },
      "invalid",
    ],
    ["no reason", { reason: "  " }, "invalid"],
    ["too long a reason", { reason: "长".repeat(201) }, "invalid"],
  ];

  it.each(faults)("for %s changes nothing", async (_, wish, code) => {
    const before = await orderOf(user.id, orderId);
    await expect(ask(wish)).rejects.toMatchObject({ code });
    expect(await orderOf(user.id, orderId)).toEqual(before);
  });

  it("is a 404 for a stranger's order, or one that is none", async () => {
    const stranger = await makeUser("chen");
    const wish = { items: "all" as const, reason: "不喜欢" };
    for (const [who, id] of [
      [stranger.id, orderId],
      [user.id, "M20260101000000nobody"],
      [user.id, "\0"],
    ] as const) {
      await expect(requestRefund(who, id, wish)).rejects.toMatchObject({ status: 404 });
    }
    expect(await refundable(stranger.id, orderId)).toBeNull();
  });

  it.each(["pending", "cancelled", "expired", "refund_due", "refunded"])(
    "is refused for an order that is %s",
    async (state) => {
      await db().order.update({ where: { id: orderId }, data: { state } });
      await expect(ask()).rejects.toMatchObject({ code: "order_state" });
      expect(await refundable(user.id, orderId)).toBeNull();
    },
  );

  it("is refused a year after the payment: WeChat would refuse it, too", async () => {
    setClockOffset(days(364));
    expect(await refundable(user.id, orderId)).not.toBeNull();
    setClockOffset(days(366));
    await expect(ask()).rejects.toMatchObject({ code: "order_state" });
    expect(await refundable(user.id, orderId)).toBeNull();
  });
});

describe("withdrawing a request", () => {
  it("gives the stones free, and can be done once", async () => {
    const outRefundNo = await ask();
    await withdrawRefund(user.id, outRefundNo);
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 0 });
    expect(await kinds()).toEqual(["placed", "paid", "refund_requested", "refund_withdrawn"]);
    await expect(withdrawRefund(user.id, outRefundNo)).rejects.toMatchObject({ code: "refund_state" });
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 0 });
  });

  it("is a 404 for a stranger's, and for one that the operator began", async () => {
    const outRefundNo = await ask({ items: stones(1) });
    const stranger = await makeUser("chen");
    await expect(withdrawRefund(stranger.id, outRefundNo)).rejects.toMatchObject({ status: 404 });
    const operators = await refundAsOperator("op", orderId, { what: { amount: 1 }, reason: "补差价" });
    await expect(withdrawRefund(user.id, operators)).rejects.toMatchObject({ status: 404 });
    await expect(withdrawRefund(user.id, "\0")).rejects.toMatchObject({ status: 404 });
    expect(await reserved(orderId)).toMatchObject({ stones: 1 });
  });

  it("against granting at the same moment: one of the two happens", async () => {
    for (let round = 0; round < 3; round += 1) {
      const outRefundNo = await ask({ items: stones(1) });
      const results = await Promise.allSettled([
        withdrawRefund(user.id, outRefundNo),
        grantRefund("op", outRefundNo),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const { state } = await refundRow(outRefundNo);
      expect(["withdrawn", "granted"]).toContain(state);
    }
    const granted = await db().refund.count({ where: { state: "granted" } });
    expect(await reserved(orderId)).toEqual({ fen: granted * price, stones: granted });
  });
});

describe("the operator's decision", () => {
  it("to decline gives the stones free and tells why", async () => {
    const outRefundNo = await ask();
    await expect(declineRefund("op", outRefundNo, { answer: " " })).rejects.toMatchObject({
      code: "invalid",
    });
    await declineRefund("op", outRefundNo, { answer: "已经定制" });
    expect(await refundRow(outRefundNo)).toMatchObject({
      state: "declined",
      answer: "已经定制",
      decidedBy: "op",
    });
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 0 });
    expect(await kinds()).toContain("refund_declined");
  });

  it("to grant takes the amount out of the payment, once", async () => {
    const outRefundNo = await ask();
    const results = await Promise.allSettled([0, 1, 2].map(() => grantRefund("op", outRefundNo)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await reserved(orderId)).toEqual({ fen: total, stones: 3 });
    await expect(declineRefund("op", outRefundNo, { answer: "晚了" })).rejects.toMatchObject({
      code: "refund_state",
    });
  });

  it("may be another amount, up to what the payment has left", async () => {
    const outRefundNo = await ask({ items: stones(1) });
    for (const amount of [0, -1, 1.5, Number.NaN]) {
      await expect(grantRefund("op", outRefundNo, { amount })).rejects.toMatchObject({ code: "invalid" });
    }
    await expect(grantRefund("op", outRefundNo, { amount: total + 1 })).rejects.toMatchObject({
      code: "refund_too_much",
    });
    expect(await refundRow(outRefundNo)).toMatchObject({
      state: "requested",
      amount: price,
      decidedBy: null,
    });
    await grantRefund("op", outRefundNo, { amount: total, restock: false, answer: "抱歉" });
    expect(await refundRow(outRefundNo)).toMatchObject({ amount: total, restock: false, answer: "抱歉" });
    expect(await reserved(orderId)).toMatchObject({ fen: total });
  });

  it("is a 404 for a refund that is none", async () => {
    for (const number of ["R0", "\0"]) {
      await expect(grantRefund("op", number)).rejects.toMatchObject({ status: 404 });
      await expect(declineRefund("op", number, { answer: "无" })).rejects.toMatchObject({ status: 404 });
    }
  });

  it("of two that are more than the payment together grants one", async () => {
    const numbers = [await ask({ items: stones(1) }), await ask({ items: stones(1) })];
    const amount = total - 1;
    const results = await Promise.allSettled(numbers.map((number) => grantRefund("op", number, { amount })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await reserved(orderId)).toMatchObject({ fen: amount });
  });
});

describe("a refund that the operator begins", () => {
  const refund = (what: Parameters<typeof refundAsOperator>[2]["what"], once?: string) =>
    refundAsOperator("op", orderId, { what, reason: "缺货", once });

  it("may be stones, an amount, or all that is left", async () => {
    expect(await refundRow(await refund({ items: stones(1) }))).toMatchObject({
      state: "granted",
      origin: "operator",
      amount: price,
      items: [{ quantity: 1 }],
    });
    expect(await refundRow(await refund({ amount: 99 }))).toMatchObject({ amount: 99, items: [] });
    expect(await refundRow(await refund("all"))).toMatchObject({
      amount: total - price - 99,
      items: [{ quantity: 2 }],
    });
    expect(await reserved(orderId)).toEqual({ fen: total, stones: 3 });
    await expect(refund("all")).rejects.toMatchObject({ code: "refund_too_much" });
    await expect(refund({ amount: 1 })).rejects.toMatchObject({ code: "refund_too_much" });
  });

  it("never comes to more than was paid, however many at once", async () => {
    const amount = Math.floor(total / 3);
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map(() => refund({ amount })));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(await reserved(orderId)).toMatchObject({ fen: 3 * amount });
  });

  it("is begun once when its form is sent twice at once", async () => {
    const numbers = await Promise.all([0, 1, 2].map(() => refund({ amount: 7 }, "form")));
    expect(new Set(numbers).size).toBe(1);
    expect(await reserved(orderId)).toMatchObject({ fen: 7 });
  });

  it("leaves room for what the buyer has asked for", async () => {
    await ask({ items: stones(1) });
    expect(await refundRow(await refund("all"))).toMatchObject({ amount: 2 * price });
  });

  it.each([0, -1, 1.5, Number.NaN])("of %s fen is refused", async (amount) => {
    await expect(refund({ amount })).rejects.toMatchObject({ code: "invalid" });
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 0 });
  });
});

it("neither stock nor gems nor the order follow before WeChat has said so", async () => {
  const gems = await gemsOf(user.id);
  await grantRefund("op", await ask());
  expect(await stockOf("garnet")).toBe(2);
  expect(await gemsOf(user.id)).toBe(gems);
  expect((await orderOf(user.id, orderId))?.state).toBe("paid");
});
