import {
  buildXml,
  createWxpay,
  MemoryStore,
  type PrepayOrder,
  parseXml,
  type SignType,
  sign,
  type WxpayOptions,
  type XmlFields,
} from "@/lib/wechat";
import { type Call, fakeWechat } from "./support";

export const appid = "wx2421b1c4370ec43b";
export const mchid = "10000100";
export const key = "0123456789abcdef0123456789abcdef";

/** XML as WeChat Pay would sign it; `undefined` removes a field. */
export function signed(fields: XmlFields, type: SignType = "HMAC-SHA256", withKey = key): string {
  return buildXml({ ...fields, sign: sign(fields, withKey, type) });
}

/** A good answer with changes. */
export function answer(fields: XmlFields = {}): XmlFields {
  return {
    return_code: "SUCCESS",
    return_msg: "OK",
    appid,
    mch_id: mchid,
    nonce_str: "n",
    result_code: "SUCCESS",
    ...fields,
  };
}

/** A merchant's settings, v2 only, with changes. */
export function merchantOptions(changes: Partial<WxpayOptions> = {}): WxpayOptions {
  return {
    appid,
    mchid,
    api: "v2",
    v2: { key, signType: "HMAC-SHA256" },
    sendName: "月光宝石",
    clientIp: "203.0.113.9",
    store: new MemoryStore(),
    notifyUrl: (type) => `https://shop.example/wxpay/${type}/callback`,
    transport: fakeWechat(() => "").transport,
    ...changes,
  };
}

/** A merchant whose WeChat Pay answers as told, given the fields of the request. */
export function merchant(
  handler: (fields: Record<string, string>, call: Call) => string | Response | Promise<string | Response>,
  signType: SignType = "HMAC-SHA256",
  changes: Partial<WxpayOptions> = {},
) {
  const wechat = fakeWechat((call) => handler(parseXml(call.body), call));
  const wxpay = createWxpay(
    merchantOptions({ v2: { key, signType }, transport: wechat.transport, ...changes }),
  );
  return { ...wechat, wxpay, sent: () => wechat.calls.map((call) => parseXml(call.body)) };
}

/** An order that WeChat would take. */
export const order: PrepayOrder = {
  out_trade_no: "20240501120000abc",
  body: "月光宝石",
  total_fee: 1,
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  spbill_create_ip: "203.0.113.7",
  type: "shop",
};
/** Its answer. */
export const good = answer({ prepay_id: "wx201411101639507cbf6ffd8b0779950874", trade_type: "JSAPI" });
