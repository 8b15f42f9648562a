import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { WechatConfigError, WechatError } from "./errors";
import { sha1Sorted } from "./sign";

/**
 * WXBizMsgCrypt, the envelope of encrypted messages: 16 random bytes, the message's length in bytes (4, big-endian),
 * the message, the appid; padded to 32 bytes; AES-256-CBC. (Message server, encryption and decryption)
 */

const blockSize = 32;
const headerSize = 16 + 4;

function envelopeError(message: string): WechatError {
  return new WechatError(message, { code: "DECRYPT", kind: "signature" });
}

/**
 * The 32 bytes that an EncodingAESKey of 43 letters and digits stands for. Spare bits in its last character are
 * ignored, as WeChat does.
 * @throws WechatError kind `config` when it is not such a key
 */
export function decodeAesKey(encodingAesKey: string): Buffer {
  if (!/^[0-9A-Za-z+/]{43}$/.test(encodingAesKey)) {
    throw new WechatConfigError("An EncodingAESKey has 43 letters and digits", "AES_KEY");
  }
  return Buffer.from(encodingAesKey, "base64");
}

export interface EncryptMsgOptions {
  encodingAesKey: string;
  appid: string;
  /** 16 bytes; drawn when absent. */
  random?: Uint8Array | undefined;
}

/** Encrypts a message for the account `appid`: base64. */
export function encryptMsg(message: string, { encodingAesKey, appid, random }: EncryptMsgOptions): string {
  const key = decodeAesKey(encodingAesKey);
  const body = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([random ?? randomBytes(16), length, body, Buffer.from(appid)]);
  const padding = blockSize - (plain.length % blockSize);
  // Node pads to 16 bytes, WeChat to 32, so the padding is made here.
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}

export interface DecryptMsgOptions {
  encodingAesKey: string;
  /** The account that the message must be for. */
  appid: string;
}

/**
 * Decrypts a message and checks whom it is for. Check `msg_signature` first.
 * @throws WechatError kind `config` for an unusable key, `signature` when the envelope is not sound or names
 *   another appid
 */
export function decryptMsg(encrypted: string, { encodingAesKey, appid }: DecryptMsgOptions): string {
  const key = decodeAesKey(encodingAesKey);
  const plain = withoutPadding(decryptBlocks(Buffer.from(encrypted, "base64"), key));
  if (plain.length < headerSize) throw envelopeError("The encrypted message is too short");
  const end = headerSize + plain.readUInt32BE(16);
  if (end > plain.length) throw envelopeError("The encrypted message is shorter than it says");
  if (plain.subarray(end).toString("utf8") !== appid)
    throw envelopeError("The encrypted message is for another appid");
  return plain.subarray(headerSize, end).toString("utf8");
}

function decryptBlocks(bytes: Buffer, key: Buffer): Buffer {
  if (bytes.length === 0 || bytes.length % 16 !== 0)
    throw envelopeError("The encrypted message is not whole blocks");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

function withoutPadding(plain: Buffer): Buffer {
  const padding = plain.at(-1) ?? 0;
  const sound = padding >= 1 && padding <= blockSize && padding <= plain.length;
  if (!sound || !plain.subarray(-padding).every((byte) => byte === padding)) {
    throw envelopeError("The encrypted message cannot be decrypted with this key");
  }
  return plain.subarray(0, -padding);
}

/** The signature over an encrypted message: SHA-1 of the sorted four, lower-case hex. */
export function msgSignature(token: string, timestamp: string, nonce: string, encrypted: string): string {
  return sha1Sorted(token, timestamp, nonce, encrypted);
}
