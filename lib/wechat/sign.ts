import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** How WeChat Pay v2 signs: chosen once per merchant, or per order. */
export type SignType = "MD5" | "HMAC-SHA256";

export type SignParams = Readonly<Record<string, string | number | null | undefined>>;

/**
 * The text that a v2 signature covers: every parameter but `sign` and empty ones, by name, raw, then the key. `0`
 * and `sign_type` take part. (WeChat Pay v2, signature algorithm)
 */
export function signString(params: SignParams, key: string): string {
  // Parameter names are ASCII, so that the default order of strings is the byte order which WeChat wants.
  const names = Object.keys(params).sort();
  let text = "";
  for (const name of names) {
    const value = params[name];
    if (name === "sign" || value === undefined || value === null || value === "") continue;
    text += `${name}=${value}&`;
  }
  return `${text}key=${key}`;
}

/** The v2 signature as upper-case hex: 32 digits for MD5, 64 for HMAC-SHA256. (WeChat Pay v2, signature algorithm) */
export function sign(params: SignParams, key: string, type: SignType): string {
  const text = signString(params, key);
  switch (type) {
    case "MD5":
      return createHash("md5").update(text).digest("hex").toUpperCase();
    case "HMAC-SHA256":
      return createHmac("sha256", key).update(text).digest("hex").toUpperCase();
  }
}

/**
 * Whether `params.sign` is right. Without `type`, the declared `sign_type` decides, else the signature's length:
 * notices leave `sign_type` out, and some arrive signed another way than the order was. Compares in constant time.
 */
export function verify(params: SignParams, key: string, type?: SignType): boolean {
  const given = params.sign;
  // Without a key of ours anyone could sign.
  if (typeof given !== "string" || given === "" || key === "") return false;
  const chosen = type ?? declaredType(params.sign_type) ?? typeByLength(given);
  return chosen !== null && timingSafeEqualText(sign(params, key, chosen), given);
}

function declaredType(value: SignParams[string]): SignType | null {
  return value === "MD5" || value === "HMAC-SHA256" ? value : null;
}

function typeByLength(signature: string): SignType | null {
  if (signature.length === 32) return "MD5";
  return signature.length === 64 ? "HMAC-SHA256" : null;
}

export interface JssdkSignInput {
  ticket: string;
  noncestr: string;
  /** Seconds. */
  timestamp: string | number;
  /** The page's address as its browser has it; a fragment is left out here. */
  url: string;
}

/** The signature of `wx.config`: lower-case hex SHA-1. (JS-SDK, appendix 1) */
export function jssdkSign({ ticket, noncestr, timestamp, url }: JssdkSignInput): string {
  const page = url.split("#", 1)[0] ?? "";
  const text = `jsapi_ticket=${ticket}&noncestr=${noncestr}&timestamp=${timestamp}&url=${page}`;
  return createHash("sha1").update(text).digest("hex");
}

/**
 * SHA-1 of the values in byte order, joined: server address check, `msg_signature`, card signatures. (Message
 * server, access guide)
 */
export function sha1Sorted(...values: string[]): string {
  return createHash("sha1")
    .update([...values].sort().join(""))
    .digest("hex");
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Where random bytes come from; tests put a fixed source here. */
export type RandomBytes = (size: number) => Uint8Array;

/** Unpredictable letters and digits, each equally likely. 32 of them are 190 bits. */
export function nonceStr(length = 32, random: RandomBytes = randomBytes): string {
  return randomText(alphabet, length, random);
}

/** Unpredictable text over an alphabet of at most 256 characters, each equally likely. */
export function randomText(characters: string, length: number, random: RandomBytes = randomBytes): string {
  // Bytes past the last whole multiple of the alphabet would favour its first characters.
  const limit = 256 - (256 % characters.length);
  let text = "";
  while (text.length < length) {
    for (const byte of random(length - text.length + 8)) {
      if (byte < limit && text.length < length) text += characters.charAt(byte % characters.length);
    }
  }
  return text;
}

/** Compares two texts in a time that tells nothing about where they differ. */
export function timingSafeEqualText(a: string, b: string): boolean {
  // Equal lengths are required below, and the length of a secret is no one's business either.
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Lower-case hex SHA-256: to remember that a secret was seen without keeping it. */
export function sha256Hex(text: string): string {
  return sha256(text).toString("hex");
}
