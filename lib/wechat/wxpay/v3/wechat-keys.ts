import type { KeyObject } from "node:crypto";
import { WechatError } from "../../errors";
import { v3Encrypt } from "../../payv3-crypto";
import { publicKey } from "./keys";
import type { V3Options } from "./options";
import { newestPlatformKey, platformKey } from "./platform-certificates";
import type { KeyOf } from "./verification";

/** WeChat Pay's keys in the two modes: its public key, or platform certificates; during a migration both. */

export interface WechatKey {
  /** A public key's id or a certificate's serial number. */
  serial: string;
  key: KeyObject;
}

/** The key that WeChat is asked to sign answers with and that fields are encrypted for. Throws as newestPlatformKey. */
export async function preferredKey(options: V3Options): Promise<WechatKey> {
  const pinned = options.v3.publicKey;
  return pinned ? { serial: pinned.id, key: publicKey(pinned.pem) } : newestPlatformKey(options);
}

const certificateSerial = /^[0-9A-Fa-f]{32,40}$/;

/**
 * Finds WeChat's key by what a message names: our pinned public key by its id, a platform certificate by its serial number.
 * No other id ever leads to a key, or to a download.
 */
export function keyOf(options: V3Options): KeyOf {
  const pinned = options.v3.publicKey;
  return async (serial) => {
    if (pinned && serial === pinned.id) return publicKey(pinned.pem);
    if (!certificateSerial.test(serial)) return null;
    try {
      return (await platformKey(options, serial))?.key ?? null;
    } catch (error) {
      // Certificates that cannot be had verify nothing: the message remains unverified, and comes again.
      if (error instanceof WechatError) return null;
      throw error;
    }
  };
}

/** A field that only WeChat may read, as the request that names `key.serial` carries it. (WeChat Pay v3, sensitive fields) */
export const encryptedField = (text: string, { key }: WechatKey): string => v3Encrypt(text, key);
