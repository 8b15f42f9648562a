import { createPublicKey, createSign, createVerify, type KeyLike, randomBytes } from "node:crypto";
import { nowMs } from "@/lib/clock";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { answerHost } from "@/lib/sandbox/hosts";
import { publicKey } from "@/lib/sandbox/merchant-keys";
import { openidOf } from "@/lib/sandbox/people";
import { platformCertificates } from "@/lib/sandbox/platform-keys";

/** A client of v3 that is made of node:crypto alone, so that it proves something about the sandbox. */

const { pay, mp } = sandboxAccounts;
export const host = "api.mch.weixin.qq.com";

export interface Call {
  method?: string;
  /** With its query. */
  path: string;
  /** An object is sent as JSON; a text as it is. */
  body?: unknown;
  /** Headers; undefined takes one away. */
  headers?: Record<string, string | undefined>;
  /** What is signed, where that is not what is sent. */
  signed?: Partial<Record<"method" | "path" | "timestamp" | "nonce" | "body", string>>;
  /** Changes the signature's text. */
  rewrite?: (text: string) => string;
  sign?: (text: string) => string;
  credentials?: Partial<Record<"mchid" | "serial_no" | "nonce_str" | "timestamp" | "signature", string>>;
  /** Where the client believes to be: the sandbox's own path, or WeChat's. */
  base?: string;
}

export const rsa = (text: string, key: KeyLike = pay.privateKey, hash = "RSA-SHA256"): string =>
  createSign(hash).update(text).sign(key, "base64");

export function authorization(call: Call, body: string): string {
  const { method = body === "" ? "GET" : "POST", path } = call;
  const timestamp = call.credentials?.timestamp ?? String(Math.floor(nowMs() / 1000));
  const nonce = call.credentials?.nonce_str ?? randomBytes(16).toString("hex").toUpperCase();
  const own = { method, path: `${call.base ?? ""}${path}`, timestamp, nonce, body, ...call.signed };
  const text = `${own.method}\n${own.path}\n${own.timestamp}\n${own.nonce}\n${own.body}\n`;
  const signature = (call.sign ?? rsa)(call.rewrite?.(text) ?? text);
  const parts = {
    mchid: pay.mchid,
    serial_no: pay.serial,
    nonce_str: nonce,
    timestamp,
    signature,
    ...call.credentials,
  };
  const list = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(",")}`;
}

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

/** Sends a call through the sandbox's door. */
export async function send(call: Call): Promise<Answered> {
  const body = bodyOf(call.body);
  const { method = body === "" ? "GET" : "POST" } = call;
  const headers = new Headers({
    accept: "application/json",
    "user-agent": "test",
    authorization: authorization(call, body),
    ...(body === "" ? {} : { "content-type": "application/json" }),
  });
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
  const url = `http://localhost:3000/sandbox/${host}${call.path}`;
  const request = new Request(url, { method, headers, ...(body === "" ? {} : { body }) });
  const answer = await answerHost(host, new URL(url).pathname.replace(`/sandbox/${host}`, ""), request);
  if (!answer) throw new Error(`No such address: ${call.path}`);
  // Response.text() would lose a byte order mark.
  const text = Buffer.from(await answer.arrayBuffer()).toString();
  const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/json");
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: isJson && text !== "" ? JSON.parse(text) : {},
  };
}

const bodyOf = (body: unknown): string =>
  body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);

const keys: Readonly<Record<string, KeyLike>> = {
  [pay.publicKeyId]: publicKey,
  ...Object.fromEntries(
    platformCertificates.map(({ serial, certificate }) => [serial, createPublicKey(certificate)]),
  ),
};

/** Whether headers carry WeChat's signature of this text, by the key that they name. */
export function isGenuine(headers: Headers, body: string): boolean {
  const key = keys[headers.get("wechatpay-serial") ?? ""];
  const timestamp = headers.get("wechatpay-timestamp");
  if (!key || Math.abs(Number(timestamp) - nowMs() / 1000) > 300) return false;
  const message = `${timestamp}\n${headers.get("wechatpay-nonce")}\n${body}\n`;
  const signature = headers.get("wechatpay-signature") ?? "";
  return createVerify("RSA-SHA256").update(message).verify(key, signature, "base64");
}

export const v3Order = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  appid: pay.appid,
  mchid: pay.mchid,
  description: "月光石",
  out_trade_no: "V20260101000001",
  notify_url: "https://shop.example.com/wxpay/shop/callback",
  amount: { total: 8800, currency: "CNY" },
  payer: { openid: openidOf(mp.appid, "lin") },
  ...changes,
});

export const placeV3 = (changes: Record<string, unknown> = {}, kind = "jsapi"): Promise<Answered> =>
  send({ path: `/v3/pay/transactions/${kind}`, body: v3Order(changes) });

export const queryV3 = (outTradeNo = "V20260101000001"): Promise<Answered> =>
  send({ path: `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${pay.mchid}` });

export const closeV3 = (outTradeNo = "V20260101000001"): Promise<Answered> =>
  send({
    path: `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`,
    body: { mchid: pay.mchid },
  });
