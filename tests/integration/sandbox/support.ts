import { onTestFinished, vi } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { answerHost } from "@/lib/sandbox/hosts";
import { type CallDetail, lastCallId, readCall } from "@/lib/sandbox/ledger";
import { type OpenInput, openSheet } from "@/lib/sandbox/pay-sheet";
import { openidOf, type PersonId } from "@/lib/sandbox/people";
import { stopWorker } from "@/lib/sandbox/worker";
import { nonceStr, type SignType, sign } from "@/lib/wechat/sign";
import { buildXml, parseXml } from "@/lib/wechat/xml";
import { freshDatabase } from "../../support/database";
import { changeSettings } from "../../support/settings";

export const { mp, qrcode, mobile, pay } = sandboxAccounts;

/** A fresh database with the sandbox on and the clock right; notifications go to `shop`. */
export async function freshSandbox(): Promise<void> {
  changeSettings({ WECHAT_SANDBOX: "1" });
  setClockOffset(0);
  await freshDatabase();
  shop.reset();
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => shop.take(String(init.body)));
}

const acknowledged = "<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>";

/** The shop's side of notifications: keeps what came, and answers as the test wants. */
export const shop = {
  notices: [] as Record<string, string>[],
  answer: async (): Promise<Response> => new Response(acknowledged),
  reset(): void {
    shop.notices = [];
    shop.answer = async () => new Response(acknowledged);
  },
  async take(body: string): Promise<Response> {
    shop.notices.push(parseXml(body));
    return shop.answer();
  },
};

/**
 * Lets no time pass but what `wait` says: for rules with sharp edges. Timers go on.
 * @param at by default a moment at which Beijing and Greenwich have different days
 */
export function stopTime(at = "2026-06-15T17:00:00Z"): void {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(at) });
  onTestFinished(() => void vi.useRealTimers());
}

/** Moves the clock by seconds without anybody noticing. */
export function wait(seconds: number): void {
  // Whoever was called through a route has woken the machine that sets the clock right every second.
  stopWorker();
  setClockOffset(seconds * 1000);
}

/** GETs one of api.weixin.qq.com's addresses. */
export async function api(
  path: string,
  query: Record<string, string | undefined>,
): Promise<Record<string, unknown>> {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const url = `http://localhost:3000/sandbox/api.weixin.qq.com${path}?${new URLSearchParams(given)}`;
  const answer = await answerHost("api.weixin.qq.com", path, new Request(url));
  if (answer?.status !== 200) throw new Error(`HTTP ${answer?.status}`);
  return answer.json();
}

/** Calls one of api.weixin.qq.com's addresses with any method, body and headers. */
export async function apiRaw(path: string, init: RequestInit = {}): Promise<Response> {
  const url = `http://localhost:3000/sandbox/api.weixin.qq.com${path}`;
  const [name = ""] = path.split("?", 1);
  const answer = await answerHost("api.weixin.qq.com", name, new Request(url, init));
  if (!answer) throw new Error(`No such address: ${path}`);
  return answer;
}

/** POSTs JSON to one of them. */
export async function apiPost(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await apiRaw(path, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

const client = { grant_type: "client_credential" };

/** cgi-bin/token of an account. */
export const plainToken = (changes: Record<string, string | undefined> = {}) =>
  api("/cgi-bin/token", { ...client, ...mp, ...changes });

/** cgi-bin/stable_token of an account. */
export const stableToken = (changes: Record<string, unknown> = {}) =>
  apiPost("/cgi-bin/stable_token", { ...client, ...mp, ...changes });

/** Asks for something with a token, just to see whether it works. */
export const tryToken = async (access_token: unknown): Promise<unknown> =>
  (await api("/cgi-bin/getcallbackip", { access_token: String(access_token) })).errcode ?? "works";

/** POSTs a body, as it is, to api.mch.weixin.qq.com. */
export async function postRaw(
  path: string,
  body: BodyInit | undefined,
  method = "POST",
): Promise<Record<string, string>> {
  const url = `http://localhost:3000/sandbox/api.mch.weixin.qq.com${path}`;
  const request = new Request(url, { method, ...(body === undefined ? {} : { body }) });
  const answer = await answerHost("api.mch.weixin.qq.com", path, request);
  if (answer?.status !== 200) throw new Error(`HTTP ${answer?.status}`);
  return parseXml(await answer.text());
}

type Fields = Record<string, string | number | undefined>;

/** A signed call of our merchant. */
export async function postSigned(
  path: string,
  fields: Fields,
  signType: SignType = "HMAC-SHA256",
): Promise<Record<string, string>> {
  const own = { appid: pay.appid, mch_id: pay.mchid, nonce_str: nonceStr(32), sign_type: signType };
  const all: Fields = { ...own, ...fields };
  return postRaw(path, buildXml({ ...all, sign: sign(all, pay.key, signType) }));
}

/** An order's fields as a shop sends them. */
export const orderFields = (changes: Fields = {}): Fields => ({
  body: "月光石",
  out_trade_no: "T20260101000001",
  total_fee: 8800,
  spbill_create_ip: "127.0.0.1",
  notify_url: "http://localhost:3000/wxpay/shop/callback",
  trade_type: "JSAPI",
  openid: openidOf(mp.appid, "lin"),
  ...changes,
});

export const placeOrder = (changes: Fields = {}, signType?: SignType): Promise<Record<string, string>> =>
  postSigned("/pay/unifiedorder", orderFields(changes), signType);

export const query = (out_trade_no = "T20260101000001"): Promise<Record<string, string>> =>
  postSigned("/pay/orderquery", { out_trade_no });

/** The newest entry of the ledger. */
export async function lastCall(): Promise<CallDetail> {
  const call = await readCall(await lastCallId());
  if (!call) throw new Error("The ledger is empty");
  return call;
}

/** What a page hands to the bridge, rightly signed. */
export function bridgeParams(
  prepayId: string,
  changes: Record<string, unknown> = {},
  signType: SignType = "HMAC-SHA256",
) {
  const params = {
    appId: pay.appid,
    timeStamp: "1790000000",
    nonceStr: nonceStr(32),
    package: `prepay_id=${prepayId}`,
    signType,
  };
  return { ...params, paySign: sign(params, pay.key, signType), ...changes };
}

export const page = "http://localhost:3000/orders/1/pay";

export const callUp = (params: OpenInput["params"], url = page, payer: PersonId = "lin") =>
  openSheet({ params, url }, payer);
