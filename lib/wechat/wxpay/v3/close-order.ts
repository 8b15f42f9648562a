import { WechatPayError } from "../../errors";
import { exchange } from "./call";
import type { V3Options } from "./options";
import { tradePath } from "./order-query";

/** See Wxpay.close. WeChat answers 204, for an order that is closed already too. (WeChat Pay v3, close order) */
export async function closeOrder(options: V3Options, out_trade_no: string): Promise<"closed"> {
  const path = `${tradePath(out_trade_no)}/close`;
  try {
    await exchange(options, { method: "POST", path, body: { mchid: options.mchid } }, "order");
  } catch (error) {
    const closedBefore = error instanceof WechatPayError && error.errCode === "ORDERCLOSED";
    if (!closedBefore) throw error;
  }
  return "closed";
}
