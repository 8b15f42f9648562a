import {
  buildXml,
  createMessageServer,
  createRobot,
  decryptMsg,
  encryptMsg,
  MemoryInbox,
  MemorySessions,
  type MessageServer,
  type MessageServerEvent,
  type MessageServerOptions,
  msgSignature,
  parseXml,
  type Reply,
  type RobotSession,
  sha1Sorted,
  type Timer,
} from "@/lib/wechat";

export const token = "moonstone2024";
export const appid = "wx0123456789abcdef";
export const aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
export const gh = "gh_0123456789ab";
export const openid = "oPerson_0123456789-abcdefghi";
export const start = Date.UTC(2024, 4, 1, 4);

/** How an account is set up, and how it sends. `compatibleAsPlain` goes to a server that has no key. */
export type Mode = "plain" | "compatible" | "compatibleAsPlain" | "safe";
export const modes: readonly Mode[] = ["plain", "compatible", "compatibleAsPlain", "safe"];
export const hasKey = (mode: Mode): boolean => mode === "safe" || mode === "compatible";

/** A clock, and a timer that goes by it. */
export function fakeTime() {
  let time = start;
  const waiting = new Set<{ at: number; ring: () => void }>();
  const timer: Timer = (ms, ring) => {
    const entry = { at: time + ms, ring };
    waiting.add(entry);
    return () => waiting.delete(entry);
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    timer,
    now: () => time,
    /** How many are set: what was called off is not. */
    pending: () => waiting.size,
    settle,
    async advance(ms: number): Promise<void> {
      const until = time + ms;
      for (;;) {
        await settle();
        const [next] = [...waiting].sort((a, b) => a.at - b.at);
        if (!next || next.at > until) break;
        waiting.delete(next);
        time = next.at;
        next.ring();
      }
      time = until;
      await settle();
    },
  };
}

export type Tuning<S extends RobotSession = RobotSession> = Partial<MessageServerOptions<S>>;

/** A message server with all that it needs, and a record of what it told and sent. */
export function account<S extends RobotSession = RobotSession>(mode: Mode, tuning: Tuning<S> = {}) {
  const time = fakeTime();
  const events: MessageServerEvent[] = [];
  const later: { openid: string; reply: Reply }[] = [];
  const background: Promise<void>[] = [];
  const inbox = tuning.inbox ?? new MemoryInbox(time.now);
  const sessions = tuning.sessions ?? new MemorySessions(time.now);
  const server = createMessageServer<S>({
    robot: createRobot<S>().text(({ Content }) => `你说：${Content}`),
    token,
    aesKey: hasKey(mode) ? aesKey : null,
    appid,
    inbox,
    sessions,
    now: time.now,
    timer: time.timer,
    sendLater: async (to, reply) => {
      later.push({ openid: to, reply });
    },
    apology: "对不起，请稍后再试。",
    onEvent: (event) => events.push(event),
    background: (work) => background.push(work),
    ...tuning,
  });
  const send = (xml: string, how: Sending = {}) => server(requestOf(mode, xml, { now: time.now(), ...how }));
  return { server, send, time, events, later, background, inbox, sessions };
}

export interface Sending {
  /** Milliseconds. */
  now?: number;
  nonce?: string;
  /** Changes to the address; null takes a parameter away. */
  query?: Record<string, string | null>;
  encodingAesKey?: string;
  appid?: string;
  /** The receiver that stands outside the envelope; null for none. */
  outside?: string | null;
  /** What comes instead of the sealed message. */
  encrypted?: string;
  /** What comes instead of all that. */
  body?: BodyInit;
  headers?: Record<string, string>;
}

/** A push as WeChat sends it. (Message server, pushes) */
export function requestOf(mode: Mode, xml: string, how: Sending = {}): Request {
  const { now = start, nonce = "1372623149", encodingAesKey = aesKey, outside = gh } = how;
  const timestamp = String(Math.floor(now / 1000));
  const query = new URLSearchParams({
    signature: sha1Sorted(token, timestamp, nonce),
    timestamp,
    nonce,
    openid,
  });
  let body = xml;
  if (mode !== "plain") {
    const encrypted = how.encrypted ?? encryptMsg(xml, { encodingAesKey, appid: how.appid ?? appid });
    query.set("encrypt_type", "aes");
    query.set("msg_signature", msgSignature(token, timestamp, nonce, encrypted));
    const envelope = `<Encrypt><![CDATA[${encrypted}]]></Encrypt>`;
    const receiver = outside === null ? "" : buildXml({ ToUserName: outside }).slice(5, -6);
    body =
      mode === "safe" ? `<xml>${receiver}${envelope}</xml>` : xml.replace(/<\/xml>\s*$/, `${envelope}</xml>`);
  }
  for (const [name, value] of Object.entries(how.query ?? {})) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  return post(query, how.body ?? body, how.headers);
}

export const post = (query: URLSearchParams | string, body: BodyInit, headers: Record<string, string> = {}) =>
  new Request(`http://shop.example/wechat?${query}`, {
    method: "POST",
    headers: { "content-type": "text/xml", ...headers },
    body,
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  } as RequestInit);

let messages = 0;

/** What a person typed. */
export function textXml(Content: string, fields: Record<string, string | number | undefined> = {}): string {
  messages += 1;
  return buildXml({
    ToUserName: gh,
    FromUserName: openid,
    CreateTime: Math.floor(start / 1000),
    MsgType: "text",
    Content,
    MsgId: `7000000000${String(messages).padStart(9, "0")}`,
    ...fields,
  });
}

export const eventXml = (Event: string, fields: Record<string, string | number> = {}, inner = ""): string =>
  buildXml({
    ToUserName: gh,
    FromUserName: openid,
    CreateTime: Math.floor(start / 1000),
    MsgType: "event",
    Event,
    ...fields,
  }).replace(/<\/xml>$/, `${inner}</xml>`);

/** The answer's XML, decrypted where it must be; null for `success`. Fails for anything else. */
export async function replyIn(
  mode: Mode,
  response: Response,
  encodingAesKey = aesKey,
): Promise<string | null> {
  const body = await response.text();
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${body}`);
  if (body === "success") return null;
  if (response.headers.get("content-type") !== "text/xml; charset=utf-8") throw new Error("not sent as XML");
  if (!hasKey(mode)) return body;
  const { Encrypt = "", MsgSignature, TimeStamp = "", Nonce = "", ...rest } = parseXml(body);
  if (Object.keys(rest).length > 0) throw new Error("an answer with more than an envelope");
  if (MsgSignature !== msgSignature(token, TimeStamp, Nonce, Encrypt)) throw new Error("wrongly signed");
  return decryptMsg(Encrypt, { encodingAesKey, appid });
}

/** The text that an answer says; null for `success`. */
export async function said(mode: Mode, response: Promise<Response> | Response): Promise<string | null> {
  const xml = await replyIn(mode, await response);
  return xml === null ? null : (parseXml(xml).Content ?? "");
}

/** How often something was done, and when it may go on. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

export type { MessageServer };
