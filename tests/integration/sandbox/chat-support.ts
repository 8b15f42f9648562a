import { createDecipheriv, createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, vi } from "vitest";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { readChat } from "@/lib/sandbox/chat/book";
import { deliverPushes } from "@/lib/sandbox/chat/pushes";
import type { ChatContent } from "@/lib/sandbox/chat/types";
import { type CallDetail, listCalls, readCall } from "@/lib/sandbox/ledger";
import { changePerson, openidOf, type PersonId } from "@/lib/sandbox/people";
import { encryptMsg, msgSignature } from "@/lib/wechat/msgcrypt";
import { changeSettings } from "../../support/settings";
import { freshSandbox } from "./support";

export const { robot } = sandboxAccounts;
export const appid = sandboxAccounts.mp.appid;
export const openid = (person: PersonId = "lin"): string => openidOf(appid, person);

/** One request at the shop's server, as it came. */
export interface Arrived {
  method: string;
  path: string;
  query: Record<string, string>;
  contentType: string;
  body: string;
  /** The message, out of its envelope where it has one. */
  message: string;
}

/** What the shop answers: a body, a status and a body, or nothing until the caller gives up. */
export type Answer = string | { status: number; body: string } | "hang";

/** The shop's message server: keeps what came, and answers as the test wants. */
export const endpoint = {
  arrived: [] as Arrived[],
  answer: (async () => "success") as (request: Arrived) => Promise<Answer>,
  url: "",
};

let server: Server | undefined;

async function listen(): Promise<string> {
  server ??= createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? "", "http://shop.test");
    const body = Buffer.concat(chunks).toString();
    const arrived = {
      method: request.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      contentType: String(request.headers["content-type"] ?? ""),
      body,
      message: messageIn(body),
    };
    endpoint.arrived.push(arrived);
    const answer = await endpoint.answer(arrived);
    if (answer === "hang") return expire();
    const { status, body: text } = typeof answer === "string" ? { status: 200, body: answer } : answer;
    response.writeHead(status, { "content-type": "text/plain" }).end(text);
  });
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterAll(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A fresh sandbox whose shop listens on a port of this machine; lin follows, the others do not. */
export async function freshChat(settings: Record<string, string | undefined> = {}): Promise<void> {
  endpoint.url = await listen();
  endpoint.arrived = [];
  callers = [];
  deadlines.length = 0;
  endpoint.answer = async () => "success";
  await freshSandbox();
  vi.unstubAllGlobals();
  changeSettings({ WEROBOT_MODE: undefined, WEROBOT_ROLE: undefined, APP_URL: endpoint.url, ...settings });
  await changePerson("lin", { follows: true });
}

/** The value of an element that stands once in an XML text, without CDATA. */
export const inXml = (xml: string, name: string): string =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1] ?? "";

/** Opened by node:crypto alone. */
export function opened(encrypted: string): { message: string; appid: string } {
  const key = Buffer.from(robot.aesKey, "base64");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const bytes = Buffer.concat([decipher.update(Buffer.from(encrypted, "base64")), decipher.final()]);
  const plain = bytes.subarray(0, bytes.length - (bytes.at(-1) ?? 0));
  const end = 20 + plain.readUInt32BE(16);
  return { message: plain.subarray(20, end).toString(), appid: plain.subarray(end).toString() };
}

function messageIn(body: string): string {
  const encrypted = inXml(body, "Encrypt");
  if (encrypted === "" || !body.startsWith("<xml>")) return body;
  try {
    return opened(encrypted).message;
  } catch {
    return "";
  }
}

/** SHA-1 of the values in their order of bytes, joined. */
export const sha1 = (...values: string[]): string =>
  createHash("sha1").update(values.sort().join("")).digest("hex");

/** The common elements of a reply to lin. */
export const replyHead = (type: string, changes: Record<string, string> = {}): string =>
  Object.entries({
    ToUserName: openid(),
    FromUserName: robot.userName,
    CreateTime: "1790000000",
    MsgType: type,
    ...changes,
  })
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join("");

export const replyXml = (type: string, rest: string, changes: Record<string, string> = {}): string =>
  `<xml>${replyHead(type, changes)}${rest}</xml>`;

export const textReply = (text: string): string => replyXml("text", `<Content><![CDATA[${text}]]></Content>`);

/** A reply in its envelope. */
export function sealed(
  xml: string,
  changes: { token?: string; appid?: string; timestamp?: string; signature?: string } = {},
): string {
  const { token = robot.token, timestamp = "1790000000" } = changes;
  const text = encryptMsg(xml, { encodingAesKey: robot.aesKey, appid: changes.appid ?? appid });
  const signature = changes.signature ?? msgSignature(token, timestamp, "777", text);
  return `<xml><Encrypt><![CDATA[${text}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[777]]></Nonce></xml>`;
}

let callers: AbortController[] = [];

/** For how long each delivery would have waited. */
export const deadlines: number[] = [];

/** The time of a delivery is over once the shop has it and hangs. */
function deadline(ms: number): AbortSignal {
  const caller = new AbortController();
  callers.push(caller);
  deadlines.push(ms);
  return caller.signal;
}

function expire(): void {
  for (const caller of callers) caller.abort(new DOMException("late", "TimeoutError"));
  callers = [];
}

/** Delivers everything. */
export const deliver = (): Promise<number> => deliverPushes({ deadline });

/** What stands in a chat. */
export const contents = async (person: PersonId = "lin"): Promise<ChatContent[]> =>
  (await readChat(person)).lines.map(({ content }) => content);

/** The ledger's entries about the shop's server, oldest first. */
export async function pushCalls(): Promise<CallDetail[]> {
  const calls = (await listCalls()).filter(({ direction }) => direction === "out").reverse();
  const found = await Promise.all(calls.map(({ id }) => readCall(id)));
  return found.filter((call) => call !== null);
}

/** The shop's server could not be used: what the person reads then. */
export const unavailable: ChatContent = {
  kind: "note",
  text: "该公众号暂时无法提供服务，请稍后再试",
  tone: "failure",
};
