import { describe, expect, it } from "vitest";
import { type PrepayOrder, v3Message, v3Verify, WechatConfigError } from "@/lib/wechat";
import { rejection } from "./support";
import { appid, mchid, merchantKey, order, type Reply, transaction, v3Merchant } from "./wxpay-v3-support";

describe("prepay", () => {
  const h5 = (info: object) => JSON.stringify({ h5_info: info });

  it.each<[Partial<PrepayOrder>, object, object]>([
    [{}, { prepay_id: "wx1" }, { trade_type: "JSAPI", prepay_id: "wx1" }],
    [{ trade_type: "APP" }, { prepay_id: "wx1" }, { trade_type: "APP", prepay_id: "wx1" }],
    [
      { trade_type: "NATIVE", product_id: "1" },
      { code_url: "weixin://wxpay/bizpayurl?pr=x" },
      { trade_type: "NATIVE", prepay_id: "", code_url: "weixin://wxpay/bizpayurl?pr=x" },
    ],
    [
      { trade_type: "MWEB", scene_info: h5({ type: "Wap" }) },
      { h5_url: "https://wx.tenpay.com/x?prepay_id=1" },
      { trade_type: "MWEB", prepay_id: "", mweb_url: "https://wx.tenpay.com/x?prepay_id=1" },
    ],
  ])("%j", async (change, body, expected) => {
    const { wxpay } = v3Merchant(() => ({ body }));
    expect(await wxpay.prepay({ ...order, ...change })).toEqual(expected);
  });

  const bodyOf = async (change: Partial<PrepayOrder>) => {
    const { wxpay, calls } = v3Merchant(() => ({ body: { prepay_id: "wx1", h5_url: "https://x" } }));
    await wxpay.prepay({ ...order, ...change });
    return calls[0]?.json;
  };

  it("cuts the description to 127 bytes and no character in two", async () => {
    expect(await bodyOf({ body: "月".repeat(60) })).toMatchObject({ description: "月".repeat(42) });
    expect(await bodyOf({ body: "💎".repeat(60) })).toMatchObject({ description: "💎".repeat(31) });
  });

  it("says in Beijing's time when it ends", async () => {
    const time_expire = new Date("2026-06-01T16:30:05.678Z");
    expect(await bodyOf({ time_expire })).toMatchObject({ time_expire: "2026-06-02T00:30:05+08:00" });
  });

  it("translates v2's names", async () => {
    const detail = {
      cost_price: 9000,
      receipt_id: "wx123",
      goods_detail: [
        { goods_id: "g1", wxpay_goods_id: "1001", goods_name: "月光石", quantity: 2, price: 4400 },
      ],
    };
    const scene = { store_info: { id: "S1", name: "月光", area_code: "440305", address: "x" } };
    const change = { attach: "a", goods_tag: "T", limit_pay: "no_credit", device_info: "WEB" } as const;
    const sent = await bodyOf({
      ...change,
      detail: JSON.stringify(detail),
      scene_info: JSON.stringify(scene),
    });
    expect(sent).toMatchObject({
      attach: "a",
      goods_tag: "T",
      limit_pay: ["no_credit"],
      detail: {
        cost_price: 9000,
        invoice_id: "wx123",
        goods_detail: [
          {
            merchant_goods_id: "g1",
            wechatpay_goods_id: "1001",
            goods_name: "月光石",
            quantity: 2,
            unit_price: 4400,
          },
        ],
      },
      scene_info: { device_id: "WEB", store_info: scene.store_info },
    });
    const app = {
      trade_type: "MWEB",
      scene_info: h5({ type: "IOS", app_name: "A", bundle_id: "b" }),
    } as const;
    expect(await bodyOf(app)).toMatchObject({
      scene_info: { h5_info: { type: "iOS", app_name: "A", bundle_id: "b" } },
    });
  });

  it.each<[string, Partial<PrepayOrder>, string]>([
    ["a short number", { out_trade_no: "1" }, "out_trade_no"],
    ["an odd number", { out_trade_no: "20260601/../x" }, "out_trade_no"],
    ["nothing to pay", { total_fee: 0 }, "total_fee"],
    ["half a fen", { total_fee: 0.5 }, "total_fee"],
    ["no payer", { openid: undefined }, "openid"],
    ["no address", { spbill_create_ip: "x" }, "spbill_create_ip"],
    ["NATIVE without a product", { trade_type: "NATIVE" }, "product_id"],
    ["MWEB without a scene", { trade_type: "MWEB" }, "scene_info"],
    [
      "MWEB with another scene",
      { trade_type: "MWEB", scene_info: '{"store_info":{"id":"1"}}' },
      "scene_info",
    ],
    ["MWEB with no JSON", { trade_type: "MWEB", scene_info: "{" }, "scene_info"],
    ["goods that are no JSON", { detail: "石头" }, "detail"],
    ["goods without a number", { detail: '{"goods_detail":[{}]}' }, "detail"],
    ["a long attach", { attach: "月".repeat(43) }, "attach"],
    ["no name", { body: "" }, "body"],
  ])("%s: named, and nothing is sent", async (_, change, field) => {
    const { wxpay, calls } = v3Merchant(() => ({}));
    const error = await rejection(wxpay.prepay({ ...order, ...change }));
    expect(error).toBeInstanceOf(WechatConfigError);
    expect(String(error)).toContain(field);
    expect(calls).toEqual([]);
  });

  it.each([
    ["https://shop.example/wxpay/shop/callback", true],
    ["http://localhost:3000/wxpay/shop/callback", true],
    ["http://192.168.1.5:3000/x", true],
    ["http://[::1]:3000/x", true],
    ["http://shop/x", true],
    ["http://shop.example/x", false],
    ["https://shop.example/x?a=1", false],
    ["https://shop.example/x#a", false],
    ["ftp://localhost/x", false],
    ["/wxpay/shop/callback", false],
    [`https://shop.example/${"x".repeat(240)}`, false],
  ])("notify_url %s: %s", async (url, taken) => {
    const { wxpay, calls } = v3Merchant(() => ({ body: { prepay_id: "wx1" } }), { notifyUrl: () => url });
    const error = await wxpay.prepay(order).catch((thrown: unknown) => thrown);
    expect([error instanceof WechatConfigError, calls.length]).toEqual([!taken, taken ? 1 : 0]);
  });
});

describe("orderQuery", () => {
  const ask = (reply: Reply) =>
    v3Merchant(() => reply).wxpay.orderQuery({ out_trade_no: order.out_trade_no });

  it("paid", async () => {
    expect(await ask({ body: { ...transaction, promotion_detail: [] } })).toEqual({
      trade_state: "SUCCESS",
      out_trade_no: order.out_trade_no,
      transaction_id: transaction.transaction_id,
      openid: transaction.payer.openid,
      total_fee: 8800,
      cash_fee: 8700,
      bank_type: "CMC",
      trade_type: "JSAPI",
      time_end: new Date("2026-06-01T04:00:00Z"),
      attach: undefined,
      trade_state_desc: "支付成功",
      raw: { ...transaction, promotion_detail: [] },
    });
  });

  it.each(["REFUND", "NOTPAY", "CLOSED", "REVOKED", "USERPAYING", "PAYERROR", "ACCEPT"])(
    "%s, of which only the number is sure",
    async (trade_state) => {
      const body = { appid, mchid, out_trade_no: order.out_trade_no, trade_state };
      expect(await ask({ body })).toMatchObject({ trade_state, out_trade_no: order.out_trade_no, raw: body });
    },
  );

  it("a state that is new", async () => {
    const body = { mchid, out_trade_no: order.out_trade_no, trade_state: "DREAMING" };
    expect(await ask({ body })).toMatchObject({ trade_state: "UNKNOWN", value: "DREAMING" });
  });

  it.each(["ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "NOT_FOUND"])(
    "%s: there is none",
    async (code) => {
      expect(await ask({ status: 404, body: { code, message: "订单不存在" } })).toEqual({
        trade_state: "NOTEXIST",
      });
    },
  );

  it.each<[string, object]>([
    ["another merchant's", { mchid: "1" }],
    ["no merchant's", { mchid: undefined }],
    ["another app's", { appid: "wx1" }],
    ["another order's", { out_trade_no: "20260601120000abd" }],
    ["paid by nobody", { payer: undefined }],
    ["paid with nothing", { amount: { total: 0, currency: "CNY" } }],
    ["paid with half a fen", { amount: { total: 0.5, currency: "CNY" } }],
    ["paid with text", { amount: { total: "8800", currency: "CNY" } }],
    ["paid in another currency", { amount: { total: 8800, currency: "HKD" } }],
    ["paid at no time", { success_time: "yesterday" }],
    ["without a state", { trade_state: undefined }],
  ])("%s: not believed", async (_, change) => {
    const error = await rejection(ask({ body: { ...transaction, ...change } }));
    expect(error).toMatchObject({ kind: "malformed", outcome: "unknown" });
  });

  it("another than was asked for by WeChat's number", async () => {
    const { wxpay, calls } = v3Merchant(() => ({ body: transaction }));
    expect(await wxpay.orderQuery({ transaction_id: transaction.transaction_id })).toMatchObject({
      total_fee: 8800,
    });
    expect(await rejection(wxpay.orderQuery({ transaction_id: "1" }))).toMatchObject({ outcome: "unknown" });
    for (const transaction_id of ["", "../x", "1?mchid=2"]) {
      expect(await rejection(wxpay.orderQuery({ transaction_id }))).toBeInstanceOf(WechatConfigError);
    }
    expect(calls).toHaveLength(2);
  });
});

describe("close", () => {
  it("takes 204, and an order that was closed before", async () => {
    const closed = v3Merchant(() => ({ status: 204 })).wxpay;
    expect(await closed.close(order.out_trade_no)).toBe("closed");
    for (const code of ["ORDER_CLOSED", "ORDERCLOSED"]) {
      const { wxpay } = v3Merchant(() => ({ status: 400, body: { code, message: "订单已关闭" } }));
      expect(await wxpay.close(order.out_trade_no)).toBe("closed");
    }
    expect(await rejection(closed.close("../1"))).toBeInstanceOf(WechatConfigError);
  });
});

describe("call-up", () => {
  const { wxpay, options } = v3Merchant(() => ({}));
  const verified = (signature: string, ...lines: string[]) =>
    v3Verify(v3Message(...lines), signature, merchantKey);

  it("bridge and chooseWXPay: signed with RSA over appid, time, nonce and package", () => {
    const { appId, timeStamp, nonceStr, signType, paySign, ...rest } = wxpay.getConf("wx1");
    expect([appId, timeStamp, signType, rest]).toEqual([
      appid,
      "1780286400",
      "RSA",
      { package: "prepay_id=wx1" },
    ]);
    expect(verified(paySign, appid, timeStamp, nonceStr, "prepay_id=wx1")).toBe(true);
    const choose = wxpay.getChooseConf("wx1");
    expect(Object.keys(choose).sort()).toEqual(["nonceStr", "package", "paySign", "signType", "timestamp"]);
    expect(choose.timestamp).toBe("1780286400");
    expect(verified(choose.paySign, appid, choose.timestamp, choose.nonceStr, "prepay_id=wx1")).toBe(true);
  });

  it("app: the bare prepay_id is signed", () => {
    const { sign, noncestr, ...rest } = wxpay.getAppConf("wx1");
    expect(rest).toEqual({
      appid,
      partnerid: mchid,
      prepayid: "wx1",
      package: "Sign=WXPay",
      timestamp: "1780286400",
    });
    expect(verified(sign, appid, "1780286400", noncestr, "wx1")).toBe(true);
  });

  it("transfer, and what the face tells of itself", () => {
    expect(wxpay.getTransferConf("ABBQO+oY==")).toEqual({
      mchId: mchid,
      appId: appid,
      package: "ABBQO+oY==",
    });
    expect(wxpay).toMatchObject({ api: "v3", signType: "RSA", appid: options.appid, mchid: options.mchid });
  });
});
