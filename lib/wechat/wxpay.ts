import { WechatConfigError } from "./errors";
import { bridgeConf, chooseConf } from "./wxpay/call-up";
import { closeOrder } from "./wxpay/close-order";
import { failXml, parseNotification, successXml } from "./wxpay/notification";
import { orderQuery } from "./wxpay/order-query";
import { prepay } from "./wxpay/prepay";
import type { Wxpay, WxpayOptions } from "./wxpay/types";

export { newOutTradeNo } from "./wxpay/out-trade-no";
export type * from "./wxpay/types";

/**
 * Paying with WeChat Pay v2. (WeChat Pay v2, JSAPI payment)
 * @throws WechatError kind `config` when the app, the merchant number or the key is missing
 */
export function createWxpay(options: WxpayOptions): Wxpay {
  if (!options.appid || !options.mchid || !options.key) {
    throw new WechatConfigError("WeChat Pay needs an appid, a merchant number and the APIv2 key");
  }
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
