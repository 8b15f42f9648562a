import type { KeyObject } from "node:crypto";
import { v3ProbePrefix, v3ResponseBytes, v3Verify } from "../../payv3-crypto";

/** How far WeChat's clock and ours may be apart, either way. */
const clockWindowSeconds = 300;

/**
 * Why a message cannot be taken as WeChat's. `probe`: WeChat tests whether we verify; `stale`: signed too long ago, or in the
 * future; `serial`: signed with a key that we do not hold.
 */
export type SignatureFault = "unsigned" | "probe" | "stale" | "serial" | "signature";

/** WeChat Pay's key of that id, among those that are known to be WeChat's; null when there is none. */
export type KeyOf = (serial: string) => Promise<KeyObject | null>;

interface Signature {
  timestamp: string;
  nonce: string;
  signature: string;
  serial: string;
}

/**
 * What is wrong with the signature of an answer or a notice, or null. It covers the bytes as they came. (WeChat Pay v3,
 * response verification)
 * @param nowMs the clock
 */
export async function signatureFault(
  headers: Headers,
  body: Uint8Array,
  keyOf: KeyOf,
  nowMs: number,
): Promise<SignatureFault | null> {
  const given = signatureOf(headers);
  if (given === null) return "unsigned";
  if (given.signature.startsWith(v3ProbePrefix)) return "probe";
  if (!isFresh(given.timestamp, nowMs)) return "stale";
  const key = await keyOf(given.serial);
  if (key === null) return "serial";
  const message = v3ResponseBytes(given.timestamp, given.nonce, body);
  return v3Verify(message, given.signature, key) ? null : "signature";
}

/** Whether a message carries any part of a signature. */
export const isSigned = (headers: Headers): boolean =>
  ["timestamp", "nonce", "signature", "serial"].some((name) => headers.has(`wechatpay-${name}`));

function signatureOf(headers: Headers): Signature | null {
  const timestamp = headers.get("wechatpay-timestamp");
  const nonce = headers.get("wechatpay-nonce");
  const signature = headers.get("wechatpay-signature");
  const serial = headers.get("wechatpay-serial");
  return timestamp && nonce && signature && serial ? { timestamp, nonce, signature, serial } : null;
}

function isFresh(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= clockWindowSeconds;
}
