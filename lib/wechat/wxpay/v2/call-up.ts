import { nonceStr, type SignType, sign } from "../../sign";
import type { AppConf, BridgeConf, ChooseConf, V2Options } from "../types";

/** See Wxpay.getConf. */
export function bridgeConf(options: V2Options, prepayId: string, signType: SignType): BridgeConf {
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
export function chooseConf(options: V2Options, prepayId: string, signType: SignType): ChooseConf {
  const { appId: _, timeStamp, ...conf } = bridgeConf(options, prepayId, signType);
  return { timestamp: timeStamp, ...conf };
}

/** See Wxpay.getAppConf: its own, small names, and no signType among them. */
export function appConf(options: V2Options, prepayId: string, signType: SignType): AppConf {
  const conf = {
    appid: options.appid,
    partnerid: options.mchid,
    prepayid: prepayId,
    package: "Sign=WXPay",
    noncestr: nonceStr(32, options.transport.random),
    timestamp: String(Math.floor(options.transport.now() / 1000)),
  } as const;
  return { ...conf, sign: sign(conf, options.key, signType) };
}
