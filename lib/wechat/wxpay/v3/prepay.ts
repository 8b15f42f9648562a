import { z } from "zod";
import { WechatConfigError } from "../../errors";
import { prepayOrderFields } from "../prepay-order";
import { cutToBytes, faultyFields } from "../text";
import type { Prepay, PrepayOrder, TradeType } from "../types";
import { callFor } from "./call";
import { beijingRfc3339, checkedNotifyUrl } from "./fields";
import type { V3Options } from "./options";
import { h5Info, orderDetail, storeInfo } from "./v2-json";

const orderSchema = z
  .object({ ...prepayOrderFields, detail: prepayOrderFields.detail.transform(orderDetail) })
  // What v2 wants, so that an order is sound over both. v3 itself has neither product_id nor time_start.
  .refine((order) => order.trade_type !== "JSAPI" || order.openid !== undefined, { path: ["openid"] })
  .refine((order) => order.trade_type !== "NATIVE" || order.product_id !== undefined, {
    path: ["product_id"],
  })
  .refine((order) => order.trade_type !== "MWEB" || h5Info(order.scene_info) !== undefined, {
    path: ["scene_info"],
  });
type CheckedOrder = z.infer<typeof orderSchema>;

const paths: Readonly<Record<TradeType, string>> = {
  JSAPI: "/v3/pay/transactions/jsapi",
  NATIVE: "/v3/pay/transactions/native",
  APP: "/v3/pay/transactions/app",
  MWEB: "/v3/pay/transactions/h5",
};

/** See Wxpay.prepay. (WeChat Pay v3, JSAPI, Native, H5 and App order) */
export async function prepay(options: V3Options, order: PrepayOrder): Promise<Prepay> {
  const checked = orderSchema.safeParse(order);
  if (!checked.success) {
    throw new WechatConfigError(`The order is faulty in: ${faultyFields(checked.error)}`, "ORDER");
  }
  const { trade_type } = checked.data;
  const call = { method: "POST", path: paths[trade_type], body: orderBody(options, checked.data) } as const;
  const placed = async <T>(schema: z.ZodType<T>) => (await callFor(options, call, "order", schema)).data;
  const given = z.string().min(1);
  switch (trade_type) {
    case "JSAPI":
    case "APP":
      return { trade_type, ...(await placed(z.object({ prepay_id: given }))) };
    case "NATIVE":
      return { trade_type, prepay_id: "", ...(await placed(z.object({ code_url: given }))) };
    case "MWEB": {
      const { h5_url } = await placed(z.object({ h5_url: given }));
      return { trade_type, prepay_id: "", mweb_url: h5_url };
    }
  }
}

function orderBody({ appid, mchid, notifyUrl }: V3Options, order: CheckedOrder): Record<string, unknown> {
  const { out_trade_no, attach, goods_tag, detail, limit_pay, trade_type } = order;
  return {
    appid,
    mchid,
    description: cutToBytes(order.body, 127),
    out_trade_no,
    time_expire: order.time_expire && beijingRfc3339(order.time_expire),
    attach: attach || undefined,
    notify_url: checkedNotifyUrl(notifyUrl(order.type)),
    goods_tag: goods_tag || undefined,
    limit_pay: limit_pay && [limit_pay],
    amount: { total: order.total_fee, currency: "CNY" },
    payer: trade_type === "JSAPI" ? { openid: order.openid } : undefined,
    detail,
    scene_info: {
      payer_client_ip: order.spbill_create_ip,
      device_id: order.device_info || undefined,
      store_info: storeInfo(order.scene_info),
      h5_info: trade_type === "MWEB" ? h5Info(order.scene_info) : undefined,
    },
  };
}
