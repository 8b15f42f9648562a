import type { ConfSignType } from "../../wechat/wxpay";

const signTypes = ["MD5", "HMAC-SHA256", "RSA"] as const satisfies readonly ConfSignType[];

/** How a payment was signed at WeChat: everything about it has to be signed that way. RSA is v3's. */
export const signTypeOf = (payment: { signType: string }): ConfSignType =>
  signTypes.find((type) => type === payment.signType) ?? "HMAC-SHA256";
