import type { Deadline } from "./deadline";
import { MessageRefusal } from "./message-refusal";

const decoder = new TextDecoder("utf-8", { fatal: true });

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/**
 * Reads a request's body, as UTF-8 and without a byte order mark. Stops at the limit, whatever Content-Length says, and when
 * the deadline passes.
 * @throws MessageRefusal
 */
export async function readMessageBody(
  request: Request,
  maxBytes: number,
  deadline: Deadline,
): Promise<string> {
  const { body } = request;
  if (!body) return "";
  const reader = readerOf(body);
  // Who wrote the length is not trusted with more than this.
  if (Number(request.headers.get("content-length")) > maxBytes) return giveUp(reader, "size");
  const slow = deadline.passed.then(() => null);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const part = await Promise.race([next(reader), slow]);
    if (part === null) return giveUp(reader, "slow");
    if (part.done) return decoded(chunks);
    if (!(part.value instanceof Uint8Array)) return giveUp(reader, "body");
    size += part.value.byteLength;
    if (size > maxBytes) return giveUp(reader, "size");
    chunks.push(part.value);
  }
}

function readerOf(body: ReadableStream<Uint8Array>): Reader {
  try {
    return body.getReader();
  } catch {
    // Somebody has read it before us.
    throw new MessageRefusal("body");
  }
}

async function next(reader: Reader) {
  try {
    return await reader.read();
  } catch {
    // The sender went away.
    throw new MessageRefusal("body");
  }
}

/** Not waited for: a sender that does not notice must not keep us. */
function giveUp(reader: Reader, reason: "size" | "slow" | "body"): never {
  reader.cancel().catch(() => {});
  throw new MessageRefusal(reason);
}

function decoded(chunks: readonly Uint8Array[]): string {
  const [first] = chunks;
  try {
    return decoder.decode(chunks.length === 1 ? first : Buffer.concat(chunks));
  } catch {
    throw new MessageRefusal("body");
  }
}
