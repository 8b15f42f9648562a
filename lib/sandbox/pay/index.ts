import type { PayAnswer } from "./answers";
import { closeOrder } from "./close-order";
import { downloadBill } from "./download-bill";
import type { PayRequest } from "./envelope";
import { orderQuery } from "./order-query";
import { sendGroupRedPack, sendRedPack } from "./red-pack";
import { redPackQuery } from "./red-pack-query";
import { refund } from "./refund";
import { refundQuery } from "./refund-query";
import { transferQuery, transfers } from "./transfers";
import { unifiedOrder } from "./unified-order";

export type { PayAnswer } from "./answers";
export type { ClientCertificate, PayRequest } from "./envelope";

const calls: Readonly<Record<string, (request: PayRequest) => Promise<PayAnswer>>> = {
  "/pay/unifiedorder": unifiedOrder,
  "/pay/orderquery": orderQuery,
  "/pay/closeorder": closeOrder,
  "/secapi/pay/refund": refund,
  "/pay/refundquery": refundQuery,
  "/pay/downloadbill": downloadBill,
  "/mmpaymkttransfers/sendredpack": sendRedPack,
  "/mmpaymkttransfers/sendgroupredpack": sendGroupRedPack,
  "/mmpaymkttransfers/gethbinfo": redPackQuery,
  "/mmpaymkttransfers/promotion/transfers": transfers,
  "/mmpaymkttransfers/gettransferinfo": transferQuery,
};

/** api.mch.weixin.qq.com. @returns null for an address that the sandbox does not have */
export async function answerPay(path: string, request: PayRequest): Promise<PayAnswer | null> {
  const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
  return call ? call(request) : null;
}
