import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { WechatConfigError } from "../../errors";

/** Keys as objects: reading a PEM costs more than the signature that is made with it. */

const parsed = new Map<string, KeyObject>();
/** A process has a handful of keys; more are the tests'. */
const maxKeys = 32;

/**
 * The merchant's private key.
 * @throws WechatError kind `config` when it is none
 */
export const privateKey = (pem: string): KeyObject =>
  cached(pem, createPrivateKey, "The merchant's private key is no RSA key in PEM");

/**
 * WeChat Pay's public key.
 * @throws WechatError kind `config` when it is none
 */
export const publicKey = (pem: string): KeyObject =>
  cached(pem, createPublicKey, "WeChat Pay's public key is no RSA key in PEM");

function cached(pem: string, read: (pem: string) => KeyObject, fault: string): KeyObject {
  // A private key would pass for its public half, so the two kinds are kept apart.
  const name = `${read.name} ${pem}`;
  const known = parsed.get(name);
  if (known) return known;
  const key = readRsa(pem, read, fault);
  if (parsed.size >= maxKeys) parsed.clear();
  parsed.set(name, key);
  return key;
}

/** The original error stays behind: it may quote the key. */
function readRsa(pem: string, read: (pem: string) => KeyObject, fault: string): KeyObject {
  try {
    const key = read(pem);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {}
  throw new WechatConfigError(fault, "KEY");
}
