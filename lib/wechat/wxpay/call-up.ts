import { nonceStr, type SignType, sign } from "../sign";
import type { BridgeConf, ChooseConf, WxpayOptions } from "./types";

/** See Wxpay.getConf. */
export function bridgeConf(options: WxpayOptions, prepayId: string, signType: SignType): BridgeConf {
  const conf = {
    appId: options.appid,
    timeStamp: String(Math.floor(options.transport.now() / 1000)),
    nonceStr: nonceStr(32, options.transport.random),
    package: `prepay_id=${prepayId}`,
    signType,
  };
  return { ...conf, paySign: sign(conf, options.key, signType) };
}

/** See Wxpay.getChooseConf. */
export function chooseConf(options: WxpayOptions, prepayId: string, signType: SignType): ChooseConf {
  const { appId: _, timeStamp, ...conf } = bridgeConf(options, prepayId, signType);
  return { timestamp: timeStamp, ...conf };
}
