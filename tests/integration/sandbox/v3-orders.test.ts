import { beforeEach, describe, expect, it } from "vitest";
import { nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { openidOf } from "@/lib/sandbox/people";
import { freshSandbox, lastCall, pay, placeOrder, qrcode, wait } from "./support";
import { type Answered, closeV3, isGenuine, placeV3, queryV3, send, v3Order } from "./v3-support";

beforeEach(freshSandbox);

const order = () => db().sandboxOrder.findFirstOrThrow();
const prepayId = (answer: Answered): unknown => answer.json.prepay_id;

describe("an order", () => {
  it("is entered and answered with a signed prepay_id", async () => {
    const answer = await placeV3({ attach: "a1" });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ prepay_id: expect.stringMatching(/^wx\d{14}[0-9a-f]{20}$/) });
    expect(isGenuine(answer.headers, answer.text)).toBe(true);
    expect(await order()).toMatchObject({
      api: "v3",
      signType: "RSA",
      tradeType: "JSAPI",
      totalFee: 8800,
      attach: "a1",
      openid: openidOf(pay.appid, "lin"),
      tradeState: "NOTPAY",
      notifyUrl: "https://shop.example.com/wxpay/shop/callback",
    });
    expect(await lastCall()).toMatchObject({
      ok: true,
      address: "https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi",
      outcome: "下单成功 ¥88.00 月光石",
      why: { signature: { ok: true, signType: "WECHATPAY2-SHA256-RSA2048" } },
    });
  });

  it.each([
    ["native", {}, { code_url: expect.stringMatching(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/) }],
    ["app", {}, { prepay_id: expect.stringMatching(/^wx/) }],
    [
      "h5",
      { scene_info: { payer_client_ip: "127.0.0.1", h5_info: { type: "Wap" } } },
      { h5_url: expect.stringContaining("/wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx") },
    ],
  ])("of kind %s is for anybody who has its address", async (kind, changes, expected) => {
    const answer = await placeV3({ ...changes, payer: undefined }, kind);
    expect(answer.json).toEqual(expected);
    expect(await order()).toMatchObject({ openid: "", api: "v3" });
  });

  it("may have a gift in it, which costs nothing", async () => {
    const gift = { merchant_goods_id: "1", quantity: 1, unit_price: 0 };
    expect((await placeV3({ detail: { goods_detail: [gift] } })).status).toBe(200);
  });

  it("is payable for seven days, or until its own time, which is moved when it is too near", async () => {
    const left = async () => ((await order()).timeExpire?.getTime() ?? 0) - nowMs();
    await placeV3();
    expect(await left()).toBeGreaterThan(7 * 86_400_000 - 60_000);
    await db().sandboxOrder.deleteMany();
    await placeV3({ time_expire: new Date(nowMs() + 3_600_000).toISOString() });
    expect(Math.round((await left()) / 60_000)).toBe(60);
    await db().sandboxOrder.deleteMany();
    const at = new Date(nowMs() - 5000).toISOString();
    expect((await placeV3({ time_expire: at })).status).toBe(200);
    expect(Math.round((await left()) / 1000)).toBeGreaterThan(55);
    expect((await lastCall()).why?.notes).toContain("time_expire 不到 1 分钟：按 1 分钟算");
  });

  it.each<[string, Record<string, unknown>, number, string, string]>([
    ["no description", { description: undefined }, 400, "PARAM_ERROR", "/description"],
    ["a long description", { description: "石".repeat(128) }, 400, "PARAM_ERROR", "/description"],
    ["a short number", { out_trade_no: "12345" }, 400, "PARAM_ERROR", "/out_trade_no"],
    ["a number with a slash", { out_trade_no: "123456/7" }, 400, "PARAM_ERROR", "/out_trade_no"],
    ["no amount", { amount: undefined }, 400, "PARAM_ERROR", "/amount"],
    ["an amount of 0", { amount: { total: 0 } }, 400, "PARAM_ERROR", "/amount/total"],
    ["half a fen", { amount: { total: 0.5 } }, 400, "PARAM_ERROR", "/amount/total"],
    ["an amount as text", { amount: { total: "8800" } }, 400, "PARAM_ERROR", "/amount/total"],
    ["another currency", { amount: { total: 1, currency: "USD" } }, 400, "PARAM_ERROR", "/amount/currency"],
    ["a notify_url with a query", { notify_url: "https://a.cn/?b" }, 400, "PARAM_ERROR", "/notify_url"],
    ["no payer", { payer: undefined }, 400, "PARAM_ERROR", "/payer"],
    ["a moment without zone", { time_expire: "2026-06-08T10:34:56" }, 400, "PARAM_ERROR", "/time_expire"],
    ["a moment next year", { time_expire: "2030-06-08T10:34:56Z" }, 400, "PARAM_ERROR", "/time_expire"],
  ])("%s is refused, with the field", async (_name, changes, status, code, field) => {
    const answer = await placeV3(changes);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ code, detail: { field, location: "body" } });
    expect(isGenuine(answer.headers, answer.text)).toBe(true);
    expect(await db().sandboxOrder.count()).toBe(0);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ["a stranger's appid", { appid: "wx0000000000000000" }, 400, "APPID_MCHID_NOT_MATCH"],
    ["an appid that is not bound", { appid: qrcode.appid }, 400, "APPID_MCHID_NOT_MATCH"],
    ["another mchid", { mchid: "1900000109" }, 400, "INVALID_REQUEST"],
    ["another app's openid", { payer: { openid: openidOf(qrcode.appid, "lin") } }, 500, "OPENID_MISMATCH"],
  ])("%s is refused", async (_name, changes, status, code) => {
    const answer = await placeV3(changes);
    expect(answer).toMatchObject({ status, json: { code } });
    expect(await db().sandboxOrder.count()).toBe(0);
  });

  it.each([
    ["JSON that is none", "{", "json"],
    ["XML", "<xml></xml>", "xml"],
    ["a list", "[]", "list"],
    ["null", "null", "null"],
  ])("%s is refused", async (_name, body) => {
    expect(await send({ path: "/v3/pay/transactions/jsapi", body })).toMatchObject({
      status: 400,
      json: { code: "PARAM_ERROR" },
    });
  });

  it("of H5 says for which system", async () => {
    const scene = { scene_info: { payer_client_ip: "127.0.0.1", h5_info: { type: "Symbian" } } };
    expect((await placeV3(scene, "h5")).json).toMatchObject({
      detail: { field: "/scene_info/h5_info/type", value: "Symbian" },
    });
    expect((await placeV3({}, "h5")).json).toMatchObject({ detail: { field: "/scene_info" } });
  });
});

describe("the same number again", () => {
  it("gives the same prepay_id for two hours, then another; the order of the fields is no matter", async () => {
    const first = prepayId(await placeV3({ attach: "a" }));
    const turned = Object.fromEntries(Object.entries(v3Order({ attach: "a" })).reverse());
    const again = await send({ path: "/v3/pay/transactions/jsapi", body: turned });
    expect(prepayId(again)).toBe(first);
    wait(2 * 3600 + 1);
    const renewed = prepayId(await placeV3({ attach: "a" }));
    expect(renewed).toMatch(/^wx/);
    expect(renewed).not.toBe(first);
    expect(await db().sandboxOrder.count()).toBe(1);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["another amount", { amount: { total: 1, currency: "CNY" } }, "amount.total"],
    ["no currency", { amount: { total: 8800 } }, "amount.currency"],
    ["another payer", { payer: { openid: openidOf(pay.appid, "chen") } }, "payer.openid"],
    ["an attach", { attach: "x" }, "attach"],
    ["another notify_url", { notify_url: "https://shop.example.com/other" }, "notify_url"],
  ])("with %s is refused", async (_name, changes, field) => {
    await placeV3();
    const answer = await placeV3(changes);
    expect(answer).toMatchObject({
      status: 400,
      json: { code: "INVALID_REQUEST", message: "201 商户订单号重复" },
    });
    expect((await lastCall()).why?.differences).toMatchObject([{ field }]);
  });

  it("for another kind of payment, or of v2, is refused", async () => {
    await placeV3();
    expect((await placeV3({}, "app")).json).toMatchObject({ message: "201 商户订单号重复" });
    await placeOrder();
    const answer = await placeV3({ out_trade_no: "T20260101000001" });
    expect(answer.json).toMatchObject({ message: "201 商户订单号重复" });
    expect((await lastCall()).why?.differences?.[0]).toMatchObject({ before: "V2", now: "V3" });
  });

  it("of an order that is closed, paid or too late is refused", async () => {
    await placeV3();
    await db().sandboxOrder.updateMany({ data: { timeExpire: new Date(nowMs() - 1000) } });
    expect((await placeV3()).json).toMatchObject({ message: "订单已过期" });
    await db().sandboxOrder.updateMany({ data: { tradeState: "CLOSED" } });
    expect(await placeV3()).toMatchObject({ status: 400, json: { code: "ORDER_CLOSED" } });
    await db().sandboxOrder.updateMany({ data: { tradeState: "SUCCESS" } });
    expect(await placeV3()).toMatchObject({ status: 400, json: { code: "ORDERPAID" } });
  });

  it("ten times at once is one order", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => placeV3()));
    expect(new Set(answers.map(prepayId)).size).toBe(1);
    expect(await db().sandboxOrder.count()).toBe(1);
  });
});

describe("a query", () => {
  it("tells of an unpaid order what little there is", async () => {
    await placeV3({ attach: "a1" });
    const { json, status } = await queryV3();
    expect(status).toBe(200);
    expect(json).toEqual({
      appid: pay.appid,
      mchid: pay.mchid,
      out_trade_no: "V20260101000001",
      trade_state: "NOTPAY",
      trade_state_desc: "订单未支付",
      attach: "a1",
      payer: { openid: openidOf(pay.appid, "lin") },
      amount: { total: 8800, currency: "CNY" },
    });
  });

  it("tells of a paid one everything, by either number", async () => {
    await placeV3({}, "native");
    const paid = { transactionId: "4200001111202606150000000001", payerId: "chen" };
    const paidAt = new Date("2026-06-15T17:00:00Z");
    await db().sandboxOrder.updateMany({ data: { tradeState: "SUCCESS", paidAt, ...paid } });
    const byNumber = await queryV3();
    expect(byNumber.json).toMatchObject({
      transaction_id: paid.transactionId,
      trade_type: "NATIVE",
      trade_state: "SUCCESS",
      success_time: "2026-06-16T01:00:00+08:00",
      payer: { openid: openidOf(pay.appid, "chen") },
      amount: { total: 8800, payer_total: 8800, currency: "CNY", payer_currency: "CNY" },
    });
    const path = `/v3/pay/transactions/id/${paid.transactionId}?mchid=${pay.mchid}`;
    expect((await send({ path })).json).toEqual(byNumber.json);
  });

  it.each([
    ["an unknown number", `/out-trade-no/nothing?mchid=${pay.mchid}`, 404, "ORDER_NOT_EXIST"],
    ["an unknown transaction", `/id/4200?mchid=${pay.mchid}`, 404, "ORDER_NOT_EXIST"],
    ["no mchid", "/out-trade-no/V20260101000001", 400, "PARAM_ERROR"],
    ["another mchid", "/out-trade-no/V20260101000001?mchid=1900000109", 400, "INVALID_REQUEST"],
  ])("with %s is refused", async (_name, path, status, code) => {
    await placeV3();
    expect(await send({ path: `/v3/pay/transactions${path}` })).toMatchObject({ status, json: { code } });
  });
});

describe("closing", () => {
  it("answers 204 without a body, signed, at once after the order, and again", async () => {
    await placeV3();
    for (let time = 0; time < 2; time += 1) {
      const answer = await closeV3();
      expect(answer).toMatchObject({ status: 204, text: "" });
      expect(isGenuine(answer.headers, "")).toBe(true);
    }
    expect((await queryV3()).json).toMatchObject({ trade_state: "CLOSED" });
  });

  it("of nothing is answered 204 too, with a doubt in the ledger", async () => {
    expect((await closeV3("nothing")).status).toBe(204);
    expect((await lastCall()).why?.notes?.join()).toContain("没有这个订单");
  });

  it("of a paid order is refused and changes nothing", async () => {
    await placeV3();
    await db().sandboxOrder.updateMany({ data: { tradeState: "SUCCESS" } });
    expect(await closeV3()).toMatchObject({ status: 400, json: { code: "ORDERPAID" } });
    expect((await order()).tradeState).toBe("SUCCESS");
  });

  it("by another merchant is refused", async () => {
    await placeV3();
    const path = "/v3/pay/transactions/out-trade-no/V20260101000001/close";
    expect((await send({ path, body: { mchid: "1900000109" } })).status).toBe(400);
    expect((await send({ path, method: "POST" })).status).toBe(400);
    expect((await order()).tradeState).toBe("NOTPAY");
  });
});

describe("an address that is not there", () => {
  it.each([
    ["/v3/pay/transactions/facepay", "POST", 404, "NOT_FOUND"],
    ["/v3/pay/transactions/jsapi", "GET", 405, "METHOD_NOT_ALLOWED"],
    [`/v3/pay/transactions/out-trade-no/x/close`, "GET", 405, "METHOD_NOT_ALLOWED"],
  ])("%s %s", async (path, method, status, code) => {
    const answer = await send({ path, method });
    expect(answer).toMatchObject({ status, json: { code } });
    expect(await lastCall()).toMatchObject({ ok: false, httpStatus: status });
  });
});
