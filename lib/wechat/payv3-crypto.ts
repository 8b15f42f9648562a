import { createSign, createVerify, type KeyLike } from "node:crypto";

/** What WeChat Pay v3 signs, and how: RSA PKCS#1 v1.5 with SHA-256, base64. */

/** Lines that are signed together, each ended by a line feed, the last one too. (WeChat Pay v3, signature) */
export function v3Message(...lines: string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

export interface V3Request {
  method: string;
  /** Exactly as sent, with its query, without the host. */
  path: string;
  /** Seconds. */
  timestamp: string;
  nonce: string;
  /** Exactly as sent; empty for GET. */
  body: string;
}

/** The text that a request's signature covers. (WeChat Pay v3, request signature) */
export function v3RequestMessage({ method, path, timestamp, nonce, body }: V3Request): string {
  return v3Message(method, path, timestamp, nonce, body);
}

/** The text that the signature of an answer or a notice covers. (WeChat Pay v3, response verification) */
export function v3ResponseMessage(timestamp: string, nonce: string, body: string): string {
  return v3Message(timestamp, nonce, body);
}

/** @param privateKey the merchant's API private key, as PEM or key object */
export function v3Sign(message: string, privateKey: KeyLike): string {
  return createSign("RSA-SHA256").update(message).sign(privateKey, "base64");
}

/**
 * @param publicKey WeChat Pay's public key or platform certificate, as PEM or key object
 * @returns false for any signature that is not right, well-formed or not
 */
export function v3Verify(message: string, signature: string, publicKey: KeyLike): boolean {
  return createVerify("RSA-SHA256").update(message).verify(publicKey, signature, "base64");
}

export interface V3Credentials {
  mchid: string;
  /** Serial number of the merchant's API certificate. */
  serial: string;
  timestamp: string;
  nonce: string;
  signature: string;
}

/** The value of the Authorization header. (WeChat Pay v3, request signature) */
export function v3Authorization({ mchid, serial, timestamp, nonce, signature }: V3Credentials): string {
  const fields = { mchid, serial_no: serial, timestamp, nonce_str: nonce, signature };
  const list = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(",")}`;
}
