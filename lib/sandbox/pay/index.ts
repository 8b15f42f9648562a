import { closeOrder } from "./close-order";
import type { PayAnswer, PayRequest } from "./envelope";
import { orderQuery } from "./order-query";
import { unifiedOrder } from "./unified-order";

export type { PayAnswer, PayRequest } from "./envelope";

const calls: Readonly<Record<string, (request: PayRequest) => Promise<PayAnswer>>> = {
  "/pay/unifiedorder": unifiedOrder,
  "/pay/orderquery": orderQuery,
  "/pay/closeorder": closeOrder,
};

/** api.mch.weixin.qq.com. @returns null for an address that the sandbox does not have */
export async function answerPay(path: string, request: PayRequest): Promise<PayAnswer | null> {
  const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
  return call ? call(request) : null;
}
