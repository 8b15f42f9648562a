import { z } from "zod";

/** What v2 takes as JSON within a field, in v3's names. */

const goods = z.object({
  goods_id: z.string().min(1).max(32),
  wxpay_goods_id: z.string().max(32).optional(),
  goods_name: z.string().max(256).optional(),
  quantity: z.int().min(1),
  price: z.int().min(0),
});

const detailSchema = z.object({
  cost_price: z.int().min(0).optional(),
  receipt_id: z.string().max(32).optional(),
  goods_detail: z.array(goods).min(1),
});

/** v3's `detail` object of v2's JSON text; absent for none. */
export function orderDetail(text: string | undefined, context: z.RefinementCtx) {
  if (!text) return undefined;
  const parsed = detailSchema.safeParse(json(text));
  if (!parsed.success) {
    context.addIssue("not the JSON of v2's detail");
    return z.NEVER;
  }
  const { cost_price, receipt_id: invoice_id, goods_detail } = parsed.data;
  return {
    cost_price,
    invoice_id,
    goods_detail: goods_detail.map(({ goods_id, wxpay_goods_id, goods_name, quantity, price }) => ({
      merchant_goods_id: goods_id,
      wechatpay_goods_id: wxpay_goods_id,
      goods_name,
      quantity,
      unit_price: price,
    })),
  };
}

const sceneSchema = z.object({
  h5_info: z
    .object({
      type: z.enum(["Wap", "IOS", "iOS", "Android"]),
      app_name: z.string().max(64).optional(),
      wap_name: z.string().max(64).optional(),
      wap_url: z.string().max(128).optional(),
      bundle_id: z.string().max(128).optional(),
      package_name: z.string().max(128).optional(),
    })
    .optional(),
  store_info: z
    .object({
      id: z.string().min(1).max(32),
      name: z.string().max(256).optional(),
      area_code: z.string().max(32).optional(),
      address: z.string().max(512).optional(),
    })
    .optional(),
});

/** v3's `h5_info` of v2's scene_info; undefined when it has none. */
export function h5Info(text: string | undefined) {
  const info = scene(text)?.h5_info;
  if (!info) return undefined;
  return {
    type: info.type === "IOS" ? "iOS" : info.type,
    app_name: info.app_name ?? info.wap_name,
    app_url: info.wap_url,
    bundle_id: info.bundle_id,
    package_name: info.package_name,
  };
}

/** v3's `store_info` of v2's scene_info; undefined when it has none. */
export const storeInfo = (text: string | undefined) => scene(text)?.store_info;

function scene(text: string | undefined): z.infer<typeof sceneSchema> | undefined {
  return text ? sceneSchema.safeParse(json(text)).data : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
