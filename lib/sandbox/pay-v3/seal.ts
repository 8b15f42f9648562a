import { randomBytes } from "node:crypto";
import { nowMs } from "@/lib/clock";
import { v3ResponseMessage, v3Sign } from "@/lib/wechat/payv3-crypto";
import { nonceStr, randomText } from "@/lib/wechat/sign";
import type { PlatformKey } from "./keys";

/** The headers by which a receiver knows that an answer or a notice is WeChat Pay's. (WeChat Pay v3, verification) */

export const signatureType = "WECHATPAY2-SHA256-RSA2048";

/** How a signature can be wrong on purpose. `signtest` is WeChat's own probe. */
export type SealFlaw = "signature" | "unsigned" | "signtest" | "serial" | "stale" | "body";

/** What begins the signatures that WeChat makes wrong on purpose, to see whether anybody looks. */
export const probePrefix = "WECHATPAY/SIGNTEST/";

const staleSeconds = 600;

/** Signs a body with a fresh timestamp and nonce; with a flaw, so that a receiver must refuse it. */
export function seal(body: string, key: PlatformKey, flaw?: SealFlaw): Record<string, string> {
  const requestId = { "request-id": newRequestId() };
  if (flaw === "unsigned") return requestId;
  const age = flaw === "stale" ? staleSeconds : 0;
  const timestamp = String(Math.floor(nowMs() / 1000) - age);
  const nonce = nonceStr(32);
  const signed = flaw === "body" ? `${body} ` : body;
  const signature = v3Sign(v3ResponseMessage(timestamp, nonce, signed), key.privateKey);
  return {
    ...requestId,
    "wechatpay-timestamp": timestamp,
    "wechatpay-nonce": nonce,
    "wechatpay-serial": flaw === "serial" ? unknownSerial(key.serial) : key.serial,
    "wechatpay-signature": flawed(signature, flaw),
    "wechatpay-signature-type": signatureType,
  };
}

function flawed(signature: string, flaw: SealFlaw | undefined): string {
  if (flaw === "signature") return randomBytes(256).toString("base64");
  // As long as a real one, and base64 all through.
  if (flaw === "signtest") return `${probePrefix}${signature.slice(probePrefix.length)}`;
  return signature;
}

const unknownSerial = (serial: string): string =>
  serial.startsWith("PUB_KEY_ID_")
    ? `PUB_KEY_ID_${randomText("0123456789", 34)}`
    : randomBytes(20).toString("hex").toUpperCase();

const newRequestId = (): string =>
  `08${randomBytes(16).toString("hex").toUpperCase()}-${randomText("0123456789", 9)}`;
