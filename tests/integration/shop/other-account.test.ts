import { beforeEach, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { advanceClock } from "@/lib/sandbox/clock";
import { cashIn, cashInQuote } from "@/lib/shop/cash-in/open";
import { cashInsOf, checkCashIn } from "@/lib/shop/cash-in/queries";
import { sendDueTransfers } from "@/lib/shop/cash-in/send";
import { changeGems } from "@/lib/shop/gems";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { openVipPayment } from "@/lib/shop/payments/open";
import { prepareOrder, preparePayment } from "@/lib/shop/payments/prepare";
import { grantRefund } from "@/lib/shop/refunds/decide";
import { requestRefund } from "@/lib/shop/refunds/request";
import { sendDueRefunds } from "@/lib/shop/refunds/send";
import { gemsOf, paidOrder, payAtSandbox, refundRow, reserved } from "@/tests/support/refunds";
import { changeSettings } from "@/tests/support/settings";
import { calls, freshWorld, interceptWechat, makeUser, setStock, shipping } from "@/tests/support/world";

const former = { mchId: "1900000109" };
const moved = /unifiedorder|transactions\/|refund|mmpaymkttransfers|transfer-bills|redpack/;
const callsOfMoney = () =>
  [...calls.keys()].filter((path) => path.startsWith("/sandbox") && moved.test(path));

describe.each(["v2", "v3"])("What another merchant number was told of, over %s,", (api) => {
  let userId: string;
  const payer = () => ({ userId, clientIp: "203.0.113.7" });

  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    userId = (await makeUser()).id;
    await setStock("garnet", 5);
  });

  it("is not paid to this one under the same number: an order gets a payment that is found again", async () => {
    const lines = [{ productId: "garnet", quantity: 1 }];
    const orderId = await placeOrder(userId, lines, shipping, { fromCart: false });
    await prepareOrder(payer(), orderId, paymentHandlers);
    await db().payment.updateMany({ data: { ...former, prepayId: null, prepayAt: null } });
    await db().sandboxOrder.deleteMany();
    const ready = await prepareOrder(payer(), orderId, paymentHandlers);
    expect(ready.outTradeNo).not.toBe(orderId);
    await payAtSandbox(ready.outTradeNo);
    expect((await orderOf(userId, orderId))?.state).toBe("paid");
  });

  it("is not called up again for a membership either", async () => {
    const outTradeNo = await openVipPayment(payer());
    await db().payment.updateMany({ data: former });
    const again = preparePayment(payer(), outTradeNo, paymentHandlers);
    await expect(again).rejects.toMatchObject({ code: "order_state" });
    expect(await openVipPayment(payer())).not.toBe(outTradeNo);
  });

  it("is no refund that this one has refused: it waits, and keeps its amount", async () => {
    const orderId = await paidOrder(userId);
    const wish = { items: "all", reason: "不喜欢" } as const;
    const outRefundNo = await requestRefund(userId, orderId, wish);
    await db().payment.updateMany({ data: former });
    await db().sandboxOrder.deleteMany();
    calls.clear();
    await grantRefund("op", outRefundNo);
    await advanceClock(3600);
    await sendDueRefunds(Number.POSITIVE_INFINITY);
    const row = await refundRow(outRefundNo);
    expect(row).toMatchObject({ state: "granted", problem: expect.stringContaining("商户号") });
    expect((await reserved(orderId)).fen).toBe(row.amount);
    expect(callsOfMoney()).toEqual([]);
  });

  it.each([
    ["mchId", former],
    ["appid", { appid: "wx0123456789abcdef" }],
  ])("is not cashed in a second time, nor given back, under another %s", async (_, account) => {
    await transaction((tx) => changeGems(tx, { userId, kind: "earned", ref: "M1", delta: 500, at: now() }));
    interceptWechat(async ({ url }) => {
      if (moved.test(url)) throw new TypeError("fetch failed");
      return null;
    });
    const { outBillNo, state } = await cashIn(userId, 100, (await cashInQuote(userId)).once);
    expect(state).toBe("created");
    interceptWechat(async () => null);
    await db().transfer.updateMany({ data: account });
    for (const seconds of [3600, 2 * 24 * 3600]) {
      await advanceClock(seconds);
      calls.clear();
      await sendDueTransfers();
      expect(callsOfMoney()).toEqual([]);
    }
    expect(await checkCashIn(userId, outBillNo)).toMatchObject({ state: "created" });
    expect(await gemsOf(userId)).toBe(400);
    const row = await db().transfer.findUniqueOrThrow({ where: { outBillNo } });
    expect(row.problem).toContain("商户号");
  });

  it("has a page all the same, while it waits for its person", async () => {
    await transaction((tx) => changeGems(tx, { userId, kind: "earned", ref: "M1", delta: 500, at: now() }));
    await cashIn(userId, 100, (await cashInQuote(userId)).once);
    expect((await cashInsOf(userId))[0]?.conf === null).toBe(api === "v2");
    await db().transfer.updateMany({ data: former });
    expect(await cashInsOf(userId)).toMatchObject([{ state: "waiting", amount: 100, conf: null }]);
    const restore = changeSettings({ WECHAT_SANDBOX: "0" });
    try {
      expect(await cashInsOf(userId)).toMatchObject([{ state: "waiting", conf: null }]);
    } finally {
      restore();
    }
  });

  it("two never send one cash-in at once, however often its person asks", async () => {
    await transaction((tx) => changeGems(tx, { userId, kind: "earned", ref: "M1", delta: 500, at: now() }));
    let sent = 0;
    const { once } = await cashInQuote(userId);
    interceptWechat(async ({ url, method }) => {
      if (method !== "POST" || !/sendredpack|transfer-bills$/.test(url)) return null;
      sent += 1;
      // The person asks while WeChat has not read it yet.
      if (sent === 1) await checkCashIn(userId, once);
      return null;
    });
    expect((await cashIn(userId, 100, once)).state).toBe("waiting");
    expect(sent).toBe(1);
  });
});
