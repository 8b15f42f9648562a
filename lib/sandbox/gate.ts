import type { z } from "zod";
import { config } from "@/lib/config";
import { log } from "@/lib/log";
import { BodyTooLarge, readText } from "@/lib/request-body";
import { loadSandboxClock } from "./clock";
import { startWorker } from "./worker";

/** What stands before every route of the sandbox. */

const longestBody = 64 * 1024;

const noStore = { "cache-control": "no-store" };

/**
 * As any unknown address. What the phone asks for is another answer under a page's own address, whether the sandbox
 * is on or off: no cache may take one for the other.
 */
export const notHere = (): Response => new Response(null, { status: 404, headers: noStore });

export const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: noStore });

export const refusal = (status: number, message: string): Response => json({ ok: false, message }, status);

let awake: Promise<void> | null = null;

/** The first call in a process takes over the clock and starts the machine that sends notifications. */
export function wakeSandbox(): Promise<void> {
  awake ??= loadSandboxClock().then(startWorker, (error: unknown) => {
    awake = null;
    throw error;
  });
  return awake;
}

export type Handler<C> = (request: Request, context: C) => Promise<Response>;

type Method = "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * A route that is only there while the sandbox is on. Next would answer 405, or OPTIONS, by itself for methods that a
 * route does not export, and so betray a sandbox that is off: here all of them are exported.
 * @param handlers by method; `ANY` takes the rest
 */
export function route<C = unknown>(
  handlers: Partial<Record<Method | "ANY", Handler<C>>>,
): Record<Method, Handler<C>> {
  const of = (method: Method): Handler<C> => {
    const own = handlers[method] ?? (method === "HEAD" ? handlers.GET : undefined) ?? handlers.ANY;
    return inSandbox(own ?? (async () => refusal(405, "这个地址不接受这种方法")));
  };
  return {
    GET: of("GET"),
    HEAD: of("HEAD"),
    OPTIONS: of("OPTIONS"),
    POST: of("POST"),
    PUT: of("PUT"),
    PATCH: of("PATCH"),
    DELETE: of("DELETE"),
  };
}

/** One handler that is only there while the sandbox is on. */
export function inSandbox<C>(work: Handler<C>): Handler<C> {
  return async (request, context) => {
    if (!config().sandbox) return notHere();
    try {
      await wakeSandbox();
      return await work(request, context);
    } catch (error) {
      log.error("sandbox.failed", { path: new URL(request.url).pathname, error });
      return refusal(500, "沙箱自己出错了，详情见服务器日志");
    }
  };
}

/**
 * Whether a request comes from a page of ours, or from no browser at all. Old browsers send only Origin.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  if (origin === null) return true;
  if (origin === new URL(config().appUrl).origin) return true;
  // Opened by another name than APP_URL, from a phone in the same network say.
  return URL.canParse(origin) && new URL(origin).host === headers.get("host");
}

/** A POST of the console or the bridge: same origin, JSON of the given shape. */
export function jsonPost<T, C = unknown>(
  schema: z.ZodType<T>,
  work: (input: T, request: Request, context: C) => Promise<Response>,
): Handler<C> {
  return async (request, context) => {
    if (!isSameOrigin(request.headers)) return refusal(403, "这个请求不是从本站发出的");
    const text = await bodyText(request);
    if (text === null) return refusal(413, "请求太大");
    const parsed = schema.safeParse(parse(text));
    if (parsed.success) return work(parsed.data, request, context);
    const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "JSON").join("、");
    return refusal(400, `请求的内容不对：${fields}`);
  };
}

/** The body; null for one that is too long, of which no more is read. */
async function bodyText(request: Request): Promise<string | null> {
  try {
    return await readText(request, longestBody);
  } catch (error) {
    if (error instanceof BodyTooLarge) return null;
    throw error;
  }
}

function parse(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
