import {
  constants,
  createSign,
  createVerify,
  type KeyLike,
  privateDecrypt,
  publicEncrypt,
} from "node:crypto";

/**
 * What WeChat Pay v3 signs, and how: RSA PKCS#1 v1.5 with SHA-256, base64. And how it encrypts single fields.
 * Whoever calls often hands in key objects: reading a PEM costs more than the signature.
 */

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

/** The same of a body as bytes, which need not be text. (WeChat Pay v3, response verification) */
export function v3ResponseBytes(timestamp: string, nonce: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(v3Message(timestamp, nonce)), body, Buffer.from("\n")]);
}

/** What the signature begins with where WeChat tests whether we verify: wrong on purpose. (WeChat Pay v3, signature probes) */
export const v3ProbePrefix = "WECHATPAY/SIGNTEST/";

/** @param privateKey the merchant's API private key, as PEM or key object */
export function v3Sign(message: string, privateKey: KeyLike): string {
  return createSign("RSA-SHA256").update(message).sign(privateKey, "base64");
}

/**
 * @param publicKey WeChat Pay's public key or platform certificate, as PEM or key object
 * @returns false for any signature that is not right, well-formed or not
 */
export function v3Verify(message: string | Uint8Array, signature: string, publicKey: KeyLike): boolean {
  return createVerify("RSA-SHA256").update(message).verify(publicKey, signature, "base64");
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" };

/**
 * Encrypts a field that nobody else may read, such as a name: RSA-OAEP with SHA-1, base64. (WeChat Pay v3, sensitive fields)
 * @param text at most 214 bytes for a key of 2048 bits
 * @param publicKey WeChat Pay's public key or platform certificate; the request names it in `Wechatpay-Serial`
 */
export function v3Encrypt(text: string, publicKey: KeyLike): string {
  return publicEncrypt({ key: publicKey, ...oaep }, Buffer.from(text)).toString("base64");
}

/** The counterpart of v3Encrypt. Throws what Node throws when the text was not encrypted for this key. */
export function v3Decrypt(ciphertext: string, privateKey: KeyLike): string {
  return privateDecrypt({ key: privateKey, ...oaep }, Buffer.from(ciphertext, "base64")).toString("utf8");
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
