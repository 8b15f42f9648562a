import { nowMs } from "@/lib/clock";
import { config } from "@/lib/config";
import { openidOf, type PersonId } from "@/lib/sandbox/people";
import { createMsgCrypt, msgSignature } from "@/lib/wechat/msgcrypt";
import { sha1Sorted } from "@/lib/wechat/sign";
import { buildXml, parseXml, type XmlTree } from "@/lib/wechat/xml";

/** What WeChat's servers send to the account's endpoint, signed with the settings of the moment. */

const account = "gh_3c1e9a5b20d8";
const nonce = "1514711492";
let lastId = 23_000_000_000_000_000n;

function settings() {
  const { robot, auth } = config();
  return { token: robot?.token ?? "", aesKey: robot?.aesKey ?? null, appid: auth.mp?.appid ?? "" };
}

export const openid = (person: PersonId = "lin"): string => openidOf(settings().appid, person);

/** A message's XML, with an id of its own. */
export function messageXml(fields: XmlTree, from = openid()): string {
  lastId += 1n;
  const id = fields.MsgType === "event" ? {} : { MsgId: String(lastId) };
  const common = { ToUserName: account, FromUserName: from, CreateTime: Math.floor(nowMs() / 1000) };
  return buildXml({ ...common, ...fields, ...id });
}

export const textXml = (Content: string, from?: string): string =>
  messageXml({ MsgType: "text", Content }, from);

export const eventXml = (Event: string, fields: XmlTree = {}, from?: string): string =>
  messageXml({ MsgType: "event", Event, ...fields }, from);

/** A delivery of a message to the endpoint: encrypted or not, as the settings say. */
export function delivery(xml: string, path = "/wechat"): Request {
  const { token, aesKey, appid } = settings();
  const timestamp = String(Math.floor(nowMs() / 1000));
  const query = new URLSearchParams({ signature: sha1Sorted(token, timestamp, nonce), timestamp, nonce });
  let body = xml;
  if (aesKey) {
    const Encrypt = createMsgCrypt({ encodingAesKey: aesKey, appid }).encrypt(xml);
    body = buildXml({ ToUserName: account, Encrypt });
    query.set("encrypt_type", "aes");
    query.set("msg_signature", msgSignature(token, timestamp, nonce, Encrypt));
  }
  return post(`${path}?${query}`, body);
}

export const post = (pathAndQuery: string, body: string): Request =>
  new Request(`http://localhost:3000${pathAndQuery}`, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body,
  });

/** WeChat's check of the address. */
export function addressCheck(changes: Record<string, string> = {}, path = "/wechat"): Request {
  const timestamp = String(Math.floor(nowMs() / 1000));
  const signature = sha1Sorted(settings().token, timestamp, nonce);
  const query = new URLSearchParams({
    signature,
    timestamp,
    nonce,
    echostr: "4375120948345356249",
    ...changes,
  });
  return new Request(`http://localhost:3000${path}?${query}`);
}

/** The reply's XML as the person's client gets it; null for `success`. */
export async function replyIn(response: Response): Promise<string | null> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The endpoint answered ${response.status}: ${text}`);
  if (text === "success") return null;
  const { aesKey, appid } = settings();
  if (!aesKey) return text;
  const { Encrypt } = parseXml(text);
  return createMsgCrypt({ encodingAesKey: aesKey, appid }).decrypt(String(Encrypt));
}

/** What a person reads in a reply: its text, or a card's title, description and address. */
export function readReply(xml: string | null): string {
  if (xml === null) return "";
  const { MsgType } = parseXml(xml, { ignore: ["Articles"] });
  if (MsgType === "text") return String(parseXml(xml).Content);
  if (MsgType !== "news") return `[${MsgType}]`;
  const found = (name: string) =>
    new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]></${name}>`, "s").exec(xml)?.[1];
  return ["Title", "Description", "PicUrl", "Url"].map((name) => found(name) ?? "").join("\n");
}
