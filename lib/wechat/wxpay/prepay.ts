import { isIP } from "node:net";
import { z } from "zod";
import { WechatConfigError } from "../errors";
import { beijingTime } from "../time";
import type { XmlFields } from "../xml";
import { call, incomplete } from "./call";
import { faultyFields } from "./fields";
import type { Prepay, PrepayOrder, WxpayOptions } from "./types";

const bytes = (text: string) => Buffer.byteLength(text);

/** Our numbers, as WeChat allows them. */
export const outTradeNo = z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/);

const text = (max: number) => z.string().max(max).optional();

const orderSchema = z
  .object({
    out_trade_no: outTradeNo,
    body: z.string().min(1),
    total_fee: z.int().min(1),
    openid: z.string().min(1).max(128).optional(),
    spbill_create_ip: z.string().refine((ip) => isIP(ip) !== 0),
    type: z.string().min(1),
    attach: z
      .string()
      .refine((value) => bytes(value) <= 127)
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
  })
  .refine((order) => order.trade_type !== "JSAPI" || order.openid !== undefined, { path: ["openid"] })
  .refine((order) => order.trade_type !== "NATIVE" || order.product_id !== undefined, {
    path: ["product_id"],
  })
  .refine((order) => order.trade_type !== "MWEB" || order.scene_info !== undefined, { path: ["scene_info"] });

const answerSchema = z.object({
  prepay_id: z.string().min(1),
  trade_type: z.string().min(1),
  code_url: z.string().optional(),
  mweb_url: z.string().optional(),
});

/** See Wxpay.prepay. */
export async function prepay(options: WxpayOptions, order: PrepayOrder): Promise<Prepay> {
  const answer = answerSchema.safeParse(
    await call(options, "/pay/unifiedorder", orderFields(options, order)),
  );
  if (!answer.success) throw incomplete(faultyFields(answer.error));
  return answer.data;
}

function orderFields(options: WxpayOptions, order: PrepayOrder): XmlFields {
  const checked = orderSchema.safeParse(order);
  if (!checked.success)
    throw new WechatConfigError(`The order is faulty in: ${faultyFields(checked.error)}`, "ORDER");
  const { type, body, time_start, time_expire, ...rest } = checked.data;
  return {
    ...rest,
    body: cutToBytes(body, 127),
    time_start: time_start && beijingTime(time_start),
    time_expire: time_expire && beijingTime(time_expire),
    notify_url: checkedNotifyUrl(options.notifyUrl(type)),
  };
}

/** Cuts text to a number of UTF-8 bytes without cutting a character in two. */
export function cutToBytes(value: string, max: number): string {
  let size = 0;
  let cut = "";
  for (const character of value) {
    size += bytes(character);
    if (size > max) break;
    cut += character;
  }
  return cut;
}

function checkedNotifyUrl(url: string): string {
  if (URL.canParse(url) && /^https?:\/\/[^?#]+$/.test(url) && url.length <= 256) return url;
  throw new WechatConfigError(
    "A notify_url is an absolute URL without query, of at most 256 characters",
    "NOTIFY_URL",
  );
}
