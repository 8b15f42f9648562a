import { beforeEach, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { advanceClock } from "@/lib/sandbox/clock";
import { overview } from "@/lib/shop/admin/overview";
import { cashIn, cashInQuote } from "@/lib/shop/cash-in/open";
import { sendDueTransfers } from "@/lib/shop/cash-in/send";
import { changeGems } from "@/lib/shop/gems";
import { grantRefund } from "@/lib/shop/refunds/decide";
import { requestRefund } from "@/lib/shop/refunds/request";
import { sendDueRefunds } from "@/lib/shop/refunds/send";
import { paidOrder } from "@/tests/support/refunds";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";

const forEver = Number.POSITIVE_INFINITY;

/** The next round, in which everything that hangs is due. */
async function later(): Promise<void> {
  await advanceClock(2 * 3600);
  await sendDueRefunds(forEver);
  await sendDueTransfers();
}

describe.each(["v2", "v3"])("what hangs for want of money, over %s,", (api) => {
  let userId: string;

  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    userId = (await makeUser()).id;
    await setStock("garnet", 5);
  });

  it("is a refund that the operator is told of until it is through", async () => {
    const orderId = await paidOrder(userId);
    const outRefundNo = await requestRefund(userId, orderId, { items: "all", reason: "不喜欢" });
    await setMerchantBalance(0);
    await grantRefund("op", outRefundNo);
    expect((await overview()).problems).toMatchObject({ count: 0, refunds: [] });
    await later();
    const { problems } = await overview();
    expect(problems).toMatchObject({ count: 1, refunds: [{ outRefundNo, state: "granted" }] });
    expect(problems.refunds[0]?.problem).toMatch(/NOTENOUGH/);
    await setMerchantBalance(10_000_000);
    await later();
    expect((await overview()).problems.count).toBe(0);
  });

  it("is a cash-in that the operator is told of", async () => {
    await transaction((tx) => changeGems(tx, { userId, kind: "earned", ref: "M1", delta: 500, at: now() }));
    await setMerchantBalance(0);
    const { outBillNo } = await cashIn(userId, 100, (await cashInQuote(userId)).once);
    await later();
    const { problems } = await overview();
    expect(problems).toMatchObject({ count: 1, transfers: [{ outBillNo, state: "created" }] });
    expect(problems.transfers[0]?.problem).toMatch(/NOTENOUGH/);
    await setMerchantBalance(10_000_000);
    await later();
    expect((await overview()).problems.count).toBe(0);
  });
});
