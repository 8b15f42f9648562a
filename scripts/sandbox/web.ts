import type { IncomingMessage, ServerResponse } from "node:http";
import { ReadableStream as NodeStream } from "node:stream/web";
import { readBytes } from "@/lib/request-body";

/** A file of 11 MB, and the form around it. */
const longestBody = 12 * 1024 * 1024;

/**
 * A Node request as the web knows it; aborted when the caller goes away.
 * @throws BodyTooLarge
 */
export async function webRequest(req: IncomingMessage, res: ServerResponse): Promise<Request> {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const headers = Object.entries(req.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  const { method = "GET", url = "/" } = req;
  const init = { method, headers, signal: gone.signal };
  if (method === "GET" || method === "HEAD") return new Request(`http://localhost${url}`, init);
  // The connection outlives what is not read of it, so that the answer can be heard.
  const body = NodeStream.from(req.iterator({ destroyOnReturn: false })) as ReadableStream<Uint8Array>;
  const bytes = await readBytes({ headers: new Headers(headers), body }, longestBody);
  return new Request(`http://localhost${url}`, { ...init, body: new Uint8Array(bytes) });
}

/** @throws when the answer's body breaks off, as the console may have asked */
export async function reply(response: Response, res: ServerResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  res.statusCode = response.status;
  for (const [name, value] of response.headers) res.appendHeader(name, value);
  res.end(body);
}
