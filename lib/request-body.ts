/** The body is larger than its reader allows. */
export class BodyTooLarge extends Error {
  override name = "BodyTooLarge";
}

/** A request or an answer. */
interface Message {
  headers: Headers;
  body: ReadableStream<Uint8Array> | null;
}

/** Reads on until the end, or beyond the limit: then the rest is not waited for. */
async function readUntil({ body }: Message, maxBytes: number): Promise<Buffer> {
  if (!body) return Buffer.alloc(0);
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    chunks.push(part.value);
    if (size <= maxBytes) continue;
    await reader.cancel();
    break;
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a body once, and stops at the limit whatever Content-Length says.
 * @throws BodyTooLarge
 */
export async function readBytes(message: Message, maxBytes: number): Promise<Buffer> {
  if (Number(message.headers.get("content-length")) > maxBytes) throw new BodyTooLarge();
  const bytes = await readUntil(message, maxBytes);
  if (bytes.byteLength > maxBytes) throw new BodyTooLarge();
  return bytes;
}

/**
 * Reads a body as UTF-8 text, once, and stops at the limit whatever Content-Length says.
 * @throws BodyTooLarge
 */
export async function readText(message: Message, maxBytes: number): Promise<string> {
  return (await readBytes(message, maxBytes)).toString("utf8");
}

/** The beginning of a body, at most so many bytes; the rest is not read. */
export async function readBeginning(message: Message, maxBytes: number): Promise<Buffer> {
  return (await readUntil(message, maxBytes)).subarray(0, maxBytes);
}
