import { v3Message, v3Sign } from "../../payv3-crypto";
import { nonceStr } from "../../sign";
import type { AppConf, BridgeConf, ChooseConf } from "../types";
import { privateKey } from "./keys";
import type { V3Options } from "./options";

/** See Wxpay.getConf. (WeChat Pay v3, JSAPI call-up) */
export function bridgeConf(options: V3Options, prepayId: string): BridgeConf {
  const { appid } = options;
  const { timeStamp, nonce } = stamp(options);
  const prepay = `prepay_id=${prepayId}`;
  return {
    appId: appid,
    timeStamp,
    nonceStr: nonce,
    package: prepay,
    signType: "RSA",
    paySign: signed(options, appid, timeStamp, nonce, prepay),
  };
}

/** See Wxpay.getChooseConf. */
export function chooseConf(options: V3Options, prepayId: string): ChooseConf {
  const { appId: _, timeStamp, ...conf } = bridgeConf(options, prepayId);
  return { timestamp: timeStamp, ...conf };
}

/** See Wxpay.getAppConf: the prepay_id is signed bare, without the package. (WeChat Pay v3, App call-up) */
export function appConf(options: V3Options, prepayid: string): AppConf {
  const { appid, mchid } = options;
  const { timeStamp, nonce } = stamp(options);
  return {
    appid,
    partnerid: mchid,
    prepayid,
    package: "Sign=WXPay",
    noncestr: nonce,
    timestamp: timeStamp,
    sign: signed(options, appid, timeStamp, nonce, prepayid),
  };
}

function stamp({ transport }: V3Options) {
  return {
    timeStamp: String(Math.floor(transport.now() / 1000)),
    nonce: nonceStr(32, transport.random),
  };
}

const signed = ({ v3 }: V3Options, ...lines: string[]): string =>
  v3Sign(v3Message(...lines), privateKey(v3.privateKey));
