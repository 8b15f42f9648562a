import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { WechatConfigError, WechatError } from "./errors";

/** The two ciphers of WeChat Pay: refund notices of v2, resources of v3. */

function cipherError(message: string): WechatError {
  return new WechatError(message, { code: "DECRYPT", kind: "signature" });
}

/** The md5 in hex keeps its leading zeros, and its 32 characters themselves are the key. */
function reqInfoKey(apiKey: string): Buffer {
  return Buffer.from(createHash("md5").update(apiKey).digest("hex"), "ascii");
}

/**
 * Decrypts the `req_info` of a refund notice to its XML, whose root is `<root>`. (WeChat Pay v2, refund notice)
 * @throws WechatError kind `signature` when it was not encrypted with this API key
 */
export function decryptReqInfo(reqInfo: string, apiKey: string): string {
  const decipher = createDecipheriv("aes-256-ecb", reqInfoKey(apiKey), null);
  try {
    return Buffer.concat([decipher.update(reqInfo, "base64"), decipher.final()]).toString("utf8");
  } catch {
    throw cipherError("The req_info cannot be decrypted with this API key");
  }
}

/** The counterpart of decryptReqInfo: base64. */
export function encryptReqInfo(xml: string, apiKey: string): string {
  const cipher = createCipheriv("aes-256-ecb", reqInfoKey(apiKey), null);
  return Buffer.concat([cipher.update(xml, "utf8"), cipher.final()]).toString("base64");
}

export interface AeadOptions {
  /** The APIv3 key: 32 bytes in practice; test data also has 16. */
  key: string;
  nonce: string;
  /** May be missing or empty. */
  associatedData?: string | null | undefined;
}

const tagLength = 16;

function gcmAlgorithm(key: string): "aes-256-gcm" | "aes-128-gcm" {
  switch (Buffer.byteLength(key)) {
    case 32:
      return "aes-256-gcm";
    case 16:
      return "aes-128-gcm";
    default:
      throw new WechatConfigError("An APIv3 key has 32 bytes", "APIV3_KEY");
  }
}

/**
 * Decrypts AEAD_AES_256_GCM: base64 of the ciphertext followed by its 16-byte tag. (WeChat Pay v3, decryption)
 * @throws WechatError kind `config` for a key of another length, `signature` when the text was not made with this
 *   key, nonce and associated data
 */
export function decryptAead(ciphertext: string, { key, nonce, associatedData }: AeadOptions): string {
  const algorithm = gcmAlgorithm(key);
  const bytes = Buffer.from(ciphertext, "base64");
  try {
    // Naming the length makes Node refuse a shortened tag, which is easier to forge.
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
    decipher.setAuthTag(bytes.subarray(-tagLength));
    decipher.setAAD(Buffer.from(associatedData ?? ""));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagLength)), decipher.final()]).toString("utf8");
  } catch {
    throw cipherError("The ciphertext cannot be decrypted with this APIv3 key");
  }
}

/** The counterpart of decryptAead: base64 of ciphertext and tag. */
export function encryptAead(plaintext: string, { key, nonce, associatedData }: AeadOptions): string {
  const cipher = createCipheriv(gcmAlgorithm(key), key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(associatedData ?? ""));
  return Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]).toString(
    "base64",
  );
}
