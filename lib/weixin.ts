import { nowMs } from "./clock";
import { config, type TokenApi, type WechatApp } from "./config";
import { log } from "./log";
import { store } from "./store";
import { createGateway } from "./wechat/gateway";
import { createJssdk, type Jssdk } from "./wechat/jssdk";
import type { SignType } from "./wechat/sign";
import { createTransport } from "./wechat/transport";
import { createWxauth, type Wxauth } from "./wechat/wxauth";
import { createWxclient, type Wxclient } from "./wechat/wxclient";
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

const clientKey = Symbol.for("moonstone.wxclient");
const clientHolder = globalThis as { [clientKey]?: { settings: string; client: Wxclient } };

/**
 * Calls to api.weixin.qq.com as the service account, with the access token that all our processes share. One
 * instance for each process, across bundles and hot reloads, so that its copy of the token in memory serves all.
 * @throws FeatureOff when WXAUTH_MP_* is not set
 */
export function wxclient(): Wxclient {
  const { auth, tokenApi, gatewayUrl, databaseUrl } = config();
  if (!auth.mp) throw new FeatureOff("WeChat's service account (WXAUTH_MP_*)");
  const settings = JSON.stringify([auth.mp, tokenApi, gatewayUrl, databaseUrl]);
  if (clientHolder[clientKey]?.settings !== settings) {
    clientHolder[clientKey] = { settings, client: newWxclient(auth.mp, tokenApi) };
  }
  return clientHolder[clientKey].client;
}

function newWxclient(app: WechatApp, tokenApi: TokenApi): Wxclient {
  return createWxclient({
    app,
    tokenApi,
    store: store(),
    transport: transport(),
    onError: (error, kind) => log.warn("wxclient.renewal_failed", { kind, error }),
  });
}

/**
 * The JS-SDK for pages that are open in WeChat, wired to our settings. A warm one signs without asking anybody.
 * @throws FeatureOff when WXAUTH_MP_* is not set
 */
export function jssdk(): Jssdk {
  const { mp } = config().auth;
  if (!mp) throw new FeatureOff("WeChat's service account (WXAUTH_MP_*)");
  return createJssdk({
    appid: mp.appid,
    ticket: () => wxclient().jsapiTicket(),
    transport: transport(),
  });
}
