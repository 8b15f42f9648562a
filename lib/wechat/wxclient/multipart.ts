import { WechatConfigError } from "../errors";

/** A form with one file in it, as a stream. */

export interface FormFile {
  field: string;
  filename: string;
  type: string;
  /** Bytes. */
  size: number;
  data: ReadableStream<Uint8Array>;
}

export interface Form {
  contentType: string;
  /** Bytes of the whole body: WeChat refuses one that does not tell. */
  length: number;
  body: ReadableStream<Uint8Array>;
}

/**
 * The form's body, made while it is read. Reading it fails with a WechatConfigError, code MEDIA, when the file is not of
 * the size given.
 * @param boundary must not occur in the file: random, 16 bytes or more
 */
export function multipart({ field, filename, type, size, data }: FormFile, boundary: string): Form {
  // Without `filelength`, of which WeChat's page speaks: the body's own length tells it, and some readers of forms, Node's among
  // them, refuse a part that has it.
  const head = Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${quoted(field)}"; filename="${quoted(filename)}"\r\n` +
      `Content-Type: ${type}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.byteLength + size + tail.byteLength,
    body: streamOf(parts(head, data, size, tail)),
  };
}

const percentEncoded: Readonly<Record<string, string>> = {
  '"': "%22",
  "\r": "%0D",
  "\n": "%0A",
  "\0": "%00",
};

/** As browsers do: what would end the name or the line is percent-encoded. */
const quoted = (text: string): string => text.replace(/["\r\n\0]/g, (found) => percentEncoded[found] ?? "");

async function* parts(head: Uint8Array, data: ReadableStream<Uint8Array>, size: number, tail: Uint8Array) {
  const reader = data.getReader();
  try {
    yield head;
    let sent = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      sent += part.value.byteLength;
      if (sent > size) throw otherSize();
      yield part.value;
    }
    if (sent !== size) throw otherSize();
    yield tail;
  } finally {
    // Whoever gives up early leaves the file to its owner, closed.
    await reader.cancel().catch(() => {});
  }
}

function otherSize(): WechatConfigError {
  return new WechatConfigError("size: the file has another number of bytes", "MEDIA");
}

function streamOf(source: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
