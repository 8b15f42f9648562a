import { BodyTooLarge, readBytes } from "@/lib/request-body";
import { isSameOrigin, json, refusal, route } from "@/lib/sandbox/gate";
import { storeMedium } from "@/lib/sandbox/media";
import { endingOf, mediumRules, sniff, typeOf } from "@/lib/sandbox/media-kinds";
import { fileOf } from "@/lib/sandbox/uploads";

/** A file of 10 MB, and the form around it. */
const longestBody = 11 * 1024 * 1024;

interface TakenFile {
  filename: string;
  bytes: Uint8Array;
}

/** A form with the file in its field `media`, or the file by itself. */
async function takenFile(request: Request): Promise<TakenFile | null> {
  const type = request.headers.get("content-type") ?? "";
  const body = await readBytes(request, longestBody);
  return /^multipart\/form-data\b/i.test(type) ? fileOf(type, body) : { filename: "", bytes: body };
}

/** A picture, voice or video taken with the phone. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: async (request) => {
    if (!isSameOrigin(request.headers)) return refusal(403, "这个请求不是从本站发出的");
    const file = await takenFile(request).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) return "too-large" as const;
      throw error;
    });
    if (file === "too-large") return refusal(413, "文件太大：最大 10 MB");
    if (!file || file.bytes.length === 0)
      return refusal(400, "没有文件：放在表单的 media 字段里，或直接作为请求体");
    const mime = sniff(file.bytes);
    if (mime === null) return refusal(415, "只能是图片（png、jpg、gif）、语音（amr、mp3）或视频（mp4）");
    const type = typeOf(mime);
    const { maxBytes, text } = mediumRules[type];
    if (file.bytes.length > maxBytes) return refusal(413, `文件太大。${text}`);
    const filename = file.filename.slice(0, 200) || `${type}.${endingOf(mime)}`;
    const mediaId = await storeMedium({ type, mime, filename, bytes: file.bytes });
    return json({ ok: true, mediaId, type });
  },
});
