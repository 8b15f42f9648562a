import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { keepHouse } from "@/lib/shop/housekeeping";
import { isOperator } from "@/lib/shop/operators";
import { orderOf, ordersOf } from "@/lib/shop/orders/queries";
import { confirmReceipt, shipOrder } from "@/lib/shop/orders/ship";
import { grantRefund } from "@/lib/shop/refunds/decide";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { requestRefund, withdrawRefund } from "@/lib/shop/refunds/request";
import { paidOrder } from "@/tests/support/refunds";
import { changeSettings } from "@/tests/support/settings";
import { freshWorld, interceptWechat, makeUser, setStock } from "@/tests/support/world";

const dayMs = 24 * 60 * 60_000;
const parcel = { carrier: "顺丰速运", trackingNo: "SF1234567890" };

let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;
const order = () => orderOf(user.id, orderId);

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 5);
  orderId = await paidOrder(user.id);
});

describe("shipping", () => {
  it("notes the parcel, once", async () => {
    await shipOrder(orderId, parcel);
    expect(await order()).toMatchObject({ state: "shipped", ...parcel });
    expect((await order())?.shippedAt).not.toBeNull();
    expect((await order())?.events.at(-1)).toMatchObject({ kind: "shipped", note: "顺丰速运 SF1234567890" });
    await expect(shipOrder(orderId, parcel)).rejects.toMatchObject({ code: "order_state" });
    expect((await order())?.events).toHaveLength(3);
  });

  it.each([
    [{ carrier: "", trackingNo: "SF1234567890" }],
    [{ carrier: "顺丰速运", trackingNo: "" }],
    [{ carrier: "顺丰速运", trackingNo: "<script>" }],
    [{ carrier: "长".repeat(31), trackingNo: "SF1234567890" }],
  ])("without a right parcel %o changes nothing", async (wrong) => {
    await expect(shipOrder(orderId, wrong)).rejects.toThrow();
    expect((await order())?.state).toBe("paid");
  });

  it("waits for a refund to be decided, and does not happen when all goes back", async () => {
    expect(await order()).toMatchObject({ held: false });
    const outRefundNo = await requestRefund(user.id, orderId, { items: "all", reason: "不喜欢" });
    await expect(shipOrder(orderId, parcel)).rejects.toMatchObject({ code: "order_state" });
    expect(await order()).toMatchObject({ state: "paid", held: true });
    interceptWechat(async () => new Response("", { status: 502 }));
    await grantRefund("op", outRefundNo);
    await expect(shipOrder(orderId, parcel)).rejects.toMatchObject({ code: "order_state" });
    expect(await order()).toMatchObject({ state: "paid", held: true, carrier: null, shippedAt: null });
    expect((await ordersOf(user.id)).orders).toMatchObject([{ id: orderId, held: true }]);
  });

  it("does not happen when all the money goes back without the stones", async () => {
    interceptWechat(async () => new Response("", { status: 502 }));
    const amount = (await order())?.total ?? 0;
    await refundAsOperator("op", orderId, { what: { amount }, reason: "停售" });
    await expect(shipOrder(orderId, parcel)).rejects.toMatchObject({ code: "order_state" });
    expect(await order()).toMatchObject({ state: "paid", held: true });
  });

  it("happens while a part goes back, or once a request is withdrawn", async () => {
    const items = [{ productId: "garnet", quantity: 1 }];
    const first = await requestRefund(user.id, orderId, { items, reason: "少要一颗" });
    expect(await order()).toMatchObject({ held: true });
    await grantRefund("op", first);
    expect(await order()).toMatchObject({ held: false });
    const second = await requestRefund(user.id, orderId, { items, reason: "再少一颗" });
    await withdrawRefund(user.id, second);
    expect(await order()).toMatchObject({ held: false });
    await shipOrder(orderId, parcel);
    expect(await order()).toMatchObject({ state: "shipped", held: false });
  });

  it("against a request at the same moment: both, or neither surprises the other", async () => {
    const results = await Promise.allSettled([
      requestRefund(user.id, orderId, { items: "all", reason: "不喜欢" }),
      shipOrder(orderId, parcel),
    ]);
    expect(results[0]?.status).toBe("fulfilled");
    const shipped = results[1]?.status === "fulfilled";
    expect((await order())?.state).toBe(shipped ? "shipped" : "paid");
  });

  it("is a 404 for an order that is none", async () => {
    for (const id of ["M0", "\0"]) await expect(shipOrder(id, parcel)).rejects.toMatchObject({ status: 404 });
  });
});

describe("receipt", () => {
  it("is confirmed by the buyer, twice without harm, and by nobody else", async () => {
    await expect(confirmReceipt(user.id, orderId)).rejects.toMatchObject({ code: "order_state" });
    await shipOrder(orderId, parcel);
    const stranger = await makeUser("chen");
    await expect(confirmReceipt(stranger.id, orderId)).rejects.toMatchObject({ status: 404 });
    await expect(confirmReceipt(user.id, "\0")).rejects.toMatchObject({ status: 404 });
    expect((await order())?.state).toBe("shipped");
    await confirmReceipt(user.id, orderId);
    await confirmReceipt(user.id, orderId);
    expect((await order())?.state).toBe("completed");
    expect((await order())?.events.filter(({ kind }) => kind === "completed")).toHaveLength(1);
  });

  it("is taken for given ten days after shipping, not before", async () => {
    await shipOrder(orderId, parcel);
    setClockOffset(9.9 * dayMs);
    await keepHouse(paymentHandlers);
    expect((await order())?.state).toBe("shipped");
    setClockOffset(10.1 * dayMs);
    await keepHouse(paymentHandlers);
    expect((await order())?.state).toBe("completed");
    expect((await order())?.completedAt).not.toBeNull();
  });

  it("does not end the buyer's right to ask for money back", async () => {
    await shipOrder(orderId, parcel);
    await confirmReceipt(user.id, orderId);
    await requestRefund(user.id, orderId, { items: "all", reason: "有瑕疵" });
    expect((await order())?.state).toBe("completed");
  });
});

describe("who is an operator", () => {
  it("follows from any openid of a user's, and from nothing else", async () => {
    const owner = await makeUser("owner");
    expect(await isOperator(owner.id)).toBe(true);
    expect(await isOperator(user.id)).toBe(false);
    await db().wechatIdentity.updateMany({ where: { userId: owner.id }, data: { userId: user.id } });
    expect(await isOperator(user.id)).toBe(true);
    expect(await isOperator(owner.id)).toBe(false);
  });

  it("is nobody while none is named", async () => {
    const owner = await makeUser("owner");
    changeSettings({ WECHAT_SANDBOX: "0" });
    expect(await isOperator(owner.id)).toBe(false);
  });
});
