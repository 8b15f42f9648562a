import { BodyTooLarge, readBytes } from "@/lib/request-body";

/** The body of a call: text mostly, a file in a form where media are uploaded. */

const longestBody = 64 * 1024;
/** A picture of 10 MB, and the form around it. */
const longestUpload = 11 * 1024 * 1024;
const uploadPaths: ReadonlySet<string> = new Set(["/cgi-bin/media/upload", "/cgi-bin/media/uploadimg"]);

/** A file that came in a form. */
export interface Upload {
  /** As the form calls it; "" when it has no file name. */
  filename: string;
  /** What the form says that it is; its bytes decide. */
  mime: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface ApiBody {
  /** "" where a file is uploaded. */
  text: string;
  /** The file of the field `media`; absent where there is none. */
  upload?: Upload;
  /** What the ledger shows. */
  shown: string;
}

/** The largest body that an address takes, in bytes. */
export const bodyLimit = (path: string): number => (uploadPaths.has(path) ? longestUpload : longestBody);

/** Reads the body of a call; null when it is larger than its address takes. */
export async function readApiBody(path: string, request: Request): Promise<ApiBody | null> {
  try {
    const bytes = await readBytes(request, bodyLimit(path));
    if (uploadPaths.has(path)) return await readForm(request.headers.get("content-type") ?? "", bytes);
    const text = bytes.toString("utf8");
    return { text, shown: text };
  } catch (error) {
    if (error instanceof BodyTooLarge) return null;
    throw error;
  }
}

async function readForm(type: string, bytes: Buffer): Promise<ApiBody> {
  const upload = /^multipart\/form-data\b/i.test(type) ? await fileOf(type, bytes) : null;
  const what = upload
    ? `media = ${upload.filename || "（没有文件名）"}，${upload.mime || "（没有类型）"}，${upload.bytes.length} 字节`
    : "里面没有 media 这个文件";
  const shown =
    bytes.length === 0 ? "" : `（${type || "没有 Content-Type"}，共 ${bytes.length} 字节：${what}）`;
  return { text: "", shown, ...(upload ? { upload } : {}) };
}

/** The file in the field `media`; null when the form has none, or is none. */
export async function fileOf(type: string, bytes: Buffer): Promise<Upload | null> {
  const body = new Uint8Array(withoutFilelength(bytes));
  try {
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const media = form.get("media");
    if (!(media instanceof Blob)) return null;
    return { filename: media.name, mime: media.type, bytes: new Uint8Array(await media.arrayBuffer()) };
  } catch {
    return null;
  }
}

/** WeChat's page has a `filelength` beside the file's name, which some programs send and Node's reader of forms refuses. */
function withoutFilelength(bytes: Buffer): Buffer {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.subarray(0, Math.max(end, 0)).toString("latin1");
  const bare = head.replace(/;[ \t]*filelength="?\d+"?/i, "");
  return bare === head ? bytes : Buffer.concat([Buffer.from(bare, "latin1"), bytes.subarray(end)]);
}
