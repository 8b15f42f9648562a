import { createDecipheriv, createHash } from "node:crypto";
import { WechatError } from "./errors";

/** What a mini program hands to a server that it shares with the web shop. */

/** The signature beside `rawData`: SHA-1 of both, lower-case hex. (Mini program, signature and encryption of open data) */
export function rawDataSignature(rawData: string, sessionKey: string): string {
  return createHash("sha1")
    .update(rawData + sessionKey)
    .digest("hex");
}

/**
 * Decrypts a mini program's `encryptedData` (AES-128-CBC; all three base64) to its JSON text. (Mini program,
 * signature and encryption of open data)
 * @throws WechatError kind `signature` when it was not made with this session key
 */
export function decryptOpenData(encryptedData: string, sessionKey: string, iv: string): string {
  try {
    const key = Buffer.from(sessionKey, "base64");
    const decipher = createDecipheriv("aes-128-cbc", key, Buffer.from(iv, "base64"));
    return Buffer.concat([decipher.update(encryptedData, "base64"), decipher.final()]).toString("utf8");
  } catch {
    throw new WechatError("The open data cannot be decrypted with this session key", {
      code: "DECRYPT",
      kind: "signature",
    });
  }
}
