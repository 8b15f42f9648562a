import type { MerchantCertificate } from "./certificate";
import { WechatError } from "./errors";
import { createGateway, type Gateway } from "./gateway";
import { parseJson, rawJson } from "./json";
import type { RandomBytes } from "./sign";

/** How the SDK reaches WeChat. Everything that touches the world is here, so that a test can replace it. */
export interface Transport {
  readonly fetch: typeof fetch;
  /** For the whole exchange, body included; of a file, for each moment in which nothing moves. Milliseconds. */
  readonly timeoutMs: number;
  readonly gateway: Gateway;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** Runs something after so many milliseconds, unless it is called off by what it returns; the system's timers when absent. */
  readonly after?: ((ms: number, run: () => void) => () => void) | undefined;
  /** Source of nonces and states; the system's own when absent. */
  readonly random?: RandomBytes | undefined;
  /** PEM of an authority whose servers are trusted besides the usual ones, where a client certificate is shown. */
  readonly ca?: string | undefined;
  /** Makes a `fetch` that shows a client certificate; the real one when absent. */
  readonly mutualTls?: ((certificate: MerchantCertificate, ca?: string) => typeof fetch) | undefined;
}

/** A Transport whose missing parts are the real ones: global fetch, 10 s, WeChat's hosts, the system clock. */
export function createTransport(parts: Partial<Transport> = {}): Transport {
  return {
    // Looked up at each call, since frameworks replace the global one after this module has loaded.
    fetch: parts.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeoutMs: parts.timeoutMs ?? 10_000,
    gateway: parts.gateway ?? createGateway(),
    now: parts.now ?? Date.now,
    after: parts.after,
    random: parts.random,
    ca: parts.ca,
    mutualTls: parts.mutualTls,
  };
}

/** An answer larger than this is refused: 1 MiB. */
export const maxAnswerBytes = 1024 * 1024;

export interface Answer {
  status: number;
  headers: Headers;
  /** As received: what signatures and digests cover. */
  bytes: Buffer;
  text: string;
}

export interface SendInit extends RequestInit {
  /** Default maxAnswerBytes. */
  maxBytes?: number | undefined;
}

/** Hosts that answer the same as another, for when that one is away. (WeChat Pay, disaster recovery) */
const backupHosts: ReadonlyMap<string, string> = new Map([
  ["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"],
]);

/**
 * One request to one of WeChat's hosts, answered with any status. Redirects are not followed, for they would carry
 * secrets along. When no connection to WeChat Pay can be made, the same request goes to its backup host: no signature
 * covers the host. What was sent, and may have been done, is never sent again.
 * @throws WechatError kind `network` or `timeout` (outcome unknown), or `malformed` when the answer is too large
 */
export async function send(
  transport: Transport,
  host: string,
  pathAndQuery: string,
  { maxBytes = maxAnswerBytes, ...init }: SendInit = {},
): Promise<Answer> {
  const signal = AbortSignal.timeout(transport.timeoutMs);
  const ask = (from: string): Promise<Answer> =>
    exchange(transport, from, pathAndQuery, init, maxBytes, signal);
  try {
    return await ask(host);
  } catch (error) {
    const backup = backupHosts.get(host);
    if (backup === undefined || signal.aborted || !wasNeverSent(error)) throw error;
    return ask(backup).catch((second: unknown) => {
      throw wasNeverSent(second) ? error : second;
    });
  }
}

async function exchange(
  transport: Transport,
  host: string,
  pathAndQuery: string,
  init: RequestInit,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const url = transport.gateway.url(host, pathAndQuery);
    const response = await transport.fetch(url, { redirect: "error", cache: "no-store", ...init, signal });
    const bytes = await readBytes(response.body, maxBytes);
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString("utf8") };
  } catch (error) {
    if (error instanceof WechatError) throw error;
    throw unreached(host, error, signal.aborted);
  }
}

/**
 * GETs JSON, whatever content type the answer declares.
 * @param query values that are `undefined` are left out
 * @throws WechatError as `send`, kind `http` for a status outside 200–299, `malformed` when it is not JSON
 */
export async function getJson(
  transport: Transport,
  host: string,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<unknown> {
  const answer = await send(transport, host, withQuery(path, query));
  return parseJson(successText(host, answer));
}

/** POSTs JSON as raw UTF-8 and reads JSON; throws as getJson. */
export async function postJson(
  transport: Transport,
  host: string,
  pathAndQuery: string,
  body: unknown,
): Promise<unknown> {
  const text = await postText(
    transport,
    host,
    pathAndQuery,
    rawJson(body),
    "application/json; charset=utf-8",
  );
  return parseJson(text);
}

/** POSTs text and returns the text of the answer; throws as `send`, and kind `http` for a status outside 200–299. */
export async function postText(
  transport: Transport,
  host: string,
  pathAndQuery: string,
  body: string,
  contentType: string,
  maxBytes?: number,
): Promise<string> {
  const init = { method: "POST", headers: { "content-type": contentType }, body, maxBytes };
  return successText(host, await send(transport, host, pathAndQuery, init));
}

/** The path with the query, values URL-encoded, in the order given. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}

/** The text of an answer. @throws WechatError kind `http` for a status outside 200–299 */
export function successText(host: string, { status, text }: Pick<Answer, "status" | "text">): string {
  if (status >= 200 && status < 300) return text;
  const busy = status >= 500;
  throw new WechatError(`${host} answered HTTP ${status}`, {
    code: `HTTP_${status}`,
    kind: "http",
    retryable: busy || status === 429,
    outcome: busy ? "unknown" : "refused",
    detail: { status, excerpt: redacted(text.slice(0, 300)) },
  });
}

/** All of a body. @throws WechatError code TOO_LARGE for more than `maxBytes`; whatever reading it throws */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  maxBytes = maxAnswerBytes,
): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

export function tooLarge(): WechatError {
  return new WechatError("WeChat's answer is too large", {
    code: "TOO_LARGE",
    kind: "malformed",
    outcome: "unknown",
  });
}

/** The original error stays behind: its text may hold the URL, and with it the secret. */
export function unreached(host: string, error: unknown, timedOut: boolean): WechatError {
  if (timedOut || nameOf(error) === "TimeoutError") {
    return new WechatError(`${host} did not answer in time`, { code: "TIMEOUT", kind: "timeout" });
  }
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const reason = causeCode(cause);
  return new WechatError(`${host} could not be reached (${reason})`, {
    code: "NETWORK",
    kind: "network",
    detail: { reason, ...(failedToConnect(cause) && { connected: false }) },
  });
}

/**
 * Whether the request of an error stayed here for certain: there was no connection to send it by. That says nothing of
 * earlier attempts at the same, which is why such an error's outcome is `unknown` like any other of the network.
 */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof WechatError)) return false;
  const { detail } = error;
  return typeof detail === "object" && detail !== null && "connected" in detail && detail.connected === false;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

function causeCode(cause: unknown): string {
  const code = property(cause, "code");
  return typeof code === "string" && /^[A-Z0-9_]{1,40}$/.test(code) ? code : "no details";
}

/** Where several addresses were tried, all of them. */
function failedToConnect(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(failedToConnect);
  if (property(cause, "code") === "UND_ERR_CONNECT_TIMEOUT") return true;
  return ["connect", "getaddrinfo"].includes(String(property(cause, "syscall")));
}

const secretParameter =
  /\b((?:app)?secret|access_token|refresh_token|code|ticket|key)(=|":\s*"|%3D)[^&\s"<>]+/gi;

/** Proxies like to show the URL that failed; what is secret in it is blotted out. */
function redacted(text: string): string {
  return text.replace(secretParameter, "$1$2…");
}
