import type { Payment } from "@/generated/prisma/sqlite/client";
import { wxpay } from "../../weixin";
import { signTypeOf } from "./sign-type";

/**
 * It was placed or sent under another account than the settings have now. That one knows nothing of its number: asked, it
 * says that there is none, and told again, it does it a second time.
 */
export class OtherAccount extends Error {
  override name = "OtherAccount";
  constructor() {
    super("微信支付的设置已换成别的商户号或应用：这一笔属于原来的，请换回原来的设置，或到原商户平台核对");
  }
}

/**
 * Whether our settings can still talk about a payment as it was placed: its keys may be gone, or another merchant's by
 * now, who would take money that is never found to be ours.
 */
export function isSpoken(payment: Pick<Payment, "signType" | "appid" | "mchId">): boolean {
  const { signType, appid, mchid } = wxpay(signTypeOf(payment));
  return signType === signTypeOf(payment) && appid === payment.appid && mchid === payment.mchId;
}
