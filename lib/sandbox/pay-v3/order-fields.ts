import { z } from "zod";
import { currency, fen, notifyUrl, outTradeNo, text } from "./body";

/** What each kind of order must look like. (WeChat Pay v3, JSAPI, Native, App and H5 order) */

const moment = z.iso.datetime({ offset: true, error: "应当是 RFC 3339 时间，如 2026-06-08T10:34:56+08:00" });

const goods = z.looseObject({
  merchant_goods_id: text(32),
  quantity: z.int("应当是整数").min(1, "最小是 1"),
  // What is given away costs nothing.
  unit_price: fen(0),
  goods_name: text(256).optional(),
});

const common = {
  appid: text(32),
  mchid: text(32),
  description: text(127),
  out_trade_no: outTradeNo,
  time_expire: moment.optional(),
  attach: text(128).optional(),
  notify_url: notifyUrl(255),
  goods_tag: text(32).optional(),
  support_fapiao: z.boolean("应当是 true 或 false").optional(),
  limit_pay: z.array(z.string()).optional(),
  amount: z.object({ total: fen(1), currency: currency.optional() }, "应当是 {total, currency}"),
  detail: z.looseObject({ goods_detail: z.array(goods).optional() }).optional(),
  settle_info: z.looseObject({ profit_sharing: z.boolean().optional() }).optional(),
};

const clientIp = z.union([z.ipv4(), z.ipv6()], "应当是 IPv4 或 IPv6 地址");
const scene = z.looseObject({ payer_client_ip: clientIp, device_id: text(32).optional() });
const h5Scene = scene.extend({
  h5_info: z.looseObject(
    { type: z.enum(["iOS", "Android", "Wap"], "应当是 iOS、Android 或 Wap") },
    "H5 支付必填：{type}",
  ),
});

const order = z.looseObject({ ...common, scene_info: scene.optional() });

export const orderSchemas = {
  JSAPI: order.extend({ payer: z.looseObject({ openid: text(128) }, "应当是 {openid}") }),
  NATIVE: order,
  APP: order,
  MWEB: order.extend({ scene_info: h5Scene }),
} as const;

/** The fields that every kind has. */
export type OrderFields = z.infer<typeof order>;
export type V3TradeType = keyof typeof orderSchemas;
