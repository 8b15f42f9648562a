import { beforeEach, describe, expect, it, vi } from "vitest";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { paidPage } from "@/lib/http/pay-page";
import { advanceClock } from "@/lib/sandbox/clock";
import { anyPurchase, purchasesPage } from "@/lib/shop/admin/members";
import { checkPayment } from "@/lib/shop/payments/check";
import type { PaidResult } from "@/lib/shop/payments/handlers";
import { openPayment } from "@/lib/shop/payments/open";
import { h5UrlOf, preparePayment } from "@/lib/shop/payments/prepare";
import { refundPaymentAsOperator } from "@/lib/shop/refunds/operator";
import { payAtSandbox, refundRow } from "@/tests/support/refunds";
import { freshWorld, makeUser } from "@/tests/support/world";

const given = vi.hoisted(() => ({ lesson: vi.fn<(res: PaidResult, type: string) => Promise<void>>() }));

// What docs/wechat-pay.md asks of who sells something else: one line more, and nothing else.
vi.mock("@/lib/handlers/payment", async (original) => {
  const ours = await original<typeof import("@/lib/handlers/payment")>();
  return { ...ours, paymentHandlers: { ...ours.paymentHandlers, lesson: given.lesson } };
});

const lesson = { type: "lesson", body: "月光宝石-鉴定课 · 周日", totalFee: 4_900 };

describe.each(["v2", "v3"])("a lesson over %s", (api) => {
  let user: Awaited<ReturnType<typeof makeUser>>;
  const payer = () => ({ userId: user.id, clientIp: "203.0.113.7" });
  const open = (what: Partial<typeof lesson> = {}) => openPayment(payer(), { ...lesson, ...what });

  async function paidLesson(): Promise<string> {
    const outTradeNo = await open();
    expect(await preparePayment(payer(), outTradeNo, paymentHandlers)).toMatchObject({ state: "ready" });
    await payAtSandbox(outTradeNo);
    return outTradeNo;
  }

  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    given.lesson.mockReset().mockResolvedValue(undefined);
    user = await makeUser();
  });

  it("is opened, paid, and settled once", async () => {
    const outTradeNo = await paidLesson();
    expect(await checkPayment(user.id, outTradeNo, paymentHandlers)).toBe("paid");
    expect(given.lesson).toHaveBeenCalledOnce();
    expect(given.lesson.mock.calls[0]?.[0].payment).toMatchObject({ outTradeNo, ...lesson, state: "paid" });
    expect(given.lesson.mock.calls[0]?.[1]).toBe("lesson");
    expect(await db().user.findUniqueOrThrow({ where: { id: user.id } })).toMatchObject({ vipUntil: null });
  });

  it("is seen by the operator, who sends its money back", async () => {
    const outTradeNo = await paidLesson();
    expect((await purchasesPage(1)).rows).toMatchObject([{ outTradeNo, ...lesson }]);
    const outRefundNo = await refundPaymentAsOperator("op", outTradeNo, { reason: "课取消了" });
    await advanceClock(120);
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "success", amount: lesson.totalFee });
    expect(await anyPurchase(outTradeNo)).toMatchObject({
      refunded: lesson.totalFee,
      refunds: [{ outRefundNo }],
    });
  });

  it("is not seen by the operator while nobody has paid it", async () => {
    const outTradeNo = await open();
    expect((await purchasesPage(1)).rows).toEqual([]);
    expect(await anyPurchase(outTradeNo)).toBeNull();
  });

  it("that is open is used again for the same thing only", async () => {
    const outTradeNo = await open();
    expect(await open()).toBe(outTradeNo);
    const others = await Promise.all([
      open({ body: "另一课" }),
      open({ totalFee: 5_000 }),
      open({ type: "b" }),
    ]);
    expect(new Set([outTradeNo, ...others]).size).toBe(4);
  });

  it("paid in a phone's browser leads back to its own page, which says that it is paid", async () => {
    const outTradeNo = await openPayment(payer(), lesson, "MWEB");
    const ready = await h5UrlOf(payer(), outTradeNo, paymentHandlers);
    const back = encodeURIComponent(`${config().appUrl}/pay/${outTradeNo}`);
    expect(ready.state === "ready" && ready.url.endsWith(`redirect_url=${back}`)).toBe(true);
    expect(paidPage({ type: "lesson", outTradeNo })).toBe(`/pay/${outTradeNo}?paid=1`);
    expect(paidPage({ type: "vip", outTradeNo })).toBe("/me?paid=1");
  });

  it.each(["shop", "refund", "transfer", "a/b", ""])("cannot have the type %j", async (type) => {
    await expect(open({ type })).rejects.toThrow("cannot be the type");
  });
});
