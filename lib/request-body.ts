/** The body is larger than its reader allows. */
export class BodyTooLarge extends Error {
  override name = "BodyTooLarge";
}

/**
 * Reads a request's body as UTF-8 text, once, and stops at the limit whatever Content-Length says.
 * @throws BodyTooLarge
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length")) > maxBytes) throw new BodyTooLarge();
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
