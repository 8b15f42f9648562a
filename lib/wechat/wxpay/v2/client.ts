import type { V2Options, Wxpay } from "../types";
import { appConf, bridgeConf, chooseConf } from "./call-up";
import { closeOrder } from "./close-order";
import { downloadBill } from "./download-bill";
import { notificationReply, parseNotification } from "./notification";
import { orderQuery } from "./order-query";
import { prepay } from "./prepay";
import { redPackQuery, sendGroupRedPack, sendRedPack } from "./red-pack";
import { refund, refundQuery, refundsOf } from "./refund";
import { transfer, transferQuery } from "./transfer";

/** What v2 can do: all but transfers that their person confirms. */
export type V2Wxpay = Omit<Wxpay, "cancelTransfer" | "getTransferConf">;

/** WeChat Pay v2. (WeChat Pay v2) */
export function createV2(options: V2Options): V2Wxpay {
  const { appid, mchid, signType } = options;
  return {
    api: "v2",
    appid,
    mchid,
    signType,
    prepay: (order) => prepay(options, order),
    getConf: (prepayId) => bridgeConf(options, prepayId, signType),
    getChooseConf: (prepayId) => chooseConf(options, prepayId, signType),
    getAppConf: (prepayId) => appConf(options, prepayId, signType),
    orderQuery: (ref) => orderQuery(options, ref),
    close: (outTradeNo) => closeOrder(options, outTradeNo),
    refund: (request) => refund(options, request),
    refundQuery: (ref) => refundQuery(options, ref),
    refundsOf: (ref) => refundsOf(options, ref),
    sendRedPack: async (pack) => sendRedPack(options, pack),
    sendGroupRedPack: async (pack) => sendGroupRedPack(options, pack),
    transfer: (request) => transfer(options, request),
    payoutQuery: ({ kind, out_bill_no }) =>
      kind === "red_pack" ? redPackQuery(options, out_bill_no) : transferQuery(options, out_bill_no),
    downloadBill: (request) => downloadBill(options, request),
    parseNotification: async ({ body }) => parseNotification(options, body),
    notificationReply: (_, failure) => notificationReply(failure),
  };
}
