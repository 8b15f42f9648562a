import { createCipheriv, randomBytes, randomInt } from "node:crypto";
import { nowMs } from "@/lib/clock";
import { decodeAesKey, encryptMsg, msgSignature } from "@/lib/wechat/msgcrypt";
import { sha1Sorted } from "@/lib/wechat/sign";
import { buildXml } from "@/lib/wechat/xml";
import { sandboxAccounts } from "../accounts";
import type { PushMode } from "./types";

/** One delivery as it goes over the wire: signed, and in an envelope where the mode wants one. (Message encryption) */

/** What a request that must be refused has wrong. */
export type PushFlaw = "stale" | "forged" | "plain" | "other_appid" | "bad_padding";

export interface PushRequest {
  /** With its query. */
  url: string;
  body: string;
  /** What both signatures cover, and what they are. */
  timestamp: string;
  nonce: string;
  signature: string;
  /** The envelope and its signature; null for a plain delivery. */
  encrypted: { text: string; signature: string } | null;
}

/** A message of another account cannot be told by its envelope, only by what stands in it. */
const otherAppid = sandboxAccounts.qrcode.appid;
const staleSeconds = 11 * 60;

/**
 * A delivery of its own: nonce, timestamp and envelope are new each time, the message is not.
 * @param message the message's XML
 */
export function pushRequest(
  endpoint: string,
  openid: string,
  message: string,
  mode: PushMode,
  flaw?: PushFlaw,
): PushRequest {
  const token = flaw === "forged" ? "NotTheToken" : sandboxAccounts.robot.token;
  const timestamp = String(Math.floor(nowMs() / 1000) - (flaw === "stale" ? staleSeconds : 0));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  const signature = sha1Sorted(token, timestamp, nonce);
  const query = new URLSearchParams({ signature, timestamp, nonce, openid });
  const common = { timestamp, nonce, signature };
  if (mode === "plain" || flaw === "plain") {
    return { ...common, url: `${endpoint}?${query}`, body: message, encrypted: null };
  }
  const text = envelopeText(message, flaw);
  const encrypted = { text, signature: msgSignature(token, timestamp, nonce, text) };
  query.set("encrypt_type", "aes");
  query.set("msg_signature", encrypted.signature);
  return { ...common, url: `${endpoint}?${query}`, body: envelopeBody(message, text, mode), encrypted };
}

function envelopeBody(message: string, encrypted: string, mode: "compatible" | "safe"): string {
  const { userName } = sandboxAccounts.robot;
  if (mode === "safe") return buildXml({ ToUserName: userName, Encrypt: encrypted });
  return message.replace(/<\/xml>$/, () => `<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`);
}

function envelopeText(message: string, flaw: PushFlaw | undefined): string {
  const encodingAesKey = sandboxAccounts.robot.aesKey;
  if (flaw === "bad_padding") return badlyPadded(message, encodingAesKey);
  const appid = flaw === "other_appid" ? otherAppid : sandboxAccounts.mp.appid;
  return encryptMsg(message, { encodingAesKey, appid });
}

/** Right in everything but its padding, whose bytes say more than a block. */
function badlyPadded(message: string, encodingAesKey: string): string {
  const key = decodeAesKey(encodingAesKey);
  const length = Buffer.alloc(4);
  const body = Buffer.from(message);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([randomBytes(16), length, body, Buffer.from(sandboxAccounts.mp.appid)]);
  const padding = Buffer.alloc(32 - (plain.length % 32), 255);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, padding])), cipher.final()]).toString("base64");
}

/** What was sent, for the ledger. */
export function requestText({ url, body }: PushRequest): string {
  const { pathname, search } = new URL(url);
  return `POST ${pathname}${search}\nContent-Type: text/xml\n\n${body}`;
}
