import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { forgeriesFor } from "@/lib/sandbox/forgeries";
import { paymentBody, refundBody, transferBody } from "@/lib/sandbox/notice-bodies";
import { forgeForOrder, forgeForRefund, forgeForTransfer } from "@/lib/sandbox/notices";
import { v3NoticeRequest } from "@/lib/sandbox/pay-v3/notice-request";
import { noticeJson, v3PaymentBody } from "@/lib/sandbox/pay-v3/notices";
import { cashIn } from "@/lib/shop/cash-in/open";
import { placeOrder } from "@/lib/shop/orders/place";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { grantRefund } from "@/lib/shop/refunds/decide";
import { requestRefund } from "@/lib/shop/refunds/request";
import { sign } from "@/lib/wechat/sign";
import { buildXml, parseXml } from "@/lib/wechat/xml";
import { watchLog } from "@/tests/support/log";
import { paidOrder, payAtSandbox } from "@/tests/support/refunds";
import { calls, freshWorld, makeUser, setStock, shipping } from "@/tests/support/world";

const minutes = (count: number) => count * 60_000;

/** Everything that a notice could change. */
const books = async () => [
  await db().payment.findMany(),
  await db().order.findMany({ include: { events: true, items: true } }),
  await db().refund.findMany(),
  await db().user.findMany(),
  await db().transfer.findMany(),
  await db().product.findMany(),
];

type Sent = { body: string; headers: Record<string, string> };

async function deliver({ body, headers }: Sent, type: string) {
  const url = `http://localhost:3000/wxpay/${type}/callback`;
  const request = new Request(url, { method: "POST", body, headers });
  const answer = await answerPaymentNotification(request, type, paymentHandlers);
  return { status: answer.status, text: await answer.text() };
}

describe.each(["v2", "v3"] as const)("over %s", (api) => {
  let user: Awaited<ReturnType<typeof makeUser>>;
  let orderId: string;

  const failure = api === "v3" ? /^\{"code":"FAIL"/ : /<return_code><!\[CDATA\[FAIL\]\]>/;
  const asSent = async (body: string): Promise<Sent> =>
    api === "v3"
      ? v3NoticeRequest({ kind: "genuine", body }, 2)
      : { body, headers: { "content-type": "text/xml" } };
  const sandboxOrder = () => db().sandboxOrder.findFirstOrThrow({ where: { outTradeNo: orderId } });
  const paymentNotice = async () => asSent(await paymentBody(await sandboxOrder()));

  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    user = await makeUser();
    await setStock("garnet", 5);
  });

  describe("a notice of a payment", () => {
    beforeEach(async () => {
      const lines = [{ productId: "garnet", quantity: 1 }];
      orderId = await placeOrder(user.id, lines, shipping, { fromCart: false });
      await prepareOrder({ userId: user.id, clientIp: "127.0.0.1" }, orderId, paymentHandlers);
    });

    it.each(forgeriesFor(api, "payment"))("that is forged (%s) changes nothing", async (forgery) => {
      const before = await books();
      expect(await forgeForOrder((await sandboxOrder()).id, forgery)).toBe(true);
      await deliverDue();
      expect(await books()).toEqual(before);
      expect(calls.get("/wxpay/shop/callback")).toBe(1);
      // The next, genuine one is taken.
      await payAtSandbox(orderId);
      expect(await db().payment.findFirst()).toMatchObject({ state: "paid" });
    });

    it("is refused at the addresses of refunds and transfers, and of other types", async () => {
      const before = await books();
      const notice = await asSent(
        api === "v3" ? v3PaymentBody(await sandboxOrder(), "signature") : await paidXml(await sandboxOrder()),
      );
      for (const type of ["refund", "transfer", "vip"]) {
        const { status, text } = await deliver(notice, type);
        expect([type, status]).toEqual([type, 400]);
        expect(text).toMatch(failure);
      }
      expect(await books()).toEqual(before);
      expect((await deliver(notice, "shop")).status).toBe(200);
    });

    it("that is replayed takes effect once, and not at all when it is old", async () => {
      await payAtSandbox(orderId);
      const notice = await paymentNotice();
      const before = await books();
      expect((await deliver(notice, "shop")).status).toBe(200);
      expect(await books()).toEqual(before);
      setClockOffset(minutes(6));
      expect((await deliver(notice, "shop")).status).toBe(api === "v3" ? 400 : 200);
      expect(await books()).toEqual(before);
    });
  });

  describe("a notice of a refund", () => {
    let outRefundNo: string;
    const sandboxRefund = () => db().sandboxRefund.findFirstOrThrow();

    beforeEach(async () => {
      orderId = await paidOrder(user.id);
      outRefundNo = await requestRefund(user.id, orderId, { items: "all", reason: "不喜欢" });
      await grantRefund("op", outRefundNo);
      calls.clear();
    });

    it.each(forgeriesFor(api, "refund"))("that is forged (%s) changes nothing", async (forgery) => {
      const before = await books();
      expect(await forgeForRefund((await sandboxRefund()).id, forgery)).toBe(true);
      await deliverDue();
      expect(await books()).toEqual(before);
      expect(calls.get("/wxpay/refund/callback")).toBe(1);
    });

    it("is refused at the address of payments", async () => {
      const before = await books();
      const ended = { ...(await sandboxRefund()), status: "SUCCESS", finishedAt: new Date() };
      const notice = await asSent(await refundBody(ended, await sandboxOrder()));
      for (const type of ["shop", "vip", "transfer"]) {
        expect(await deliver(notice, type)).toMatchObject({
          status: 400,
          text: expect.stringMatching(failure),
        });
      }
      expect(await books()).toEqual(before);
    });

    it("of a refund that we have never sent is refused", async () => {
      await db().refund.update({ where: { outRefundNo }, data: { state: "requested", attempts: 0 } });
      const before = await books();
      const ended = { ...(await sandboxRefund()), status: "SUCCESS", finishedAt: new Date() };
      const notice = await asSent(await refundBody(ended, await sandboxOrder()));
      expect(await deliver(notice, "refund")).toMatchObject({ status: 400 });
      expect(await books()).toEqual(before);
    });

    it.runIf(api === "v2")(
      "is not believed without a signature: WeChat's answer to a query counts",
      async () => {
        const before = await books();
        const claimed = { ...(await sandboxRefund()), status: "SUCCESS", finishedAt: new Date() };
        const notice = await asSent(await refundBody(claimed, await sandboxOrder()));
        expect(await deliver(notice, "refund")).toMatchObject({ status: 500 });
        expect(await books()).toEqual(before);
      },
    );
  });
});

/** What WeChat would send over v2 for an order, were it paid. */
async function paidXml(
  order: Awaited<ReturnType<ReturnType<typeof db>["sandboxOrder"]["findFirstOrThrow"]>>,
) {
  const forged = parseXml(await paymentBody(order, "signature"));
  const { sign: _, ...fields } = forged;
  return buildXml({ ...fields, sign: sign(fields, sandboxAccounts.pay.key, "HMAC-SHA256") });
}

describe("a notice of a transfer", () => {
  beforeEach(async () => {
    await freshWorld({ WXPAY_API: "v3" });
    const user = await makeUser();
    await setStock("garnet", 5);
    await paidOrder(user.id);
    await cashIn(user.id, 100, "C202601010000000123456789abc");
    calls.clear();
  });

  it.each(forgeriesFor("v3", "transfer"))("that is forged (%s) changes nothing", async (forgery) => {
    const before = await books();
    const { id } = await db().sandboxTransfer.findFirstOrThrow();
    expect(await forgeForTransfer(id, forgery)).toBe(true);
    await deliverDue();
    expect(await books()).toEqual(before);
    expect(calls.get("/wxpay/transfer/callback")).toBe(1);
  });

  it("is refused at the addresses of payments and refunds, and ends the transfer at its own", async () => {
    const before = await books();
    const ended = { ...(await db().sandboxTransfer.findFirstOrThrow()), state: "SUCCESS" };
    const notice = await v3NoticeRequest({ kind: "genuine", body: await transferBody(ended) }, 2);
    for (const type of ["shop", "vip", "refund"]) {
      expect(await deliver(notice, type)).toMatchObject({ status: 400 });
    }
    expect(await books()).toEqual(before);
    expect(await deliver(notice, "transfer")).toMatchObject({ status: 200 });
    expect(await db().transfer.findFirst()).toMatchObject({ state: "success" });
  });
});

describe("over v3 only", () => {
  beforeEach(() => freshWorld({ WXPAY_API: "v3" }));

  it("a notice of something else is acknowledged and noted", async () => {
    const log = watchLog();
    const event = {
      type: "SECURITY_ECHO.SUCCESS",
      summary: "x",
      original: "security",
      resource: { echo: 1 },
    };
    const sent = await v3NoticeRequest({ kind: "genuine", body: noticeJson(event) }, 2);
    expect((await deliver(sent, "shop")).status).toBe(200);
    expect(log.lines("wxpay.notification.other")).toMatchObject([{ eventType: "SECURITY_ECHO.SUCCESS" }]);
  });

  it("WeChat's tests of our verification are refused without alarm", async () => {
    const log = watchLog();
    const event = { type: "TRANSACTION.SUCCESS", summary: "x", original: "transaction", resource: {} };
    const sent = await v3NoticeRequest({ kind: "signtest", body: noticeJson(event) }, 1);
    expect((await deliver(sent, "shop")).status).toBe(400);
    expect(log.lines("wxpay.notification.refused")).toMatchObject([{ level: "info" }]);
    await deliver({ ...sent, headers: {} }, "shop");
    expect(log.lines("wxpay.notification.refused")[1]).toMatchObject({ level: "warn" });
  });
});

describe("an address that nobody serves", () => {
  const real = { WECHAT_SANDBOX: "0", WXPAY_API: undefined };
  const json = { body: "{}", headers: { "content-type": "application/json; charset=utf-8" } };
  const xml = { body: "<xml></xml>", headers: { "content-type": "text/xml" } };

  it.each([
    ["while WeChat Pay is off", real, "shop"],
    ["while WeChat Pay is off", real, "refund"],
    ["for a type that has no handler", {}, "unknown"],
    ["for a type that has no handler", {}, "constructor"],
  ])("%s answers 404 in its sender's form", async (_, settings, type) => {
    await freshWorld(settings);
    expect(await deliver(json, type)).toEqual({
      status: 404,
      text: '{"code":"FAIL","message":"nobody handles this here"}',
    });
    expect(await deliver(xml, type)).toMatchObject({
      status: 404,
      text: expect.stringContaining("<return_code><![CDATA[FAIL]]></return_code>"),
    });
  });

  it("answers 413 in its sender's form to what is too large", async () => {
    await freshWorld();
    const large = { ...json, body: JSON.stringify({ x: "x".repeat(70_000) }) };
    expect(await deliver(large, "refund")).toMatchObject({ status: 413 });
  });
});
