import { z } from "zod";
import { WechatConfigError } from "../errors";
import { checked } from "./checked";
import type { MediaFile, MediaType } from "./media-types";

/** What WeChat takes of files. (Temporary media, upload; permanent media) */

interface Limit {
  maxBytes: number;
  types: readonly string[];
  endings: readonly string[];
}

const kib = 1024;
const mib = 1024 * kib;

const jpeg = { types: ["image/jpeg", "image/jpg"], endings: ["jpg", "jpeg"] };

const mediaLimits: Readonly<Record<MediaType | "uploadimg", Limit>> = {
  image: {
    maxBytes: 10 * mib,
    types: [...jpeg.types, "image/png", "image/gif"],
    endings: [...jpeg.endings, "png", "gif"],
  },
  voice: { maxBytes: 2 * mib, types: ["audio/amr", "audio/mpeg", "audio/mp3"], endings: ["amr", "mp3"] },
  video: { maxBytes: 10 * mib, types: ["video/mp4"], endings: ["mp4"] },
  thumb: { maxBytes: 64 * kib, ...jpeg },
  uploadimg: {
    maxBytes: mib - 1,
    types: [...jpeg.types, "image/png"],
    endings: [...jpeg.endings, "png"],
  },
};

export interface CheckedFile {
  filename: string;
  type: string;
  size: number;
  /** The file's bytes; from its beginning each time, unless it is a stream. */
  open: () => ReadableStream<Uint8Array>;
  /** Whether it can be opened only once. */
  once: boolean;
}

/** @throws WechatConfigError naming what does not fit: filename, type, size, data */
export function checkedFile(kind: MediaType | "uploadimg", file: MediaFile): CheckedFile {
  const limit = Object.hasOwn(mediaLimits, kind) ? mediaLimits[kind] : undefined;
  if (!limit)
    throw new WechatConfigError("Not sent to WeChat: the kind must be image, voice, video or thumb", "MEDIA");
  const opened = dataOf(file);
  const { filename, type, size } = checked("MEDIA", schemaOf(limit), { ...head(file), size: opened.size });
  return { filename, type, size, open: opened.open, once: opened.once };
}

const head = ({ filename, type }: MediaFile) => ({
  filename,
  // Parameters such as a charset are nothing to WeChat.
  type: typeof type === "string" ? type.replace(/;.*$/s, "").trim().toLowerCase() : type,
});

function schemaOf({ maxBytes, types, endings }: Limit) {
  const ending = new RegExp(`[^.]\\.(?:${endings.join("|")})$`, "i");
  return z.object({
    filename: z
      .string()
      .refine(
        (name) => ending.test(name) && !/[/\\]/.test(name),
        `must be a name that ends in ${endings.join(", ")}`,
      ),
    type: z.string().refine((type) => types.includes(type), `must be ${types.join(", ")}`),
    size: z
      .number()
      .refine(
        (size) => Number.isInteger(size) && size >= 1 && size <= maxBytes,
        `must be 1 to ${maxBytes} bytes`,
      ),
  });
}

function dataOf({ data, size }: MediaFile): {
  size: number | undefined;
  open: CheckedFile["open"];
  once: boolean;
} {
  if (data instanceof Blob) return { size: data.size, open: () => data.stream(), once: false };
  if (data instanceof Uint8Array) {
    return { size: data.byteLength, open: () => new Blob([new Uint8Array(data)]).stream(), once: false };
  }
  if (!(data instanceof ReadableStream) || data.locked) {
    throw new WechatConfigError(
      "Not sent to WeChat: data must be a Blob, bytes, or a stream that nobody reads",
      "MEDIA",
    );
  }
  return { size, open: () => data, once: true };
}
