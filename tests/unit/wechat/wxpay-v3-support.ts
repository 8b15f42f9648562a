import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { merchantPrivateKey, merchantSerial, publicKey, publicKeyId } from "@/lib/sandbox/merchant-keys";
import { platformCertificates, publicKeyPrivateHalf } from "@/lib/sandbox/platform-keys";
import {
  createGateway,
  encryptAead,
  MemoryStore,
  type PrepayOrder,
  type StateStore,
  type Transport,
  v3RequestMessage,
  v3ResponseMessage,
  v3Sign,
  v3Verify,
} from "@/lib/wechat";
import { createV3 } from "@/lib/wechat/wxpay/v3/client";
import { fakeClock } from "./support";

/** A WeChat Pay v3 with throw-away keys: it checks what it is sent and signs what it answers. */

export const appid = "wx2421b1c4370ec43b";
export const mchid = "1900007291";
export const v3Key = "0123456789abcdef0123456789ABCDEF";
export const merchantKey = createPublicKey(merchantPrivateKey);

/** Who signs an answer or a notice. */
export interface Signer {
  serial: string;
  privateKey: string;
}
export const [first, second] = platformCertificates;
export const pinned: Signer = { serial: publicKeyId, privateKey: publicKeyPrivateHalf };
const strangersKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
/** Somebody who is not WeChat, under a name of his own. */
export const stranger: Signer = { serial: "AAAA00000000000000000000000000000000AAAA", ...strangersKey };

export interface V3Sent {
  url: string;
  method: string;
  /** As signed: from the host on. */
  path: string;
  headers: Headers;
  text: string;
  json: unknown;
}

/** Who signs, and what to spoil. `null` removes a header. */
export interface Signing {
  signer?: Signer | null | undefined;
  /** Seconds that the signature's clock is ahead. */
  skew?: number | undefined;
  headers?: Record<string, string | null> | undefined;
}
export interface Reply extends Signing {
  status?: number;
  /** An object is sent as JSON. */
  body?: unknown;
  /** Sent in place of the body that was signed. */
  sent?: string;
}

/** The headers with which WeChat signs a body. */
export function signatureHeaders(
  body: string,
  nowMs: number,
  { signer = pinned, skew = 0, headers = {} }: Signing,
) {
  const result = new Headers({ "content-type": "application/json" });
  if (signer) {
    const timestamp = String(Math.floor(nowMs / 1000) + skew);
    const nonce = randomBytes(16).toString("hex");
    result.set("wechatpay-timestamp", timestamp);
    result.set("wechatpay-nonce", nonce);
    result.set("wechatpay-signature", v3Sign(v3ResponseMessage(timestamp, nonce, body), signer.privateKey));
    result.set("wechatpay-serial", signer.serial);
    result.set("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048");
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) result.delete(name);
    else result.set(name, value);
  }
  return result;
}

export const authorization = (call: V3Sent): Record<string, string> =>
  Object.fromEntries(
    [...(call.headers.get("authorization") ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(
      ([, name = "", value = ""]) => [name, value],
    ),
  );

/** Whether the merchant signed exactly this request. */
export function isSignedByMerchant(call: V3Sent): boolean {
  const { timestamp = "", nonce_str: nonce = "", signature = "" } = authorization(call);
  const message = v3RequestMessage({
    method: call.method,
    path: call.path,
    timestamp,
    nonce,
    body: call.text,
  });
  return v3Verify(message, signature, merchantKey);
}

export type V3Handler = (call: V3Sent) => Reply | Promise<Reply>;
export interface MerchantSettings {
  mode?: "public key" | "certificates";
  store?: StateStore;
  clock?: ReturnType<typeof fakeClock>;
  gateway?: string;
  notifyUrl?: (type: string) => string;
}

/** June 2026: the throw-away certificates are valid by then. */
export const june = Date.UTC(2026, 5, 1, 4);

/** A merchant of v3 whose WeChat answers as told. */
export function v3Merchant(handler: V3Handler, settings: MerchantSettings = {}) {
  const { mode = "public key", clock = fakeClock(june), store = new MemoryStore(clock.now) } = settings;
  const calls: V3Sent[] = [];
  const transport: Transport = {
    fetch: async (input, init) => {
      const call = sentCall(String(input), init);
      calls.push(call);
      const reply = isSignedByMerchant(call)
        ? await handler(call)
        : { status: 401, body: { code: "SIGN_ERROR", message: "签名错误" } };
      return response(reply, clock.now());
    },
    timeoutMs: 10_000,
    gateway: createGateway(settings.gateway),
    now: clock.now,
  };
  const options = {
    appid,
    mchid,
    api: "v3" as const,
    v3: {
      key: v3Key,
      serial: merchantSerial,
      privateKey: merchantPrivateKey,
      publicKey: mode === "public key" ? { id: publicKeyId, pem: publicKey } : null,
    },
    notifyUrl: settings.notifyUrl ?? ((type: string) => `https://shop.example/wxpay/${type}/callback`),
    sendName: "月光宝石",
    clientIp: "203.0.113.9",
    store,
    transport,
  };
  return { wxpay: createV3(options), options, calls, clock, store };
}

function sentCall(url: string, init: RequestInit | undefined): V3Sent {
  const text = String(init?.body ?? "");
  const { pathname, search } = new URL(url);
  return {
    url,
    method: init?.method ?? "GET",
    path: `${pathname.replace(/^.*?(?=\/v3\/)/, "")}${search}`,
    headers: new Headers(init?.headers),
    text,
    json: text === "" ? undefined : JSON.parse(text),
  };
}

function response(reply: Reply, nowMs: number): Response {
  const { status = 200, body = "", sent } = reply;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const signer = reply.signer === undefined && status >= 400 ? null : reply.signer;
  const headers = signatureHeaders(text, nowMs, { ...reply, signer });
  return new Response(status === 204 ? null : (sent ?? text), { status, headers });
}

/** The answer of `GET /v3/certificates`. */
export function certificatesAnswer(
  certificates: readonly (typeof first)[],
  {
    key = v3Key,
    serial,
    effective = "2026-01-02T08:00:00+08:00",
    expires = "2031-01-01T00:00:00+08:00",
  }: { key?: string; serial?: string; effective?: string; expires?: string } = {},
) {
  return {
    data: certificates.map((one) => {
      const nonce = randomBytes(6).toString("hex");
      const ciphertext = encryptAead(one.certificate, { key, nonce, associatedData: "certificate" });
      return {
        serial_no: serial ?? one.serial,
        effective_time: effective,
        expire_time: expires,
        encrypt_certificate: {
          algorithm: "AEAD_AES_256_GCM",
          nonce,
          associated_data: "certificate",
          ciphertext,
        },
      };
    }),
  };
}

/** A notice as WeChat would post it. */
export function notice(
  event_type: string,
  resource: unknown,
  nowMs: number,
  signing: Signing & { key?: string } = {},
) {
  const nonce = randomBytes(6).toString("hex");
  const plaintext = typeof resource === "string" ? resource : JSON.stringify(resource);
  const ciphertext = encryptAead(plaintext, {
    key: signing.key ?? v3Key,
    nonce,
    associatedData: "transaction",
  });
  const body = JSON.stringify({
    id: "EV-2018022511223320873",
    create_time: "2026-06-01T12:00:00+08:00",
    resource_type: "encrypt-resource",
    event_type,
    summary: "支付成功",
    resource: {
      original_type: "x",
      algorithm: "AEAD_AES_256_GCM",
      ciphertext,
      associated_data: "transaction",
      nonce,
    },
  });
  return { body, headers: signatureHeaders(body, nowMs, signing) };
}

/** An order that WeChat would take. */
export const order: PrepayOrder = {
  out_trade_no: "20260601120000abc",
  body: "月光宝石",
  total_fee: 8800,
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  spbill_create_ip: "203.0.113.7",
  type: "shop",
};

/** A payment as queries and notices have it. */
export const transaction = {
  appid,
  mchid,
  out_trade_no: order.out_trade_no,
  transaction_id: "4200000000202606011234567890",
  trade_type: "JSAPI",
  trade_state: "SUCCESS",
  trade_state_desc: "支付成功",
  bank_type: "CMC",
  attach: "",
  success_time: "2026-06-01T12:00:00+08:00",
  payer: { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
  amount: { total: 8800, payer_total: 8700, currency: "CNY", payer_currency: "CNY" },
};
