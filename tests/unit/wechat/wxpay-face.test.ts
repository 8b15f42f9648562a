import { describe, expect, it } from "vitest";
import { merchantPrivateKey, merchantSerial, publicKey, publicKeyId } from "@/lib/sandbox/merchant-keys";
import { createWxpay, parseXml, sign, type V3Settings, type WxpayOptions } from "@/lib/wechat";
import { fakeWechat, rejection } from "./support";
import { answer, appid, key, mchid, merchant, merchantOptions, order, signed } from "./wxpay-support";

const v3: V3Settings = {
  key: "fedcba9876543210fedcba9876543210",
  serial: merchantSerial,
  privateKey: merchantPrivateKey,
  publicKey: { id: publicKeyId, pem: publicKey },
};
const v2 = { key, signType: "MD5" as const };

/** A merchant of these settings whose WeChat is silent, and what it was asked. */
function asking(changes: Partial<WxpayOptions>) {
  const wechat = fakeWechat(() => new Response("", { status: 500 }));
  const wxpay = createWxpay(merchantOptions({ transport: wechat.transport, ...changes }));
  const paths = () => wechat.calls.map(({ url }) => new URL(url).pathname);
  return { wxpay, paths };
}

const ref = { out_trade_no: order.out_trade_no };
const pack = {
  mch_billno: "B1",
  re_openid: "o1",
  total_amount: 300,
  wishing: "好",
  act_name: "好",
  remark: "好",
};

describe("createWxpay", () => {
  it.each<[string, Partial<WxpayOptions>]>([
    ["no key at all", { v2: null, v3: null }],
    ["an empty v2 key", { v2: { ...v2, key: "" } }],
    ["v3 without its private key", { api: "v3", v2: null, v3: { ...v3, privateKey: "" } }],
    ["v3 without its serial number", { api: "v3", v2: null, v3: { ...v3, serial: "" } }],
    ["v3 chosen, v2 given", { api: "v3", v2, v3: null }],
    ["v2 chosen, v3 given", { api: "v2", v2: null, v3 }],
  ])("refuses %s", (_, changes) => {
    expect(() => createWxpay(merchantOptions(changes))).toThrow(expect.objectContaining({ kind: "config" }));
  });

  it("speaks the interface that is chosen", async () => {
    const both = { v2, v3 };
    const older = asking({ ...both, api: "v2" });
    const newer = asking({ ...both, api: "v3" });
    for (const { wxpay } of [older, newer]) await rejection(wxpay.orderQuery(ref));
    expect([older.wxpay.api, older.wxpay.signType]).toEqual(["v2", "MD5"]);
    expect([newer.wxpay.api, newer.wxpay.signType]).toEqual(["v3", "RSA"]);
    expect(older.paths()).toEqual(["/pay/orderquery"]);
    expect(newer.paths()).toEqual([`/v3/pay/transactions/out-trade-no/${order.out_trade_no}`]);
    expect([newer.wxpay.getConf("p").signType, older.wxpay.getConf("p").signType]).toEqual(["RSA", "MD5"]);
  });
});

describe("what one interface cannot do", () => {
  it("the other does, where it is set up", async () => {
    const newer = asking({ api: "v3", v2, v3 });
    await rejection(newer.wxpay.refundsOf(ref));
    expect(newer.paths()).toEqual(["/pay/refundquery"]);
    const group = await rejection(newer.wxpay.sendGroupRedPack({ ...pack, total_num: 3 }));
    // It got as far as looking for v2's certificate.
    expect(group).toMatchObject({ code: "CERT" });
    const older = asking({ api: "v2", v2, v3 });
    await rejection(older.wxpay.cancelTransfer("T1"));
    expect(older.paths()[0]).toMatch(/\/v3\/fund-app\/mch-transfer\/.*\/T1\/cancel$/);
    expect(older.wxpay.getTransferConf("p1")).toEqual({ mchId: mchid, appId: appid, package: "p1" });
  });

  it("is unsupported without it, and says whose key is missing", async () => {
    const newer = asking({ api: "v3", v2: null, v3 });
    const older = asking({ api: "v2", v2, v3: null });
    const unsupported = (name: string) => ({
      code: "UNSUPPORTED",
      kind: "config",
      message: expect.stringContaining(name),
    });
    expect(await rejection(newer.wxpay.refundsOf(ref))).toMatchObject(unsupported("WXPAY_KEY"));
    const group = newer.wxpay.sendGroupRedPack({ ...pack, total_num: 3 });
    expect(await rejection(group)).toMatchObject(unsupported("WXPAY_KEY"));
    expect(await rejection(older.wxpay.cancelTransfer("T1"))).toMatchObject(unsupported("WXPAY_V3_KEY"));
    expect(() => older.wxpay.getTransferConf("p")).toThrow(
      expect.objectContaining(unsupported("WXPAY_V3_KEY")),
    );
    expect([...newer.paths(), ...older.paths()]).toEqual([]);
  });
});

describe("notices are told apart by their form", () => {
  const headers = new Headers();
  const xml = {
    body: signed({
      ...answer(),
      out_trade_no: "1409811653",
      transaction_id: "4200",
      openid: "o1",
      total_fee: 1,
      time_end: "20140903131540",
      trade_type: "JSAPI",
    }),
    headers,
  };
  const json = { body: '{"event_type":"TRANSACTION.SUCCESS"}', headers };
  const failure = { message: "again", status: 500 };

  it("XML is taken where v2 is set up, whichever speaks", async () => {
    for (const api of ["v2", "v3"] as const) {
      expect(await asking({ api, v2, v3 }).wxpay.parseNotification(xml)).toMatchObject({ kind: "payment" });
    }
    const only = asking({ api: "v3", v2: null, v3 });
    expect(await rejection(only.wxpay.parseNotification(xml))).toMatchObject({ reason: "malformed" });
  });

  it("JSON is checked as v3, and refused where v3 is not set up", async () => {
    for (const api of ["v2", "v3"] as const) {
      const { wxpay } = asking({ api, v2, v3 });
      expect(await rejection(wxpay.parseNotification(json))).toMatchObject({ reason: "unsigned" });
    }
    const only = asking({ api: "v2", v2, v3: null });
    expect(await rejection(only.wxpay.parseNotification(json))).toMatchObject({ reason: "malformed" });
    // Headers do not make XML v3's to skip its signature, nor the other way round.
    const dressed = {
      body: xml.body,
      headers: new Headers({ "wechatpay-signature": "x", "wechatpay-serial": "x" }),
    };
    expect(await rejection(asking({ api: "v2", v2, v3 }).wxpay.parseNotification(dressed))).toMatchObject({
      name: "NotificationError",
    });
  });

  it("and answered in it", () => {
    const { wxpay } = asking({ api: "v3", v2, v3 });
    expect(wxpay.notificationReply(xml)).toMatchObject({
      status: 200,
      contentType: expect.stringContaining("xml"),
    });
    expect(parseXml(wxpay.notificationReply(xml, failure).body)).toMatchObject({ return_code: "FAIL" });
    expect(wxpay.notificationReply(json)).toMatchObject({
      status: 200,
      contentType: expect.stringContaining("json"),
    });
    const refused = wxpay.notificationReply(json, failure);
    expect([refused.status, JSON.parse(refused.body)]).toEqual([500, { code: "FAIL", message: "again" }]);
    // A failure must not go out with a status that v3 takes for a success.
    expect(wxpay.notificationReply(json, { ...failure, status: 200 }).status).toBeGreaterThanOrEqual(400);
    const garbage = { body: "", headers };
    expect(wxpay.notificationReply(garbage, failure).body).toMatch(/^<xml>/);
    const newer = asking({ api: "v3", v2: null, v3 }).wxpay;
    expect(JSON.parse(newer.notificationReply(garbage, failure).body)).toMatchObject({ code: "FAIL" });
  });
});

describe("v2's kinds of orders", () => {
  const placed = (trade_type: string, more = {}) =>
    signed(answer({ prepay_id: "wx1", trade_type, ...more }), "MD5");

  it("a phone's browser says where it is, by default at our own address", async () => {
    const { wxpay, sent } = merchant(() => placed("MWEB", { mweb_url: "https://wx.tenpay.com/x" }), "MD5");
    const mweb = { ...order, openid: undefined, trade_type: "MWEB" } as const;
    expect(await wxpay.prepay(mweb)).toMatchObject({ mweb_url: "https://wx.tenpay.com/x" });
    expect(JSON.parse(sent()[0]?.scene_info ?? "")).toEqual({
      h5_info: { type: "Wap", wap_url: "https://shop.example", wap_name: "月光宝石" },
    });
    await wxpay.prepay({ ...mweb, scene_info: '{"h5_info":{}}' });
    expect(sent()[1]?.scene_info).toBe('{"h5_info":{}}');
  });

  it.each([
    ["NATIVE", {}],
    ["MWEB", {}],
    ["JSAPI", {}],
  ])(
    "an answer to %s that lacks what the payer needs, or is another kind's, is none",
    async (trade_type, more) => {
      const asked = {
        ...order,
        trade_type: trade_type === "JSAPI" ? "APP" : trade_type,
        product_id: "p1",
      } as const;
      const { wxpay } = merchant(() => placed(trade_type, more), "MD5");
      expect(await rejection(wxpay.prepay(asked as typeof order))).toMatchObject({ outcome: "unknown" });
    },
  );

  it("an app's call is signed under its own small names", async () => {
    const { wxpay, clock } = merchant(() => placed("APP"), "HMAC-SHA256");
    const { sign: signature, ...conf } = wxpay.getAppConf("wx1");
    expect(conf).toEqual({
      appid,
      partnerid: mchid,
      prepayid: "wx1",
      package: "Sign=WXPay",
      noncestr: expect.stringMatching(/^\w{32}$/),
      timestamp: String(Math.floor(clock.now() / 1000)),
    });
    expect(signature).toBe(sign(conf, key, "HMAC-SHA256"));
  });
});

describe("v2's bill", () => {
  const failing = (return_msg: string) =>
    `<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[${return_msg}]]></return_msg><error_code>20002</error_code></xml>`;
  const request = { day: "2026-01-31" } as const;

  it("comes as text, and is asked for by Beijing's day", async () => {
    const text = "交易时间,商户订单号\n总交易单数\n`0\n";
    const { wxpay, sent, calls } = merchant(() => text, "MD5");
    expect(await wxpay.downloadBill({ ...request, type: "REFUND" })).toMatchObject({ rows: [], text });
    expect(sent()[0]).toMatchObject({ bill_date: "20260131", bill_type: "REFUND", appid, mch_id: mchid });
    expect(calls[0]?.url).toBe("https://api.mch.weixin.qq.com/pay/downloadbill");
    await wxpay.downloadBill(request);
    expect(sent()[1]?.bill_type).toBe("ALL");
  });

  it.each(["No Bill Exist", "Bill Creating"])("null for %s", async (text) => {
    expect(await merchant(() => failing(text)).wxpay.downloadBill(request)).toBeNull();
  });

  it("is not there for other reasons: they are errors", async () => {
    const refused = async (text: string) => rejection(merchant(() => text).wxpay.downloadBill(request));
    expect(await refused(failing("SYSTEMERROR"))).toMatchObject({ advice: "query", outcome: "unknown" });
    expect(await refused(failing("invalid bill_type"))).toMatchObject({
      name: "WechatPayError",
      advice: "stop",
    });
    expect(await refused("")).toMatchObject({ code: "BILL", outcome: "unknown" });
    for (const day of ["20260131", "2026-02-30", ""]) {
      const { wxpay, calls } = merchant(() => "");
      expect(await rejection(wxpay.downloadBill({ day }))).toMatchObject({ kind: "config" });
      expect(calls).toEqual([]);
    }
  });
});
