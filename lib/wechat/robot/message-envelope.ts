import { randomBytes, timingSafeEqual } from "node:crypto";
import { WechatConfigError, WechatError, XmlError } from "../errors";
import { createMsgCrypt, type MsgCrypt, msgSignature } from "../msgcrypt";
import { sha1Sorted } from "../sign";
import { MessageFieldError } from "./message-fields";
import { MessageRefusal } from "./message-refusal";
import type { MessageElements, RobotMessage } from "./message-types";
import { readMessageXml } from "./message-xml";
import { messageOf } from "./parse-message";

/** What is inside the request, and how the answer to it is closed up. */
export interface OpenedMessage {
  message: RobotMessage;
  /** @param reply XML, not empty */
  seal(reply: string): string;
}

/** Which requests are WeChat's, and what is in them. Every method throws MessageRefusal. */
export interface Envelopes {
  /** The body may be this long. */
  maxBodyBytes: number;
  /** What the address check wants to read. (Message server, access guide) */
  echo(query: URLSearchParams): string;
  /** @param body reads it, which is done only when what is known before does not refuse it already */
  open(query: URLSearchParams, body: () => Promise<string>): Promise<OpenedMessage>;
}

export interface EnvelopeOptions {
  token: string;
  aesKey: string | null;
  previousAesKeys?: readonly string[] | undefined;
  appid: string;
  now: () => number;
  toleranceSeconds?: number | undefined;
}

const maxXmlBytes = 64 * 1024;
/** Encrypted and in base64 a message is a third longer; in compatible mode it comes plain as well. */
const maxBodyBytes = 2 * maxXmlBytes;
const maxEchoLength = 256;

/** @throws WechatError kind `config` for a token or a key that is none */
export function createEnvelopes(options: EnvelopeOptions): Envelopes {
  const { token, aesKey, previousAesKeys = [], appid } = options;
  if (!/^[A-Za-z0-9]{3,32}$/.test(token)) {
    throw new WechatConfigError("The message server's token has 3 to 32 letters and digits", "TOKEN");
  }
  if (aesKey !== null && appid === "") {
    throw new WechatConfigError("Encrypted messages are for an appid", "APPID");
  }
  const keys = aesKey === null ? [] : [aesKey, ...previousAesKeys];
  const crypts = keys.map((encodingAesKey) => createMsgCrypt({ encodingAesKey, appid }));
  return {
    maxBodyBytes: crypts.length > 0 ? maxBodyBytes : maxXmlBytes,
    echo(query) {
      checkPlain(options, query);
      return parameter(query, "echostr", maxEchoLength);
    },
    open: (query, body) =>
      crypts.length > 0 ? openEncrypted(options, crypts, query, body) : openPlain(options, query, body),
  };
}

/** The signature covers no body, so nothing of it need be read to refuse. (Message server, access guide) */
function checkPlain(options: EnvelopeOptions, query: URLSearchParams): void {
  const { timestamp, nonce } = signedParameters(query);
  checkSignature(sha1Sorted(options.token, timestamp, nonce), parameter(query, "signature", 40));
  checkTime(options, timestamp);
}

/** In compatible mode the message comes encrypted as well: that is for who has the key. */
async function openPlain(
  options: EnvelopeOptions,
  query: URLSearchParams,
  body: () => Promise<string>,
): Promise<OpenedMessage> {
  checkPlain(options, query);
  const elements = readable(await body());
  if (elements.Encrypt !== undefined && elements.MsgType === undefined) throw new MessageRefusal("encrypted");
  return { message: typed(withoutEnvelope(elements)), seal: (reply) => reply };
}

/** Encrypted anew each time, it would make a message that comes again another one. */
function withoutEnvelope(elements: MessageElements): MessageElements {
  if (elements.Encrypt === undefined) return elements;
  const { Encrypt: _, ...plain } = elements;
  return Object.assign(Object.create(null), plain);
}

/** What stands in plain text beside the envelope is covered by no signature, and is not looked at. */
async function openEncrypted(
  options: EnvelopeOptions,
  crypts: readonly MsgCrypt[],
  query: URLSearchParams,
  body: () => Promise<string>,
): Promise<OpenedMessage> {
  const { token, now } = options;
  const { timestamp, nonce } = signedParameters(query);
  const signature = query.has("msg_signature") ? parameter(query, "msg_signature", 40) : null;
  const { Encrypt, ToUserName } = readable(await body(), maxBodyBytes);
  if (typeof Encrypt !== "string" || Encrypt === "") throw new MessageRefusal("plaintext");
  checkSignature(msgSignature(token, timestamp, nonce, Encrypt), signature ?? "");
  checkTime(options, timestamp);
  const { xml, crypt } = decrypted(crypts, Encrypt);
  const message = typed(readable(xml));
  if (ToUserName !== undefined && ToUserName !== message.ToUserName) throw new MessageRefusal("receiver");
  return { message, seal: (reply) => sealed(crypt, { token, now }, reply) };
}

/** With the key that is in use, or else with one that was. */
function decrypted(crypts: readonly MsgCrypt[], encrypted: string): { xml: string; crypt: MsgCrypt } {
  let reason: "envelope" | "appid" = "envelope";
  for (const crypt of crypts) {
    try {
      return { xml: crypt.decrypt(encrypted), crypt };
    } catch (error) {
      if (error instanceof WechatError && error.code === "DECRYPT_APPID") reason = "appid";
    }
  }
  throw new MessageRefusal(reason);
}

/** (Message server, encryption and decryption: the encrypted reply) */
function sealed(crypt: MsgCrypt, { token, now }: Pick<EnvelopeOptions, "token" | "now">, reply: string) {
  const random = randomBytes(24);
  const encrypted = crypt.encrypt(reply, random.subarray(8));
  const timestamp = String(Math.floor(now() / 1000));
  const nonce = random.toString("hex", 0, 8);
  const signature = msgSignature(token, timestamp, nonce, encrypted);
  // All four are letters and digits, so nothing has to be escaped.
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`;
}

function readable(text: string, maxBytes = maxXmlBytes): MessageElements {
  try {
    return readMessageXml(text, { maxBytes });
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new MessageRefusal(/^\s*[{[]/.test(text) ? "json" : "xml");
  }
}

function typed(elements: MessageElements): RobotMessage {
  try {
    return messageOf(elements);
  } catch (error) {
    if (error instanceof MessageFieldError) throw new MessageRefusal("fields");
    throw error;
  }
}

const signedParameters = (query: URLSearchParams) => ({
  timestamp: parameter(query, "timestamp", 12),
  nonce: parameter(query, "nonce", 128),
});

/** A parameter that came twice could be one thing here and another thing elsewhere. */
function parameter(query: URLSearchParams, name: string, maxLength: number): string {
  const [value, ...more] = query.getAll(name);
  if (!value || more.length > 0 || value.length > maxLength) throw new MessageRefusal("query");
  return value;
}

/** In a time that tells nothing about where they differ. How long a signature is, is no secret. */
function checkSignature(expected: string, given: string): void {
  const isRight = /^[0-9a-f]{40}$/.test(given) && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
  if (!isRight) throw new MessageRefusal("signature");
}

function checkTime({ now, toleranceSeconds = 600 }: EnvelopeOptions, timestamp: string): void {
  const seconds = /^\d+$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  // Written so that what is no number is out of it too.
  if (!(Math.abs(now() / 1000 - seconds) <= toleranceSeconds)) throw new MessageRefusal("stale");
}
