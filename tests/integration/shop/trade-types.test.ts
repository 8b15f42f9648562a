import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { setFault } from "@/lib/sandbox/faults";
import { keepHouse } from "@/lib/shop/housekeeping";
import { cancelOrder } from "@/lib/shop/orders/close";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { runOutbox } from "@/lib/shop/outbox";
import { askWechat, checkPayment } from "@/lib/shop/payments/check";
import { openVipPayment } from "@/lib/shop/payments/open";
import {
  h5Url,
  h5UrlOf,
  nativeCode,
  nativeCodeOf,
  prepareOrder,
  preparePayment,
} from "@/lib/shop/payments/prepare";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { payAtSandbox } from "@/tests/support/refunds";
import { changeSettings } from "@/tests/support/settings";
import { calls, freshWorld, makeUser, setStock, shipping } from "@/tests/support/world";

const minutes = (count: number) => count * 60_000;

describe.each(["v2", "v3"])("over %s", (api) => {
  let user: Awaited<ReturnType<typeof makeUser>>;
  let orderId: string;
  const payer = () => ({ userId: user.id, clientIp: "203.0.113.7" });
  const code = () => nativeCode(payer(), orderId, paymentHandlers);
  const url = () => h5Url(payer(), orderId, paymentHandlers);
  const prepare = () => prepareOrder(payer(), orderId, paymentHandlers);
  const state = async () => (await orderOf(user.id, orderId))?.state;
  const payment = (outTradeNo: string) => db().payment.findUniqueOrThrow({ where: { outTradeNo } });
  const placedTimes = () =>
    [...calls].reduce(
      (sum, [path, count]) =>
        /unifiedorder|transactions\/(jsapi|native|h5)$/.test(path) ? sum + count : sum,
      0,
    );

  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    user = await makeUser();
    await setStock("garnet", 5);
    orderId = await placeOrder(user.id, [{ productId: "garnet", quantity: 1 }], shipping, {
      fromCart: false,
    });
  });

  it("a desktop's QR code may be paid by anybody, and the shop knows by whom", async () => {
    await db().wechatIdentity.deleteMany();
    const ready = await code();
    expect(ready).toMatchObject({ state: "ready", outTradeNo: orderId });
    if (ready.state !== "ready") return;
    expect(ready.codeUrl).toMatch(/^weixin:\/\/wxpay\/bizpayurl/);
    expect(await payment(orderId)).toMatchObject({ tradeType: "NATIVE", openid: "", api });
    await payAtSandbox(orderId);
    expect(await state()).toBe("paid");
    expect(await payment(orderId)).toMatchObject({ state: "paid", payerOpenid: user.openid });
    expect(await code()).toEqual({ state: "paid", outTradeNo: orderId });
  });

  it("a lost notification of a QR code's payment is made up for by asking", async () => {
    await code();
    await setFault("notice_lost", true);
    await payAtSandbox(orderId);
    expect(await state()).toBe("pending");
    expect(await checkPayment(user.id, orderId, paymentHandlers)).toBe("paid");
    expect(await state()).toBe("paid");
  });

  it("a code is kept while it is fresh, and is not valid longer than its order", async () => {
    const first = await code();
    expect(await code()).toEqual(first);
    expect(placedTimes()).toBe(1);
    const order = await orderOf(user.id, orderId);
    expect(first).toMatchObject({ expiresAt: order?.expiresAt });
  });

  it("a membership's code is renewed after two hours under the same number", async () => {
    const outTradeNo = await openVipPayment(payer(), "NATIVE");
    const first = await nativeCodeOf(payer(), outTradeNo, paymentHandlers);
    setClockOffset(minutes(121));
    const second = await nativeCodeOf(payer(), outTradeNo, paymentHandlers);
    expect(placedTimes()).toBe(2);
    expect(second.outTradeNo).toBe(first.outTradeNo);
    expect(second.state === "ready" && +second.expiresAt).toBeGreaterThan(Date.now() + minutes(121));
    expect(await openVipPayment(payer(), "NATIVE")).toBe(outTradeNo);
    expect(await openVipPayment(payer())).not.toBe(outTradeNo);
    await payAtSandbox(outTradeNo);
    expect((await db().user.findUniqueOrThrow({ where: { id: user.id } })).vipUntil).not.toBeNull();
  });

  it("a membership opened for one way of paying is not handed out for another", async () => {
    const outTradeNo = await openVipPayment(payer(), "MWEB");
    const ready = await h5UrlOf(payer(), outTradeNo, paymentHandlers);
    const back = encodeURIComponent(`${config().appUrl}/pay/${outTradeNo}`);
    expect(ready.state === "ready" && ready.url.endsWith(`redirect_url=${back}`)).toBe(true);
    await expect(preparePayment(payer(), outTradeNo, paymentHandlers)).rejects.toMatchObject({
      code: "order_state",
    });
  });

  it("a phone's browser gets an address that leads back to the order, for five minutes", async () => {
    const ready = await url();
    if (ready.state !== "ready") throw new Error("not ready");
    const address = new URL(ready.url);
    expect(address.searchParams.get("redirect_url")).toBe(`${config().appUrl}/orders/${orderId}`);
    expect(+ready.expiresAt - Date.now()).toBeLessThanOrEqual(minutes(5));
    setClockOffset(minutes(5));
    expect((await url()).outTradeNo).toBe(ready.outTradeNo);
    expect(placedTimes()).toBe(2);
    await payAtSandbox(orderId);
    expect(await state()).toBe("paid");
  });

  it("another way of paying closes the one before, here and at WeChat", async () => {
    await prepare();
    const second = await code();
    expect(second.outTradeNo).not.toBe(orderId);
    const third = await prepare();
    const states = await db().payment.findMany({ orderBy: { createdAt: "asc" }, select: { state: true } });
    expect(states).toEqual([{ state: "closed" }, { state: "closed" }, { state: "created" }]);
    setClockOffset(minutes(6));
    await runOutbox(paymentHandlers);
    const open = await db().sandboxOrder.findMany({ where: { tradeState: "NOTPAY" } });
    expect(open.map(({ outTradeNo }) => outTradeNo)).toEqual([third.outTradeNo]);
  });

  it("a browser's address is no QR code, though anybody may pay either", async () => {
    const first = await code();
    const second = await url();
    expect(second.outTradeNo).not.toBe(first.outTradeNo);
    expect(await payment(second.outTradeNo)).toMatchObject({ tradeType: "MWEB", state: "created" });
    expect(await payment(first.outTradeNo)).toMatchObject({ tradeType: "NATIVE", state: "closed" });
  });

  it("a code and a sheet that are asked for at the same moment leave one open", async () => {
    await Promise.allSettled([prepare(), code(), url()]);
    expect(await db().payment.count({ where: { state: "created" } })).toBe(1);
  });

  it("is a 404 for a stranger's order", async () => {
    const stranger = { userId: (await makeUser("chen")).id, clientIp: "203.0.113.7" };
    await expect(nativeCode(stranger, orderId, paymentHandlers)).rejects.toMatchObject({ status: 404 });
    await expect(h5Url(stranger, orderId, paymentHandlers)).rejects.toMatchObject({ status: 404 });
  });

  it("what WeChat has closed is closed here, and the next tap opens another", async () => {
    await prepare();
    await db().sandboxOrder.updateMany({ data: { tradeState: "CLOSED" } });
    expect(await askWechat(orderId, paymentHandlers)).toBe("closed");
    expect((await prepare()).outTradeNo).not.toBe(orderId);
  });

  it("a number that WeChat will not take again is given up, without a word to the payer but to tap again", async () => {
    await prepare();
    await db().sandboxOrder.updateMany({ data: { tradeState: "CLOSED" } });
    await db().payment.updateMany({ data: { prepayAt: new Date(0) } });
    await expect(prepare()).rejects.toMatchObject({ code: "order_state" });
    expect((await prepare()).outTradeNo).not.toBe(orderId);
  });

  it("a payment that was paid and sent back while we did not look counts as paid first", async () => {
    await prepare();
    await setFault("notice_lost", true);
    await payAtSandbox(orderId);
    await db().sandboxOrder.updateMany({ data: { tradeState: "REFUND" } });
    expect(await askWechat(orderId, paymentHandlers)).toBe("paid");
    expect(await state()).toBe("paid");
  });

  it("an order that WeChat took without our seeing its answer is asked about all the same", async () => {
    await setFault("pay_no_answer_after", true);
    await expect(prepare()).rejects.toMatchObject({ code: "wechat_unavailable" });
    await setFault("notice_lost", true);
    await payAtSandbox(orderId);
    setClockOffset(minutes(2));
    await keepHouse(paymentHandlers);
    expect(await state()).toBe("paid");
  });

  it("is cancelled only after WeChat was asked about its code", async () => {
    await code();
    await setFault("notice_lost", true);
    await payAtSandbox(orderId);
    await expect(cancelOrder(user.id, orderId, paymentHandlers)).rejects.toMatchObject({
      code: "order_state",
    });
    expect(await state()).toBe("paid");
  });

  it("what was placed over it is asked about, closed and refunded over it after a switch", async () => {
    await prepare();
    changeSettings({ WXPAY_API: api === "v2" ? "v3" : "v2" });
    await setFault("notice_lost", true);
    await payAtSandbox(orderId);
    expect(await checkPayment(user.id, orderId, paymentHandlers)).toBe("paid");
    await refundAsOperator("op", orderId, { what: "all", reason: "缺货" });
    expect(await db().sandboxRefund.findFirst()).toMatchObject({ api });
    const ways = [...calls.keys()].filter((path) => path.includes("api.mch.weixin.qq.com"));
    expect(ways.every((path) => path.includes("/v3/") === (api === "v3"))).toBe(true);
  });
});

describe("a switch to settings that cannot speak of an open payment any more", () => {
  it("opens another payment, and closes the old one", async () => {
    await freshWorld({ WXPAY_API: "v3" });
    const user = await makeUser();
    const lines = [{ productId: "garnet", quantity: 1 }];
    const orderId = await placeOrder(user.id, lines, shipping, { fromCart: false });
    const payer = { userId: user.id, clientIp: "127.0.0.1" };
    await prepareOrder(payer, orderId, paymentHandlers);
    // Real settings with v2 only, reached through the sandbox.
    const { appid, mchid, key } = sandboxAccounts.pay;
    const only = { WXPAY_APPID: appid, WXPAY_MCHID: mchid, WXPAY_KEY: key, WXPAY_API: "v2" };
    const gateway = `${config().appUrl}/sandbox`;
    changeSettings({ WECHAT_SANDBOX: "0", WECHAT_GATEWAY_URL: gateway, ...only });
    const again = await prepareOrder(payer, orderId, paymentHandlers);
    expect(again.outTradeNo).not.toBe(orderId);
    expect(again).toMatchObject({ state: "ready", conf: { signType: "HMAC-SHA256" } });
    changeSettings({
      WECHAT_GATEWAY_URL: undefined,
      ...Object.fromEntries(Object.keys(only).map((name) => [name, undefined])),
    });
  });
});

it("housekeeping goes on to the other steps when one fails", async () => {
  await freshWorld();
  const user = await makeUser();
  await setStock("garnet", 5);
  const lines = [{ productId: "garnet", quantity: 1 }];
  const orderId = await placeOrder(user.id, lines, shipping, { fromCart: false });
  setClockOffset(minutes(31));
  await db().$executeRawUnsafe(`ALTER TABLE refunds RENAME TO refunds_elsewhere`);
  expect(await keepHouse(paymentHandlers)).toEqual(["garnet"]);
  await db().$executeRawUnsafe(`ALTER TABLE refunds_elsewhere RENAME TO refunds`);
  expect((await orderOf(user.id, orderId))?.state).toBe("expired");
  expect(
    await db().keyValue.findFirst({ where: { key: "lease:housekeeping", value: { not: "" } } }),
  ).toBeNull();
});
