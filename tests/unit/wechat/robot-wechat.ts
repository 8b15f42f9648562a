import { decryptMsg, encryptMsg, msgSignature } from "@/lib/wechat/msgcrypt";
import type { MessageElements } from "@/lib/wechat/robot/message-types";
import { readMessageXml } from "@/lib/wechat/robot/message-xml";
import type { MessageServer, Timer } from "@/lib/wechat/robot/types";
import { sha1Sorted } from "@/lib/wechat/sign";
import { buildXml, parseXml, type XmlTree } from "@/lib/wechat/xml";

export const account = { token: "moonstoneToken", appid: "wx0000000000000001", originalId: "gh_moonstone" };

/** WeChat's end: what a person does goes out as WeChat sends it, plain or encrypted, and the answer is read as it reads it. */
export class FakeWechat {
  readonly #server: MessageServer;
  readonly #aesKey: string | null;
  readonly #now: () => number;
  #count = 0;

  constructor(server: MessageServer, aesKey: string | null, now: () => number) {
    this.#server = server;
    this.#aesKey = aesKey;
    this.#now = now;
  }

  /** A text that a person types. @returns see deliver */
  say(text: string, openid = "oPerson"): Promise<MessageElements | null> {
    return this.deliver(this.message({ MsgType: "text", Content: text, MsgId: this.#nextId() }, openid));
  }

  happen(Event: string, fields: XmlTree = {}, openid = "oPerson"): Promise<MessageElements | null> {
    return this.deliver(this.message({ MsgType: "event", Event, ...fields }, openid));
  }

  /** A message's XML, as it goes out again with each delivery. */
  message(fields: XmlTree, openid = "oPerson"): string {
    const CreateTime = Math.floor(this.#now() / 1000);
    return buildXml({ ToUserName: account.originalId, FromUserName: openid, CreateTime, ...fields });
  }

  /** @returns what the reply says; null for `success` or an empty body */
  async deliver(xml: string): Promise<MessageElements | null> {
    const response = await this.#server(this.#request(xml));
    const body = await response.text();
    if (response.status !== 200) throw new Error(`answered ${response.status}: ${body}`);
    if (body === "success" || body === "") return null;
    return readMessageXml(this.#aesKey === null ? body : this.#decrypted(body, this.#aesKey));
  }

  #nextId(): string {
    this.#count += 1;
    return `700000000000000${String(this.#count).padStart(4, "0")}`;
  }

  #request(xml: string): Request {
    const timestamp = String(Math.floor(this.#now() / 1000));
    const nonce = String(100_000 + this.#count);
    const signature = sha1Sorted(account.token, timestamp, nonce);
    const query = new URLSearchParams({ signature, timestamp, nonce, openid: "oPerson" });
    let body = xml;
    if (this.#aesKey !== null) {
      const encrypted = encryptMsg(xml, { encodingAesKey: this.#aesKey, appid: account.appid });
      query.set("encrypt_type", "aes");
      query.set("msg_signature", msgSignature(account.token, timestamp, nonce, encrypted));
      body = buildXml({ ToUserName: account.originalId, Encrypt: encrypted });
    }
    return new Request(`https://shop.test/wechat?${query}`, {
      method: "POST",
      headers: { "content-type": "text/xml" },
      body,
    });
  }

  #decrypted(body: string, encodingAesKey: string): string {
    const { Encrypt = "", MsgSignature, TimeStamp = "", Nonce = "" } = parseXml(body);
    if (MsgSignature !== msgSignature(account.token, TimeStamp, Nonce, Encrypt))
      throw new Error("the reply's signature is wrong");
    return decryptMsg(Encrypt, { encodingAesKey, appid: account.appid });
  }
}

/** Time that passes when it is told to. */
export function fakeTimer() {
  let now = 0;
  const due = new Set<{ at: number; ring: () => void }>();
  const timer: Timer = (ms, ring) => {
    const entry = { at: now + ms, ring };
    due.add(entry);
    return () => void due.delete(entry);
  };
  const pass = (ms: number) => {
    now += ms;
    for (const entry of [...due].filter(({ at }) => at <= now)) {
      due.delete(entry);
      entry.ring();
    }
  };
  return { timer, pass };
}
