import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

/** A Node request as the web knows it; aborted when the caller goes away. */
export async function webRequest(req: IncomingMessage, res: ServerResponse): Promise<Request> {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const headers = Object.entries(req.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  const { method = "GET", url = "/" } = req;
  const body = method === "GET" || method === "HEAD" ? null : new Uint8Array(await buffer(req));
  return new Request(`http://localhost${url}`, { method, headers, body, signal: gone.signal });
}

/** @throws when the answer's body breaks off, as the console may have asked */
export async function reply(response: Response, res: ServerResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  res.statusCode = response.status;
  for (const [name, value] of response.headers) res.appendHeader(name, value);
  res.end(body);
}
