import { WechatError } from "./errors";
import { type Transport, tooLarge, unreached } from "./transport";

/** Files on their way from and to WeChat's hosts, of which only the part that is moving is held in memory. */

export interface StreamInit {
  method: "GET" | "POST";
  headers?: Readonly<Record<string, string>> | undefined;
  body?: ReadableStream<Uint8Array> | undefined;
  /** An answer of more is refused, while it comes at the latest. */
  maxBytes: number;
}

export interface StreamedAnswer {
  status: number;
  headers: Headers;
  /** Breaks off with a WechatError, as sendStreaming. To be read to its end, or cancelled. */
  body: ReadableStream<Uint8Array>;
}

/**
 * One request to one of WeChat's hosts, whose body and answer may be long. The time allowed is not for the whole: it ends an
 * exchange in which nothing has moved for so long. While nobody reads the answer it does not run.
 * @throws WechatError kind `network` or `timeout` (outcome unknown); `malformed`, code TOO_LARGE
 * @throws what reading `init.body` threw, as it was
 */
export async function sendStreaming(
  transport: Transport,
  host: string,
  pathAndQuery: string,
  { maxBytes, body, ...init }: StreamInit,
): Promise<StreamedAnswer> {
  const watch = watchFor(transport);
  const sent = body && observed(body, watch);
  // What goes out as a stream says so; the type of fetch does not know it yet.
  const streamed = sent ? { body: sent.stream, duplex: "half" } : {};
  watch.moved();
  try {
    const url = transport.gateway.url(host, pathAndQuery);
    const response = await transport.fetch(url, {
      redirect: "error",
      cache: "no-store",
      ...init,
      ...streamed,
      signal: watch.signal,
    });
    const { status, headers } = response;
    sent?.answered();
    watch.rest();
    if (Number(headers.get("content-length") ?? 0) > maxBytes) {
      await response.body?.cancel();
      throw tooLarge();
    }
    return { status, headers, body: guarded(response.body, watch, { host, maxBytes, done: sent?.release }) };
  } catch (error) {
    sent?.release();
    watch.rest();
    if (sent?.failure()) throw sent.failure()?.error;
    throw asWechatError(host, error, watch.signal);
  }
}

interface Watch {
  signal: AbortSignal;
  /** Something moved: the time allowed begins anew. */
  moved(): void;
  /** Nothing is waited for. */
  rest(): void;
}

function watchFor({ timeoutMs, after = systemTimer }: Transport): Watch {
  const controller = new AbortController();
  let callOff = () => {};
  return {
    signal: controller.signal,
    moved() {
      callOff();
      callOff = after(timeoutMs, () => controller.abort(new DOMException("stalled", "TimeoutError")));
    },
    rest() {
      callOff();
      callOff = () => {};
    },
  };
}

function systemTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}

/** What is sent: each part that is taken shows that the other side is reading. */
function observed(body: ReadableStream<Uint8Array>, watch: Watch) {
  const reader = body.getReader();
  let failure: { error: unknown } | null = null;
  let over = false;
  const answered = () => {
    over = true;
  };
  const release = () => {
    over = true;
    reader.cancel().catch(() => {});
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const part = await reader.read();
          if (!over) watch.moved();
          if (part.done) controller.close();
          else controller.enqueue(part.value);
        } catch (error) {
          failure = { error };
          controller.error(error);
        }
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  );
  return { stream, release, answered, failure: (): { error: unknown } | null => failure };
}

interface Guard {
  host: string;
  maxBytes: number;
  done: (() => void) | undefined;
}

/** What is received, counted and timed; only while somebody waits for it. */
function guarded(
  body: ReadableStream<Uint8Array> | null,
  watch: Watch,
  { host, maxBytes, done }: Guard,
): ReadableStream<Uint8Array> {
  const reader = body?.getReader();
  let size = 0;
  const end = () => {
    watch.rest();
    done?.();
  };
  const next = async (): Promise<Uint8Array | null> => {
    watch.moved();
    const part = await reader?.read();
    watch.rest();
    if (!part || part.done) return null;
    size += part.value.byteLength;
    if (size <= maxBytes) return part.value;
    await reader?.cancel();
    throw tooLarge();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const bytes = await next();
          if (bytes) return controller.enqueue(bytes);
          end();
          controller.close();
        } catch (error) {
          end();
          controller.error(asWechatError(host, error, watch.signal));
        }
      },
      async cancel(reason) {
        end();
        await reader?.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function asWechatError(host: string, error: unknown, signal: AbortSignal): WechatError {
  return error instanceof WechatError ? error : unreached(host, error, signal.aborted);
}
