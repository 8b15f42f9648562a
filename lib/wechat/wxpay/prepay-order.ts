import { isIP } from "node:net";
import { z } from "zod";
import { byteLength } from "./text";

/** Our numbers, as WeChat allows them. */
export const outTradeNo = z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/);

const text = (max: number) => z.string().max(max).optional();

/** The fields of a PrepayOrder, checked before anything is sent over either interface. */
export const prepayOrderFields = {
  out_trade_no: outTradeNo,
  body: z.string().min(1),
  total_fee: z.int().min(1),
  openid: z.string().min(1).max(128).optional(),
  spbill_create_ip: z.string().refine((ip) => isIP(ip) !== 0),
  type: z.string().min(1),
  attach: z
    .string()
    .refine((value) => byteLength(value) <= 127)
    .optional(),
  detail: text(6000),
  time_start: z.date().optional(),
  time_expire: z.date().optional(),
  trade_type: z.enum(["JSAPI", "NATIVE", "APP", "MWEB"]).default("JSAPI"),
  product_id: text(32),
  goods_tag: text(32),
  limit_pay: z.literal("no_credit").optional(),
  device_info: text(32),
  scene_info: text(256),
};
