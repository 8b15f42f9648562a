import { z } from "zod";
import { WechatConfigError } from "../../errors";
import { beijingTime } from "../../time";
import type { XmlFields } from "../../xml";
import { prepayOrderFields } from "../prepay-order";
import { cutToBytes, faultyFields } from "../text";
import type { Prepay, PrepayOrder, V2Options } from "../types";
import { call, incomplete } from "./call";

const orderSchema = z
  .object(prepayOrderFields)
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
export async function prepay(options: V2Options, order: PrepayOrder): Promise<Prepay> {
  const answer = answerSchema.safeParse(
    await call(options, "/pay/unifiedorder", orderFields(options, order)),
  );
  if (!answer.success) throw incomplete(faultyFields(answer.error));
  const { trade_type, code_url, mweb_url } = answer.data;
  if (trade_type !== (order.trade_type ?? "JSAPI")) throw incomplete("trade_type: it is another one");
  if (trade_type === "NATIVE" && !code_url) throw incomplete("code_url");
  if (trade_type === "MWEB" && !mweb_url) throw incomplete("mweb_url");
  return answer.data;
}

function orderFields(options: V2Options, order: PrepayOrder): XmlFields {
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

/** @throws WechatError kind `config` for an address that WeChat would not take */
export function checkedNotifyUrl(url: string): string {
  if (URL.canParse(url) && /^https?:\/\/[^?#]+$/.test(url) && url.length <= 256) return url;
  throw new WechatConfigError(
    "A notify_url is an absolute URL without query, of at most 256 characters",
    "NOTIFY_URL",
  );
}
