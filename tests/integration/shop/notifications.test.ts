import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { cancelOrder } from "@/lib/shop/orders/close";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import type { PaymentHandlers } from "@/lib/shop/payments/handlers";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { openVipPayment } from "@/lib/shop/payments/open";
import { prepareOrder, preparePayment } from "@/lib/shop/payments/prepare";
import { buildXml } from "@/lib/wechat/xml";
import { watchLog } from "@/tests/support/log";
import { type Fields, notificationFields, signedNotification } from "@/tests/support/notification";
import { freshWorld, makeUser, setStock, shipping, stockOf } from "@/tests/support/world";

const { pay } = sandboxAccounts;

let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;

const genuine = (outTradeNo = orderId): Promise<Fields> => notificationFields(outTradeNo);
const signed = signedNotification;

function deliver(body: string, type = "shop", handlers: PaymentHandlers = paymentHandlers) {
  const request = new Request(`http://localhost:3000/wxpay/${type}/callback`, { method: "POST", body });
  return answerPaymentNotification(request, type, handlers);
}

const verdict = async (answer: Promise<Response>) => {
  const response = await answer;
  // Each interface is answered in its own form.
  const code = /(?:<return_code><!\[CDATA\[|"code":")(\w+)/.exec(await response.text())?.[1];
  return { status: response.status, code };
};

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 5);
  orderId = await placeOrder(user.id, [{ productId: "garnet", quantity: 1 }], shipping, { fromCart: false });
  await prepareOrder({ userId: user.id, clientIp: "127.0.0.1" }, orderId, paymentHandlers);
});

describe("a genuine notification", () => {
  it("pays the order, gives the gems and is acknowledged", async () => {
    const fields = await genuine();
    expect(await verdict(deliver(signed(fields)))).toEqual({ status: 200, code: "SUCCESS" });
    const order = await orderOf(user.id, orderId);
    expect(order).toMatchObject({ state: "paid", transactionId: fields.transaction_id });
    expect(order?.paidAt).toEqual(new Date("2026-11-22T20:30:00+08:00"));
    const gems = Math.floor((order?.total ?? 0) / 100);
    expect(await db().user.findUnique({ where: { id: user.id } })).toMatchObject({ gems });
  });

  it("may be signed with MD5 by chance, and may carry fields that are new to us", async () => {
    const fields = { ...(await genuine()), coupon_fee_0: 1, invented_tomorrow: "沙" };
    expect(await verdict(deliver(signed(fields, pay.key, "MD5")))).toEqual({ status: 200, code: "SUCCESS" });
  });

  it("takes effect once when 50 come at the same moment", async () => {
    const body = signed(await genuine());
    const answers = await Promise.all(Array.from({ length: 50 }, () => verdict(deliver(body))));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(["SUCCESS"]));
    const order = await orderOf(user.id, orderId);
    expect(order?.events.map(({ kind }) => kind)).toEqual(["placed", "paid"]);
    const gems = Math.floor((order?.total ?? 0) / 100);
    expect(await db().user.findUnique({ where: { id: user.id } })).toMatchObject({ gems });
  });

  it("for a membership, 50 at once, adds one year", async () => {
    const payer = { userId: user.id, clientIp: "127.0.0.1" };
    const outTradeNo = await openVipPayment(payer);
    await preparePayment(payer, outTradeNo, paymentHandlers);
    const body = signed(await genuine(outTradeNo));
    await Promise.all(Array.from({ length: 50 }, () => deliver(body, "vip")));
    const { vipUntil } = await db().user.findUniqueOrThrow({ where: { id: user.id } });
    expect(vipUntil).toEqual(new Date("2027-11-22T20:30:00+08:00"));
  });
});

describe("a notification that must not take effect", () => {
  const shopOf = async () => [
    await orderOf(user.id, orderId),
    await db().payment.findMany(),
    await db().user.findMany(),
  ];
  const other: [string, (fields: Fields) => string, number?][] = [
    ["forged with another key", (fields) => signed(fields, "0123456789abcdef0123456789abcdef")],
    ["unsigned", (fields) => buildXml(fields)],
    ["with an empty sign", (fields) => buildXml({ ...fields, sign: "" })],
    ["changed after signing", (fields) => signed(fields).replace(/<total_fee>\d+/, "<total_fee>1")],
    ["of another amount", (fields) => signed({ ...fields, total_fee: 1, cash_fee: 1 })],
    [
      "of another amount that only looks equal",
      (fields) => signed({ ...fields, total_fee: `${fields.total_fee}.0` }),
    ],
    ["of another app", (fields) => signed({ ...fields, appid: "wx0000000000000000" })],
    ["of another merchant", (fields) => signed({ ...fields, mch_id: "1999999999" })],
    ["of another payer", (fields) => signed({ ...fields, openid: "oSomebodyElse0000000000000" })],
    [
      "of an order that is not ours",
      (fields) => signed({ ...fields, out_trade_no: "M20260101000000nobody" }),
    ],
    ["of a payment that failed", (fields) => signed({ ...fields, result_code: "FAIL" })],
    ["without a transaction", (fields) => signed({ ...fields, transaction_id: undefined })],
    ["with an impossible time", (fields) => signed({ ...fields, time_end: "20261342256199" })],
    ["cut short", (fields) => signed(fields).slice(0, 200)],
    ["empty", () => ""],
    ["JSON", (fields) => JSON.stringify(fields)],
    ["with a DOCTYPE", (fields) => signed(fields).replace("<xml>", '<!DOCTYPE x [<!ENTITY a "b">]><xml>')],
    ["with an external entity", (fields) => `<!DOCTYPE x SYSTEM "file:///etc/passwd">${signed(fields)}`],
    ["with a tag twice", (fields) => signed(fields).replace("</xml>", "<total_fee>1</total_fee></xml>")],
    ["with __proto__", (fields) => signed(fields).replace("</xml>", "<__proto__>1</__proto__></xml>")],
    ["too large", (fields) => signed({ ...fields, attach: "x".repeat(70_000) }), 413],
  ];

  it.each(other)("%s", async (_, make, status = 400) => {
    const before = await shopOf();
    expect(await verdict(deliver(make(await genuine())))).toEqual({ status, code: "FAIL" });
    expect(await shopOf()).toEqual(before);
  });

  it.each([0, 200])("whose sender hung up after %i bytes is no forgery in the log", async (sent) => {
    const { lines } = watchLog();
    const body = signed(await genuine());
    const request = new Request("http://localhost:3000/wxpay/shop/callback", {
      method: "POST",
      headers: { "content-length": String(Buffer.byteLength(body)) },
      body: body.slice(0, sent),
    });
    const answer = answerPaymentNotification(request, "shop", paymentHandlers);
    expect(await verdict(answer)).toEqual({ status: 400, code: "FAIL" });
    expect(lines()).toMatchObject([
      { level: "info", event: "wxpay.notification.refused", message: "cut off" },
    ]);
    vi.restoreAllMocks();
  });

  it("comes to the address of another type", async () => {
    const before = await shopOf();
    expect(await verdict(deliver(signed(await genuine()), "vip"))).toEqual({ status: 400, code: "FAIL" });
    expect(await shopOf()).toEqual(before);
  });

  it.each(["unknown", "constructor", "__proto__", "toString"])("comes to the type %s: 404", async (type) => {
    expect((await deliver(signed(await genuine()), type)).status).toBe(404);
  });

  it("repeats a number with another transaction", async () => {
    const fields = await genuine();
    await deliver(signed(fields));
    const before = await shopOf();
    const second = signed({ ...fields, transaction_id: "4200000000000000000000000009" });
    expect(await verdict(deliver(second))).toEqual({ status: 400, code: "FAIL" });
    expect(await shopOf()).toEqual(before);
  });
});

describe("a handler that throws", () => {
  it("undoes everything, is answered FAIL, and the next delivery succeeds", async () => {
    const body = signed(await genuine());
    const failing = vi.fn<PaymentHandlers[string]>(async (res, type) => {
      await paymentHandlers.shop?.(res, type);
      throw new Error("the cloner's own mistake");
    });
    expect(await verdict(deliver(body, "shop", { shop: failing }))).toEqual({ status: 500, code: "FAIL" });
    expect(failing).toHaveBeenCalledOnce();
    expect((await orderOf(user.id, orderId))?.state).toBe("pending");
    expect(await db().user.findUnique({ where: { id: user.id } })).toMatchObject({ gems: 0 });
    expect(await verdict(deliver(body))).toEqual({ status: 200, code: "SUCCESS" });
    expect((await orderOf(user.id, orderId))?.state).toBe("paid");
  });
});

describe("money that comes after the order was closed", () => {
  const cancel = () => cancelOrder(user.id, orderId, paymentHandlers);

  it("revives the order while the stones are there", async () => {
    const body = signed(await genuine());
    await cancel();
    expect(await stockOf("garnet")).toBe(5);
    expect(await verdict(deliver(body))).toEqual({ status: 200, code: "SUCCESS" });
    expect(await orderOf(user.id, orderId)).toMatchObject({ state: "paid", closedAt: null });
    expect(await stockOf("garnet")).toBe(4);
  });

  it("waits for a refund when they are gone", async () => {
    const body = signed(await genuine());
    await cancel();
    await setStock("garnet", 0);
    expect(await verdict(deliver(body))).toEqual({ status: 200, code: "SUCCESS" });
    expect((await orderOf(user.id, orderId))?.state).toBe("refund_due");
    expect(await stockOf("garnet")).toBe(0);
    expect(await db().user.findUnique({ where: { id: user.id } })).toMatchObject({ gems: 0 });
  });
});
