import { nowMs } from "./clock";
import { config } from "./config";
import { store } from "./store";
import { createGateway } from "./wechat/gateway";
import type { SignType } from "./wechat/sign";
import { createTransport } from "./wechat/transport";
import { createWxauth, type Wxauth } from "./wechat/wxauth";
import { createWxpay, type Wxpay } from "./wechat/wxpay";

/** A feature was asked for whose settings are not given. */
export class FeatureOff extends Error {
  override name = "FeatureOff";
  constructor(readonly feature: string) {
    super(`${feature} is not configured`);
  }
}

const transport = () =>
  createTransport({ gateway: createGateway(config().gatewayUrl ?? undefined), now: nowMs });

/** Login with WeChat, wired to our settings and database. An action that is not configured is absent. */
export function wxauth(): Wxauth {
  const { appUrl, auth } = config();
  return createWxauth({
    apps: auth,
    callbackUrl: (action) => `${appUrl}/oauth/wechat/callback/${action}`,
    store: store(),
    transport: transport(),
  });
}

/**
 * WeChat Pay, wired to our settings.
 * @param signType for an order that was placed with another one than is configured now
 * @throws FeatureOff when WXPAY_* is not set
 */
export function wxpay(signType?: SignType): Wxpay {
  const { appUrl, pay } = config();
  if (!pay) throw new FeatureOff("WeChat Pay");
  const settings = signType ? { ...pay, signType } : pay;
  return createWxpay({
    ...settings,
    notifyUrl: (type) => `${appUrl}/wxpay/${type}/callback`,
    transport: transport(),
  });
}
