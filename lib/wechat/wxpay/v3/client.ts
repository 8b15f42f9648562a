import type { V3Settings, Wxpay, WxpayOptions } from "../types";
import { appConf, bridgeConf, chooseConf } from "./call-up";
import { closeOrder } from "./close-order";
import { downloadBill } from "./download-bill";
import { notificationReply, parseNotification } from "./notification";
import { orderQuery } from "./order-query";
import { prepay } from "./prepay";
import { refund, refundQuery } from "./refund";
import { cancelTransfer, payoutQuery, sendRedPack, transfer, transferConf } from "./transfer";

/** What v3 can do: all but list an order's refunds, and group red packs. */
export type V3Wxpay = Omit<Wxpay, "refundsOf" | "sendGroupRedPack">;

/** WeChat Pay v3. (WeChat Pay v3) */
export function createV3(options: WxpayOptions & { v3: V3Settings }): V3Wxpay {
  const { appid, mchid } = options;
  return {
    api: "v3",
    appid,
    mchid,
    signType: "RSA",
    prepay: (order) => prepay(options, order),
    getConf: (prepayId) => bridgeConf(options, prepayId),
    getChooseConf: (prepayId) => chooseConf(options, prepayId),
    getAppConf: (prepayId) => appConf(options, prepayId),
    getTransferConf: (packageInfo) => transferConf(options, packageInfo),
    orderQuery: (ref) => orderQuery(options, ref),
    close: (outTradeNo) => closeOrder(options, outTradeNo),
    refund: (request) => refund(options, request),
    refundQuery: (ref) => refundQuery(options, ref),
    sendRedPack: (pack) => sendRedPack(options, pack),
    transfer: (request) => transfer(options, request),
    payoutQuery: (ref) => payoutQuery(options, ref),
    cancelTransfer: (outBillNo) => cancelTransfer(options, outBillNo),
    downloadBill: (request) => downloadBill(options, request),
    parseNotification: (message) => parseNotification(options, message),
    notificationReply: (_, failure) => notificationReply(failure),
  };
}
