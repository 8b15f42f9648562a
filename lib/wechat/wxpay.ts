import { bridgeConf, chooseConf } from "./wxpay/call-up";
import { closeOrder } from "./wxpay/close-order";
import { failXml, parseNotification, successXml } from "./wxpay/notification";
import { orderQuery } from "./wxpay/order-query";
import { prepay } from "./wxpay/prepay";
import type { Wxpay, WxpayOptions } from "./wxpay/types";

export { newOutTradeNo } from "./wxpay/out-trade-no";
export type * from "./wxpay/types";

/** Paying with WeChat Pay v2. (WeChat Pay v2, JSAPI payment) */
export function createWxpay(options: WxpayOptions): Wxpay {
  return {
    appid: options.appid,
    mchid: options.mchid,
    prepay: (order) => prepay(options, order),
    getConf: (prepayId, signType = options.signType) => bridgeConf(options, prepayId, signType),
    getChooseConf: (prepayId, signType = options.signType) => chooseConf(options, prepayId, signType),
    orderQuery: (ref) => orderQuery(options, ref),
    close: (outTradeNo) => closeOrder(options, outTradeNo),
    parseNotification: (rawBody) => parseNotification(options, rawBody),
    successXml,
    failXml,
  };
}
