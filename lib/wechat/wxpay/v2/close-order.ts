import { WechatConfigError, WechatPayError } from "../../errors";
import { outTradeNo } from "../prepay-order";
import type { V2Options } from "../types";
import { call } from "./call";

/** See Wxpay.close. */
export async function closeOrder(options: V2Options, out_trade_no: string): Promise<"closed"> {
  if (!outTradeNo.safeParse(out_trade_no).success)
    throw new WechatConfigError("Not an order number", "ORDER");
  try {
    await call(options, "/pay/closeorder", { out_trade_no });
  } catch (error) {
    const closedBefore = error instanceof WechatPayError && error.errCode === "ORDERCLOSED";
    if (!closedBefore) throw error;
  }
  return "closed";
}
