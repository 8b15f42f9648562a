import { describe, expect, it } from "vitest";
import { merchantPrivateKey, merchantSerial, publicKeyId } from "@/lib/sandbox/merchant-keys";
import {
  type PrepayOrder,
  securityEcho,
  v3Decrypt,
  v3RequestMessage,
  v3Sign,
  WechatConfigError,
} from "@/lib/wechat";

import { rejection } from "./support";
import {
  appid,
  authorization,
  isSignedByMerchant,
  mchid,
  order,
  pinned,
  type V3Sent,
  v3Merchant,
} from "./wxpay-v3-support";

type Merchant = ReturnType<typeof v3Merchant>;

const refund = { out_trade_no: order.out_trade_no, out_refund_no: "R1|*@", total_fee: 8800, refund_fee: 100 };
const transfer = { out_bill_no: "T1", openid: "o1", amount: 1000, remark: "退还宝石" };
const promotion = (activity: string, reward: string) => [
  { info_type: "活动名称", info_content: activity },
  { info_type: "奖励说明", info_content: reward },
];
const orderBody = {
  appid,
  mchid,
  description: "月光宝石",
  out_trade_no: order.out_trade_no,
  notify_url: "https://shop.example/wxpay/shop/callback",
  amount: { total: 8800, currency: "CNY" },
  scene_info: { payer_client_ip: "203.0.113.7" },
};
const transferBody = {
  appid,
  out_bill_no: "T1",
  transfer_scene_id: "1000",
  openid: "o1",
  transfer_amount: 1000,
  transfer_remark: "退还宝石",
  notify_url: "https://shop.example/wxpay/transfer/callback",
  transfer_scene_report_infos: promotion("退还宝石", "退还宝石"),
};
const trade = `/v3/pay/transactions/out-trade-no/${order.out_trade_no}`;
const bills = "/v3/fund-app/mch-transfer/transfer-bills";
const h5 = '{"h5_info":{"type":"Wap","wap_url":"https://shop.example","wap_name":"月光宝石"}}';

const place = (change: Partial<PrepayOrder>) => (merchant: Merchant) =>
  merchant.wxpay.prepay({ ...order, ...change });

const requests: [string, (merchant: Merchant) => Promise<unknown>, string, string, unknown][] = [
  [
    "JSAPI",
    place({}),
    "POST",
    "/v3/pay/transactions/jsapi",
    { ...orderBody, payer: { openid: order.openid } },
  ],
  [
    "NATIVE",
    place({ trade_type: "NATIVE", product_id: "1", openid: undefined }),
    "POST",
    "/v3/pay/transactions/native",
    orderBody,
  ],
  ["APP", place({ trade_type: "APP" }), "POST", "/v3/pay/transactions/app", orderBody],
  [
    "MWEB",
    place({ trade_type: "MWEB", scene_info: h5 }),
    "POST",
    "/v3/pay/transactions/h5",
    {
      ...orderBody,
      scene_info: {
        payer_client_ip: "203.0.113.7",
        h5_info: { type: "Wap", app_name: "月光宝石", app_url: "https://shop.example" },
      },
    },
  ],
  [
    "query by our number",
    ({ wxpay }) => wxpay.orderQuery({ out_trade_no: order.out_trade_no }),
    "GET",
    `${trade}?mchid=${mchid}`,
    undefined,
  ],
  [
    "query of a number with odd characters",
    ({ wxpay }) => wxpay.orderQuery({ out_trade_no: "a|b*c-_" }),
    "GET",
    `/v3/pay/transactions/out-trade-no/a%7Cb*c-_?mchid=${mchid}`,
    undefined,
  ],
  [
    "query by WeChat's number",
    ({ wxpay }) => wxpay.orderQuery({ transaction_id: "42000" }),
    "GET",
    `/v3/pay/transactions/id/42000?mchid=${mchid}`,
    undefined,
  ],
  ["close", ({ wxpay }) => wxpay.close(order.out_trade_no), "POST", `${trade}/close`, { mchid }],
  [
    "refund",
    ({ wxpay }) => wxpay.refund({ ...refund, refund_desc: "不想要了" }),
    "POST",
    "/v3/refund/domestic/refunds",
    {
      out_trade_no: order.out_trade_no,
      out_refund_no: "R1|*@",
      reason: "不想要了",
      notify_url: "https://shop.example/wxpay/refund/callback",
      amount: { refund: 100, total: 8800, currency: "CNY" },
    },
  ],
  [
    "refund query",
    ({ wxpay }) => wxpay.refundQuery({ out_refund_no: "R1|*@" }),
    "GET",
    "/v3/refund/domestic/refunds/R1%7C*%40",
    undefined,
  ],
  ["transfer", ({ wxpay }) => wxpay.transfer(transfer), "POST", bills, transferBody],
  [
    "red pack",
    ({ wxpay }) =>
      wxpay.sendRedPack({
        mch_billno: "P1",
        re_openid: "o1",
        total_amount: 100,
        wishing: "恭喜发财",
        act_name: "宝石换现金",
        remark: "谢谢惠顾".repeat(20),
      }),
    "POST",
    bills,
    {
      ...transferBody,
      out_bill_no: "P1",
      transfer_amount: 100,
      transfer_remark: "谢谢惠顾".repeat(8),
      transfer_scene_report_infos: promotion("宝石换现金", "谢谢惠顾".repeat(8)),
      user_recv_style: { type: "RED_PACKET" },
    },
  ],
  [
    "payout query",
    ({ wxpay }) => wxpay.payoutQuery({ out_bill_no: "T1", kind: "transfer" }),
    "GET",
    `${bills}/out-bill-no/T1`,
    undefined,
  ],
  [
    "red pack query",
    ({ wxpay }) => wxpay.payoutQuery({ out_bill_no: "P1", kind: "red_pack" }),
    "GET",
    `${bills}/out-bill-no/P1`,
    undefined,
  ],
  [
    "cancel transfer",
    ({ wxpay }) => wxpay.cancelTransfer("T1"),
    "POST",
    `${bills}/out-bill-no/T1/cancel`,
    {},
  ],
  [
    "bill",
    ({ wxpay }) => wxpay.downloadBill({ day: "2026-05-31" }),
    "GET",
    "/v3/bill/tradebill?bill_date=2026-05-31&bill_type=ALL",
    undefined,
  ],
];

/** What the first request of a call was; its answer says nothing. */
async function sent(ask: (merchant: Merchant) => Promise<unknown>, gateway = ""): Promise<V3Sent> {
  const merchant = v3Merchant(() => ({ status: 400, body: { code: "PARAM_ERROR", message: "x" } }), {
    gateway,
  });
  await ask(merchant).catch(() => undefined);
  const [call] = merchant.calls;
  if (!call || merchant.calls.length > 1) throw new Error(`${merchant.calls.length} calls`);
  return call;
}

describe("each call's request", () => {
  it.each(requests)("%s", async (_, ask, method, path, body) => {
    const call = await sent(ask);
    expect([call.method, call.url]).toEqual([method, `https://api.mch.weixin.qq.com${path}`]);
    expect(call.json).toEqual(body);
    expect(isSignedByMerchant(call)).toBe(true);
    expect(call.headers.get("accept")).toBe("application/json");
    expect(call.headers.get("user-agent")).toMatch(/\S/);
    expect(call.headers.get("wechatpay-serial")).toBe(publicKeyId);
    expect(call.headers.get("content-type")).toBe(body === undefined ? null : "application/json");
  });

  it("is signed by its exact text: method, path with query, seconds, nonce, body", async () => {
    for (const ask of [requests[0]?.[1], requests[4]?.[1]]) {
      const call = await sent(ask ?? place({}));
      const fields = authorization(call);
      expect(call.headers.get("authorization")).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="/);
      expect(fields).toMatchObject({ mchid, serial_no: merchantSerial, timestamp: "1780286400" });
      expect(fields.nonce_str).toMatch(/^[0-9A-Za-z]{32}$/);
      const { timestamp = "", nonce_str: nonce = "" } = fields;
      const text = `${call.method}\n${call.path}\n1780286400\n${nonce}\n${call.text}\n`;
      expect(
        v3RequestMessage({ method: call.method, path: call.path, timestamp, nonce, body: call.text }),
      ).toBe(text);
      expect(fields.signature).toBe(v3Sign(text, merchantPrivateKey));
    }
  });

  it("through a gateway goes there, yet WeChat's own path is signed", async () => {
    const call = await sent(place({}), "http://localhost:3000/sandbox");
    expect(call.url).toBe("http://localhost:3000/sandbox/api.mch.weixin.qq.com/v3/pay/transactions/jsapi");
    expect(call.path).toBe("/v3/pay/transactions/jsapi");
    expect(isSignedByMerchant(call)).toBe(true);
  });

  it("never has the same nonce twice", async () => {
    const [one, other] = [await sent(place({})), await sent(place({}))];
    expect(authorization(one).nonce_str).not.toBe(authorization(other).nonce_str);
  });
});

describe("a private key that is none", () => {
  it.each([
    ["text", "x"],
    ["a public key", pinned.serial],
    ["nothing", ""],
  ])("%s: nothing is sent, nothing is quoted", async (_, privateKey) => {
    const { options, calls } = v3Merchant(() => ({}));
    const { createV3 } = await import("@/lib/wechat/wxpay/v3/client");
    const wxpay = createV3({ ...options, v3: { ...options.v3, privateKey } });
    expect(await rejection(wxpay.prepay(order))).toBeInstanceOf(WechatConfigError);
    expect(calls).toEqual([]);
  });
});

describe("securityEcho", () => {
  it("sends a message, plain and encrypted for the key it names, and wants it back", async () => {
    const { options, calls } = v3Merchant((call) => ({ body: call.json }));
    await securityEcho(options, { message: "月光", notifyUrl: "https://shop.example/wxpay/echo/callback" });
    const body = calls[0]?.json as Record<string, string>;
    expect(body).toMatchObject({
      echo_message: "月光",
      notify_url: "https://shop.example/wxpay/echo/callback",
    });
    expect(v3Decrypt(body.encrypted_echo_message ?? "", pinned.privateKey)).toBe("月光");
    expect(calls[0]?.headers.get("wechatpay-serial")).toBe(publicKeyId);
  });

  it("is not content with another message", async () => {
    const { options } = v3Merchant(() => ({ body: { echo_message: "太阳" } }));
    expect(await rejection(securityEcho(options, { message: "月光" }))).toMatchObject({ code: "ANSWER" });
  });
});
