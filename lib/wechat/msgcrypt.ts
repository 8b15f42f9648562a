import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { WechatConfigError, WechatError } from "./errors";
import { sha1Sorted } from "./sign";

/**
 * WXBizMsgCrypt, the envelope of encrypted messages: 16 random bytes, the message's length in bytes (4, big-endian),
 * the message, the appid; padded to 32 bytes; AES-256-CBC. (Message server, encryption and decryption)
 */

const blockSize = 32;
const headerSize = 16 + 4;

function envelopeError(message: string, code = "DECRYPT"): WechatError {
  return new WechatError(message, { code, kind: "signature" });
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

/** One key of one account, ready for many messages. */
export interface MsgCrypt {
  /** @param random 16 bytes; drawn when absent @returns base64 */
  encrypt(message: string, random?: Uint8Array): string;
  /** See decryptMsg. */
  decrypt(encrypted: string): string;
}

/** @throws WechatError kind `config` for an unusable key */
export function createMsgCrypt({ encodingAesKey, appid }: DecryptMsgOptions): MsgCrypt {
  const key = decodeAesKey(encodingAesKey);
  const owner = Buffer.from(appid);
  return {
    encrypt: (message, random = randomBytes(16)) => encryptBytes(key, owner, Buffer.from(message), random),
    decrypt: (encrypted) => decryptText(key, owner, encrypted),
  };
}

export interface EncryptMsgOptions {
  encodingAesKey: string;
  appid: string;
  /** 16 bytes; drawn when absent. */
  random?: Uint8Array | undefined;
}

/** Encrypts a message for the account `appid`: base64. */
export function encryptMsg(message: string, { random, ...options }: EncryptMsgOptions): string {
  return createMsgCrypt(options).encrypt(message, random);
}

export interface DecryptMsgOptions {
  encodingAesKey: string;
  /** The account that the message must be for. */
  appid: string;
}

/**
 * Decrypts a message and checks whom it is for. Check `msg_signature` first.
 * @throws WechatError kind `config` for an unusable key; `signature` when the envelope is not sound or its message not
 *   UTF-8 (code `DECRYPT`), or when it names another appid (`DECRYPT_APPID`)
 */
export function decryptMsg(encrypted: string, options: DecryptMsgOptions): string {
  return createMsgCrypt(options).decrypt(encrypted);
}

function encryptBytes(key: Buffer, owner: Buffer, body: Buffer, random: Uint8Array): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const size = headerSize + body.length + owner.length;
  const padding = blockSize - (size % blockSize);
  const padded = Buffer.concat([random, length, body, owner, Buffer.alloc(padding, padding)]);
  // Node pads to 16 bytes, WeChat to 32, so the padding is made here.
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return cipher.update(padded, undefined, "base64") + cipher.final("base64");
}

function decryptText(key: Buffer, owner: Buffer, encrypted: string): string {
  const plain = withoutPadding(decryptBlocks(base64Bytes(encrypted), key));
  if (plain.length < headerSize) throw envelopeError("The encrypted message is too short");
  const end = headerSize + plain.readUInt32BE(16);
  if (end > plain.length) throw envelopeError("The encrypted message is shorter than it says");
  if (!plain.subarray(end).equals(owner)) {
    throw envelopeError("The encrypted message is for another appid", "DECRYPT_APPID");
  }
  return utf8(plain.subarray(headerSize, end));
}

/** Node skips what is no base64 and takes what is cut off as it is: neither is what was encrypted. */
function base64Bytes(text: string): Buffer {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw envelopeError("The encrypted message is not base64");
  }
  return Buffer.from(text, "base64");
}

function decryptBlocks(bytes: Buffer, key: Buffer): Buffer {
  if (bytes.length === 0 || bytes.length % blockSize !== 0)
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

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw envelopeError("The encrypted message is not UTF-8");
  }
}

/** The signature over an encrypted message: SHA-1 of the sorted four, lower-case hex. */
export function msgSignature(token: string, timestamp: string, nonce: string, encrypted: string): string {
  return sha1Sorted(token, timestamp, nonce, encrypted);
}
