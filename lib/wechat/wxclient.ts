import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { apiHost, parsedAnswer, refuseErrcode } from "./api-answer";
import { WechatApiError, WechatConfigError } from "./errors";
import { postJson } from "./transport";
import { fetchAccessToken, tokenCalls } from "./wxclient/access-token";
import { type Calls, createCalls, createWithToken, genericCall } from "./wxclient/call";
import { customMessages } from "./wxclient/custom-messages";
import { fetchJsapiTicket, ticketCalls } from "./wxclient/jsapi-ticket";
import { media } from "./wxclient/media";
import { menus } from "./wxclient/menus";
import { qrCodes } from "./wxclient/qr-codes";
import { type Renewal, SharedValue } from "./wxclient/shared-value";
import { subscriptionNotices } from "./wxclient/subscription-notices";
import { tags } from "./wxclient/tags";
import { templateMessages } from "./wxclient/template-messages";
import type { SharedKind, Wxclient, WxclientOptions } from "./wxclient/types";
import { users } from "./wxclient/users";

export { tplData } from "./wxclient/template-messages";
export type * from "./wxclient/types";

const callbackIpAnswer = z.object({ ip_list: z.array(z.string()) });

/**
 * An account's calls to api.weixin.qq.com, with an access token that all its processes share. Keep one for each
 * account and process: it remembers the token for a few seconds, so that most calls need not ask the store.
 * @throws WechatError kind `config` when the appid or the secret is missing
 */
export function createWxclient(options: WxclientOptions): Wxclient {
  const { app, transport } = options;
  if (!app.appid || !app.secret) throw new WechatConfigError("The account needs an appid and an app secret");

  const tokens = shared(options, "access_token", tokenCalls, async (renewal) => {
    const token = await fetchAccessToken(options, renewal);
    // Whoever killed the token early most likely killed the ticket with it.
    if (renewal.dead !== null) await dropTicket();
    return token;
  });
  const withToken = createWithToken(tokens);
  const calls = createCalls(transport, withToken);
  const tickets = shared(options, "jsapi_ticket", ticketCalls, () => fetchJsapiTicket(calls));

  const dropTicket = () => tickets.drop().catch((error: unknown) => options.onError?.(error, "jsapi_ticket"));

  return {
    appid: app.appid,
    accessToken: () => tokens.get(),
    jsapiTicket: () => tickets.get(),
    ...calls,
    call: genericCall(calls),
    ...templateMessages(calls),
    ...subscriptionNotices(calls),
    ...customMessages(calls),
    ...menus(calls),
    ...qrCodes(calls, transport.gateway),
    ...users(calls),
    ...tags(calls),
    ...media(transport, withToken),
    clearQuota: () => clearQuota(options, calls),
    getCallbackIp: async () =>
      parsedAnswer(callbackIpAnswer, await calls.get("/cgi-bin/getcallbackip")).ip_list,
  };
}

/** With a token; with the secret when that is what there are no more of. (Clear quota) */
async function clearQuota({ app, transport }: WxclientOptions, calls: Calls): Promise<void> {
  const { appid, secret } = app;
  try {
    await calls.post("/cgi-bin/clear_quota", { appid });
  } catch (error) {
    if (!(error instanceof WechatApiError) || error.errcode !== usedUp) throw error;
    const body = { appid, appsecret: secret };
    refuseErrcode(await postJson(transport, apiHost, "/cgi-bin/clear_quota/v2", body), [secret]);
  }
}

const usedUp = 45009;

type Fetch = (renewal: Renewal) => Promise<{ value: string; lifetimeSeconds: number }>;

function shared(
  options: WxclientOptions,
  kind: SharedKind,
  callsPerFetch: number,
  fetch: Fetch,
): SharedValue {
  const { app, store, transport, wait = pause, onError } = options;
  return new SharedValue({
    key: `wxclient:${kind}:${app.appid}`,
    store,
    transport,
    wait: async (ms) => void (await wait(ms)),
    onError: (error) => onError?.(error, kind),
    callsPerFetch,
    fetch,
  });
}
