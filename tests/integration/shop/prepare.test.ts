import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { vip } from "@/lib/shop/membership";
import { placeOrder } from "@/lib/shop/orders/place";
import { orderOf } from "@/lib/shop/orders/queries";
import { checkPayment } from "@/lib/shop/payments/check";
import { openVipPayment } from "@/lib/shop/payments/open";
import { plainIp, prepareOrder, preparePayment } from "@/lib/shop/payments/prepare";
import { verify } from "@/lib/wechat/sign";
import { calls, freshWorld, interceptWechat, makeUser, shipping } from "@/tests/support/world";

const unifiedorder = "/sandbox/api.mch.weixin.qq.com/pay/unifiedorder";
const orderquery = "/sandbox/api.mch.weixin.qq.com/pay/orderquery";
const minutes = (count: number) => count * 60_000;
const placed = (path: string) => calls.get(path) ?? 0;

let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;
const payer = () => ({ userId: user.id, clientIp: "203.0.113.7" });
const prepare = () => prepareOrder(payer(), orderId, paymentHandlers);
const prepareVip = (outTradeNo: string) => preparePayment(payer(), outTradeNo, paymentHandlers);

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  orderId = await placeOrder(user.id, [{ productId: "garnet", quantity: 2 }], shipping, { fromCart: false });
});

describe("preparing a payment", () => {
  it("gives the bridge a signed conf for the order's own number and amount", async () => {
    const prepared = await prepare();
    if (prepared.state !== "ready") throw new Error("not ready");
    const { paySign, ...conf } = prepared.conf;
    expect(verify({ ...conf, sign: paySign }, sandboxAccounts.pay.key, "HMAC-SHA256")).toBe(true);
    expect(typeof conf.timeStamp).toBe("string");
    const payment = await db().payment.findUniqueOrThrow({ where: { outTradeNo: prepared.outTradeNo } });
    const order = await orderOf(user.id, orderId);
    expect(payment).toMatchObject({
      outTradeNo: orderId,
      totalFee: order?.total,
      body: "月光宝石-石榴石 × 2",
      type: "shop",
      openid: user.openid,
    });
  });

  it("works with MD5 as well", async () => {
    await freshWorld({ WXPAY_SIGN_TYPE: "MD5" });
    user = await makeUser();
    orderId = await placeOrder(user.id, [{ productId: "garnet", quantity: 1 }], shipping, {
      fromCart: false,
    });
    const prepared = await prepare();
    expect(prepared).toMatchObject({ state: "ready", conf: { signType: "MD5" } });
  });

  it("uses the prepay_id again while it is fresh", async () => {
    const [first, second] = [await prepare(), await prepare()];
    expect(placed(unifiedorder)).toBe(1);
    expect(second.state === "ready" && first.state === "ready" && second.conf.package).toBe(
      first.state === "ready" && first.conf.package,
    );
  });

  it("makes one payment when two taps come at once", async () => {
    await Promise.all([prepare(), prepare(), prepare()]);
    expect(await db().payment.count()).toBe(1);
  });

  it("renews the prepay_id after two hours under the same number", async () => {
    const outTradeNo = await openVipPayment(payer());
    const before = await prepareVip(outTradeNo);
    setClockOffset(minutes(121));
    const after = await prepareVip(outTradeNo);
    expect(placed(unifiedorder)).toBe(2);
    expect(after.outTradeNo).toBe(before.outTradeNo);
    const packages = [before, after].map((prepared) => prepared.state === "ready" && prepared.conf.package);
    expect(packages[0]).not.toBe(packages[1]);
    expect(await openVipPayment(payer())).toBe(outTradeNo);
  });

  it("renews it although the payer's network has changed: WeChat wants the order as it was", async () => {
    const outTradeNo = await openVipPayment(payer());
    await prepareVip(outTradeNo);
    setClockOffset(minutes(121));
    const elsewhere = { userId: user.id, clientIp: "198.51.100.9" };
    expect(await preparePayment(elsewhere, outTradeNo, paymentHandlers)).toMatchObject({ state: "ready" });
  });

  it("keeps the number when WeChat does not answer, and says that nothing was charged", async () => {
    interceptWechat(async () => {
      throw new TypeError("fetch failed");
    });
    await expect(prepare()).rejects.toMatchObject({ code: "wechat_unavailable", status: 502 });
    interceptWechat(async () => null);
    expect(await prepare()).toMatchObject({ state: "ready", outTradeNo: orderId });
    expect(await db().payment.count()).toBe(1);
  });

  it("does not believe an answer that is not signed", async () => {
    const forged =
      "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><prepay_id>wx1</prepay_id></xml>";
    interceptWechat(async () => new Response(forged));
    await expect(prepare()).rejects.toMatchObject({ code: "wechat_unavailable" });
    expect(await db().payment.findFirst()).toMatchObject({ prepayId: null });
  });

  it("is a 404 for a stranger's order, and asks nobody", async () => {
    const stranger = await makeUser("chen");
    const attempt = prepareOrder({ userId: stranger.id, clientIp: "127.0.0.1" }, orderId, paymentHandlers);
    await expect(attempt).rejects.toMatchObject({ status: 404 });
    expect(calls.size).toBe(0);
  });

  it("asks a person who has no openid under the merchant's app to come through WeChat", async () => {
    await db().wechatIdentity.deleteMany();
    await expect(prepare()).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("asking what became of a payment", () => {
  const check = () => checkPayment(user.id, orderId, paymentHandlers);

  it("asks WeChat while no notification has come, and believes only WeChat", async () => {
    await prepare();
    expect(await check()).toBe("created");
    expect(placed(orderquery)).toBe(1);
    expect((await orderOf(user.id, orderId))?.state).toBe("pending");
  });

  it("does not ask for what WeChat has never heard of", async () => {
    const outTradeNo = await openVipPayment(payer());
    expect(await checkPayment(user.id, outTradeNo, paymentHandlers)).toBe("created");
    expect(placed(orderquery)).toBe(0);
  });

  it("is a 404 for a stranger", async () => {
    await prepare();
    const stranger = await makeUser("chen");
    await expect(checkPayment(stranger.id, orderId, paymentHandlers)).rejects.toMatchObject({ status: 404 });
  });
});

describe("a membership", () => {
  it("costs what the shop says", async () => {
    const outTradeNo = await openVipPayment(payer());
    const payment = await db().payment.findUniqueOrThrow({ where: { outTradeNo } });
    expect(payment).toMatchObject({ totalFee: vip.price, type: "vip", orderId: null, state: "created" });
  });

  it("is bought anew after a day", async () => {
    const outTradeNo = await openVipPayment(payer());
    setClockOffset(minutes(24 * 60 + 1));
    await expect(prepareVip(outTradeNo)).rejects.toMatchObject({ code: "order_state" });
    expect(await openVipPayment(payer())).not.toBe(outTradeNo);
  });
});

describe("the payer's address", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["1.2.3.4, 203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["", "127.0.0.1"],
    [null, "127.0.0.1"],
    ["not an address", "127.0.0.1"],
  ])("%s is sent as %s", (given, sent) => {
    expect(plainIp(given)).toBe(sent);
  });
});
