import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { advanceClock } from "@/lib/sandbox/clock";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { gemsFor } from "@/lib/shop/gems";
import { keepHouse } from "@/lib/shop/housekeeping";
import { orderOf } from "@/lib/shop/orders/queries";
import { declineRefund, grantRefund } from "@/lib/shop/refunds/decide";
import { requestRefund } from "@/lib/shop/refunds/request";
import { sendDueRefunds, sendRefund } from "@/lib/shop/refunds/send";
import { gemsOf, paidOrder, refundRow, reserved } from "@/tests/support/refunds";
import { freshWorld, interceptWechat, makeUser, setStock, stockOf } from "@/tests/support/world";

const minutes = (count: number) => count * 60_000;
const forEver = Number.POSITIVE_INFINITY;

describe.each(["v2", "v3"])("over %s", (api) => {
  let user: Awaited<ReturnType<typeof makeUser>>;
  let orderId: string;
  let outRefundNo: string;
  let total: number;

  const grant = () => grantRefund("op", outRefundNo);
  const isRefund = ({ url, method }: Request) =>
    url.endsWith("/secapi/pay/refund") || (url.endsWith("/v3/refund/domestic/refunds") && method === "POST");
  const isQuery = ({ url }: Request) => url.endsWith("/refundquery") || url.includes("/domestic/refunds/");
  const sandboxRefunds = () => db().sandboxRefund.findMany();

  /** Everything is back: money, stones and gems, once. */
  async function expectBack(): Promise<void> {
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "success", problem: null, amount: total });
    expect(await sandboxRefunds()).toMatchObject([{ outRefundNo, amount: total, status: "SUCCESS" }]);
    expect((await orderOf(user.id, orderId))?.state).toBe("refunded");
    expect(await reserved(orderId)).toEqual({ fen: total, stones: 3 });
    expect(await stockOf("garnet")).toBe(5);
    expect(await gemsOf(user.id)).toBe(0);
    expect(await db().gemEntry.count({ where: { kind: "taken" } })).toBe(1);
  }

  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    user = await makeUser();
    await setStock("garnet", 5);
    orderId = await paidOrder(user.id);
    total = (await orderOf(user.id, orderId))?.total ?? 0;
    expect(await gemsOf(user.id)).toBe(gemsFor(total));
    outRefundNo = await requestRefund(user.id, orderId, { items: "all", reason: "不喜欢" });
  });

  it("is sent at once, and WeChat's notice ends it", async () => {
    await grant();
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "processing", attempts: 1 });
    expect((await refundRow(outRefundNo)).refundId).toMatch(/^\d{20,}$/);
    await advanceClock(60);
    await expectBack();
    const events = (await orderOf(user.id, orderId))?.events.map(({ kind }) => kind);
    expect(events).toEqual(["placed", "paid", "refund_requested", "refund_granted", "refunded"]);
    expect((await refundRow(outRefundNo)).account).toBe("支付用户零钱");
  });

  it("is found out about by asking when the notice is lost", async () => {
    await setFault("refund_notice_lost", true);
    await grant();
    await advanceClock(5);
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "processing" });
    await advanceClock(60);
    await keepHouse(paymentHandlers);
    await expectBack();
  });

  it.each<FaultName>(["refund_notice_doubled", "refund_notice_late", "refund_notice_forged"])(
    "ends once with %s",
    async (fault) => {
      await setFault(fault, true);
      await grant();
      await advanceClock(120);
      await expectBack();
    },
  );

  const faults = ["systemerror", "need_retry", "no_answer", "half", "bad_sign"] as const;
  const mishaps = faults.flatMap((fault) => [`pay_${fault}` as const, `pay_${fault}_after` as const]);

  it.each(mishaps)("keeps its number when WeChat answers with %s", async (fault) => {
    await setFault(fault, true);
    await grant();
    const after = await refundRow(outRefundNo);
    expect(after).toMatchObject({ state: "granted", attempts: 1 });
    expect(after.problem).not.toBeNull();
    expect(await sandboxRefunds()).toHaveLength(fault.endsWith("_after") ? 1 : 0);
    await advanceClock(180);
    await keepHouse(paymentHandlers);
    await advanceClock(180);
    await keepHouse(paymentHandlers);
    await expectBack();
  });

  it("is not sent again while the question about it has no answer", async () => {
    await setFault("pay_no_answer_after", true);
    await grant();
    let sent = 0;
    interceptWechat(async (request) => {
      if (isRefund(request)) sent += 1;
      return isQuery(request) ? new Response("", { status: 502 }) : null;
    });
    for (let minute = 3; minute < 60; minute += 3) {
      setClockOffset(minutes(minute));
      await sendDueRefunds(forEver);
    }
    expect(sent).toBe(0);
    interceptWechat(async () => null);
    await advanceClock(120 * 60);
    await keepHouse(paymentHandlers);
    await expectBack();
  });

  it("survives a notice that comes before the answer to its own request", async () => {
    interceptWechat(async (request) => {
      if (!isRefund(request)) return null;
      interceptWechat(async () => null);
      const answer = await fetch(request);
      await advanceClock(60);
      return answer;
    });
    await grant();
    await expectBack();
  });

  it("waits for money, and says so to the operator", async () => {
    await setMerchantBalance(0);
    await grant();
    const waiting = await refundRow(outRefundNo);
    expect(waiting).toMatchObject({ state: "granted" });
    expect(waiting.problem).toMatch(/NOTENOUGH.*余额/);
    expect(await reserved(orderId)).toEqual({ fen: total, stones: 3 });
    await setMerchantBalance(10_000_000);
    await advanceClock(180);
    await keepHouse(paymentHandlers);
    await advanceClock(60);
    await expectBack();
  });

  it("goes back to the operator when WeChat refuses it for good", async () => {
    await db().sandboxOrder.updateMany({ data: { refunded: total } });
    await grant();
    const refused = await refundRow(outRefundNo);
    expect(refused).toMatchObject({ state: "requested", nextAttemptAt: null });
    expect(refused.problem).not.toBeNull();
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 3 });
    // It was sent with this amount: WeChat takes no other under its number.
    await expect(grantRefund("op", outRefundNo, { amount: 1 })).rejects.toMatchObject({ code: "invalid" });
    await db().sandboxOrder.updateMany({ data: { refunded: 0 } });
    await grant();
    await advanceClock(60);
    await expectBack();
  });

  it("can be declined after WeChat has refused it", async () => {
    await db().sandboxOrder.updateMany({ data: { refunded: total } });
    await grant();
    await declineRefund("op", outRefundNo, { answer: "改为银行转账" });
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 0 });
  });

  it("is not handed back while WeChat may have it all the same", async () => {
    interceptWechat(async (request) => {
      if (isQuery(request)) return new Response("", { status: 502 });
      return null;
    });
    await db().sandboxOrder.updateMany({ data: { refunded: total } });
    await grant();
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "granted" });
    expect(await reserved(orderId)).toMatchObject({ fen: total });
  });

  it("is not believed when WeChat has the number with another amount", async () => {
    await grant();
    await db().refund.update({
      where: { outRefundNo },
      data: { state: "granted", amount: total - 1, attempts: 0, refundId: null, nextAttemptAt: new Date(0) },
    });
    await sendRefund(outRefundNo);
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "granted", refundId: null });
    expect(await stockOf("garnet")).toBe(2);
  });

  it("is sent once by many who see it at once", async () => {
    interceptWechat(async () => new Response("", { status: 502 }));
    await grant();
    let sent = 0;
    interceptWechat(async (request) => {
      if (isRefund(request)) sent += 1;
      return null;
    });
    setClockOffset(minutes(3));
    await Promise.all([0, 1, 2, 3].map(() => sendDueRefunds(forEver)));
    expect(sent).toBe(1);
  });

  it("tells everybody when the payer's account takes no money, and goes on once that is mended", async () => {
    await setFault("refund_abnormal", true);
    await grant();
    await advanceClock(60);
    const abnormal = await refundRow(outRefundNo);
    expect(abnormal).toMatchObject({ state: "abnormal" });
    expect(abnormal.problem).toContain("商户平台");
    expect(await reserved(orderId)).toEqual({ fen: total, stones: 3 });
    expect((await orderOf(user.id, orderId))?.events.at(-1)?.kind).toBe("refund_failed");
    expect(await stockOf("garnet")).toBe(2);
    await db().sandboxRefund.updateMany({ data: { status: "SUCCESS" } });
    await advanceClock(2 * 60 * 60);
    await keepHouse(paymentHandlers);
    await expectBack();
  });

  it("lets go of all when WeChat closes it", async () => {
    await setFault("refund_closed", true);
    await grant();
    await advanceClock(60);
    expect(await refundRow(outRefundNo)).toMatchObject({ state: "closed", nextAttemptAt: null });
    expect(await reserved(orderId)).toEqual({ fen: 0, stones: 0 });
    expect((await orderOf(user.id, orderId))?.state).toBe("paid");
    const again = await requestRefund(user.id, orderId, { items: "all", reason: "再试一次" });
    await advanceClock(120);
    await grantRefund("op", again);
    await advanceClock(60);
    expect((await orderOf(user.id, orderId))?.state).toBe("refunded");
  });
});
