import { nowMs } from "./clock";
import { config, type PaySettings, type TokenApi, type WechatApp } from "./config";
import { log } from "./log";
import { store } from "./store";
import { createGateway } from "./wechat/gateway";
import { createJssdk, type Jssdk } from "./wechat/jssdk";
import { createTransport } from "./wechat/transport";
import { createWxauth, type Wxauth } from "./wechat/wxauth";
import { createWxclient, type Wxclient } from "./wechat/wxclient";
import { type ConfSignType, createWxpay, type Wxpay } from "./wechat/wxpay";

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
 * @param placed how an order was signed that was placed under other settings: RSA is v3, MD5 and HMAC-SHA256 are v2.
 * What these settings cannot do any more is done as they have it now
 * @throws FeatureOff when WXPAY_* is not set
 */
export function wxpay(placed?: ConfSignType): Wxpay {
  const { appUrl, pay } = config();
  if (!pay) throw new FeatureOff("WeChat Pay");
  return createWxpay({
    ...asPlaced(pay, placed),
    notifyUrl: (type) => `${appUrl}/wxpay/${type}/callback`,
    store: store(),
    transport: transport(),
  });
}

function asPlaced(pay: PaySettings, placed: ConfSignType | undefined): PaySettings {
  if (placed === "RSA") return pay.v3 ? { ...pay, api: "v3" } : pay;
  return placed && pay.v2 ? { ...pay, api: "v2", v2: { ...pay.v2, signType: placed } } : pay;
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
