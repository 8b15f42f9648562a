import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { config } from "@/lib/config";
import { BodyTooLarge, readBytes } from "@/lib/request-body";
import { notHere } from "./gate";
import { phoneUserAgentFor } from "./phone-agent";

/**
 * The phone's web view: fetches a page of our own server as WeChat's browser would, and puts the bridge into it, as
 * the WeChat app does. The shop's pages know nothing of it.
 */

/** Marks what the phone fetches itself: should it ever come back to the phone, it ends there. */
const innerHeader = "x-sandbox-inner";
const prefix = "/sandbox/phone";
const bridgeScript = "/sandbox/bridge.js";

/** Forms of the shop are small, but a page of yours may send a picture. */
const longestBody = 16 * 1024 * 1024;

const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
];
// The page differs from the one that a desktop browser may have kept under the same address.
const notPassedOn = [
  ...hopByHop,
  "x-sandbox-phone",
  "sec-fetch-dest",
  "if-none-match",
  "if-modified-since",
  "accept-encoding",
  "content-length",
];
const notPassedBack = [...hopByHop, "content-encoding", "content-length", "x-frame-options"];

/** Where this very server answers. A machine reaches itself by the loopback, whatever APP_URL says. */
function ownServer(): string {
  return process.env.VERCEL ? config().appUrl : `http://127.0.0.1:${process.env.PORT || 3000}`;
}

/** The path that the phone asks for, with its query. */
export function innerPath(requestUrl: string): string {
  const { pathname, search } = new URL(requestUrl);
  const path =
    pathname === prefix || pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
  return `${path === "" ? "/" : path}${search}`;
}

/** The headers of the phone's own request: as they came, but from WeChat's browser. */
export function innerHeaders(headers: Headers): Record<string, string> {
  const passed = [...headers].filter(
    ([name]) => !notPassedOn.includes(name) && !name.startsWith("sec-ch-ua"),
  );
  const userAgent = phoneUserAgentFor(headers);
  return {
    ...Object.fromEntries(passed),
    "accept-encoding": "identity",
    "user-agent": userAgent,
    // Only Android's web view names the app that it is in.
    ...(userAgent.includes("Android") ? { "x-requested-with": "com.tencent.mm" } : {}),
    [innerHeader]: "1",
  };
}

const plainText = (status: number, text: string): Response =>
  new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });

async function bodyOf(request: Request): Promise<Uint8Array | "too large" | null> {
  if (!request.body) return null;
  try {
    return await readBytes(request, longestBody);
  } catch (error) {
    if (error instanceof BodyTooLarge) return "too large";
    throw error;
  }
}

/** Answers a request of the phone. Redirects are left to the browser; the sandbox's own pages are none of these. */
export async function answerPhone(request: Request): Promise<Response> {
  const path = innerPath(request.url);
  if (request.headers.has(innerHeader) || /^\/sandbox(\/|$)/.test(path)) return notHere();
  const body = await bodyOf(request);
  if (body === "too large") return plainText(413, "手机不发这么大的东西：最大 16 MB");
  const ask = (where: string) =>
    send(request.method, `${ownServer()}${where}`, innerHeaders(request.headers), body);
  let answer: IncomingMessage;
  try {
    answer = await ask(path);
    const again = rscAddress(answer, path);
    if (again !== null) {
      answer.resume();
      answer = await ask(again);
    }
  } catch {
    return plainText(502, "手机连不上店铺");
  }
  return toResponse(answer, request.method);
}

/**
 * To what its router fetches, Next adds `_rsc`, a hash of headers that a route does not see in full: asked with the
 * rest, the page redirects to itself with another hash. Left to the browser that would never end.
 * @returns where to ask instead; null for any other answer
 */
function rscAddress(answer: IncomingMessage, path: string): string | null {
  const { location } = answer.headers;
  if (answer.statusCode !== 307 || location === undefined) return null;
  const here = "http://this.site";
  const [asked, told] = [new URL(path, here), new URL(location, here)];
  if (told.origin !== here || !told.searchParams.has("_rsc")) return null;
  const again = told.pathname + told.search;
  asked.searchParams.delete("_rsc");
  told.searchParams.delete("_rsc");
  return asked.href === told.href ? again : null;
}

function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: Uint8Array | null,
): Promise<IncomingMessage> {
  const open = url.startsWith("https:") ? httpsRequest : httpRequest;
  const length = body ? { "content-length": String(body.byteLength) } : {};
  return new Promise((resolve, reject) => {
    // Unlike fetch this leaves Host and Sec-Fetch-* as they are, and does not unpack the answer.
    const outgoing = open(url, { method, headers: { ...headers, ...length } }, resolve);
    outgoing.on("error", reject);
    outgoing.end(body ?? undefined);
  });
}

function toResponse(answer: IncomingMessage, method: string): Response {
  const status = answer.statusCode ?? 502;
  const headers = answerHeaders(answer.headers);
  const empty = method === "HEAD" || status === 204 || status === 205 || status === 304;
  if (empty) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  if (!/^text\/html\b/.test(headers.get("content-type") ?? "")) {
    return new Response(webStream(answer), { status, headers });
  }
  const nonce = /'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "")?.[1];
  headers.delete("etag");
  return new Response(webStream(Readable.from(withBridge(answer, nonce))), { status, headers });
}

// Node's types and the DOM's name the same streams.
const webStream = (stream: Readable): ReadableStream => Readable.toWeb(stream) as ReadableStream;

function answerHeaders(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    if (value === undefined || notPassedBack.includes(name)) continue;
    for (const one of [value].flat()) headers.append(name, one);
  }
  // Whatever it is, it stands under an address at which other browsers get something else.
  headers.set("cache-control", "no-store");
  const policy = headers.get("content-security-policy");
  // The console frames the page: to the page it is the WeChat app.
  if (policy)
    headers.set("content-security-policy", policy.replace(/frame-ancestors[^;]*/g, "frame-ancestors 'self'"));
  return headers;
}

/** The page with the bridge as its first script; nothing is held back once it is in. */
export async function* withBridge(
  page: AsyncIterable<Uint8Array>,
  nonce?: string,
): AsyncGenerator<Uint8Array> {
  const script = `<script src="${bridgeScript}"${nonce ? ` nonce="${nonce}"` : ""}></script>`;
  // Latin-1 keeps every byte, so that a character cut in two comes out whole.
  let held: string | null = "";
  for await (const chunk of page) {
    if (held === null) {
      yield chunk;
      continue;
    }
    held += Buffer.from(chunk).toString("latin1");
    const head = /<head(?:\s[^>]*)?>/i.exec(held);
    if (!head && held.length < 64 * 1024) continue;
    const cut: number = head ? head.index + head[0].length : 0;
    yield Buffer.from(held.slice(0, cut) + (head ? script : "") + held.slice(cut), "latin1");
    held = null;
  }
  if (held) yield Buffer.from(held, "latin1");
}
