/** What a file is, by its first bytes: what its sender calls it proves nothing. */

export type MediumType = "image" | "voice" | "video" | "thumb";

export const mediumTypes: readonly MediumType[] = ["image", "voice", "video", "thumb"];

export const isMediumType = (value: string): value is MediumType =>
  mediumTypes.some((type) => type === value);

export type Mime =
  | "image/png"
  | "image/jpeg"
  | "image/gif"
  | "audio/mpeg"
  | "audio/amr"
  | "video/mp4"
  /** What the phone in the browser records: no account may upload these two. */
  | "audio/wav"
  | "video/webm";

const startsWith = (bytes: Uint8Array, start: readonly number[], from = 0): boolean =>
  bytes.length >= from + start.length && start.every((byte, index) => bytes[from + index] === byte);

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

const beginnings: readonly (readonly [Mime, start: readonly number[], from?: number])[] = [
  ["image/png", [0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", ascii("GIF87a")],
  ["image/gif", ascii("GIF89a")],
  ["audio/amr", ascii("#!AMR")],
  ["audio/mpeg", ascii("ID3")],
  ["video/mp4", ascii("ftyp"), 4],
  ["audio/wav", ascii("WAVEfmt "), 8],
  ["video/webm", [0x1a, 0x45, 0xdf, 0xa3]],
];

/** An MPEG frame: eleven bits set, layer III, a bit rate and a sampling rate that exist. */
function isMp3Frame(bytes: Uint8Array): boolean {
  const [sync = 0, version = 0, rates = 0] = bytes;
  if (bytes.length < 4 || sync !== 0xff || (version & 0xe0) !== 0xe0) return false;
  const reserved = ((version >> 3) & 3) === 1;
  return !reserved && ((version >> 1) & 3) === 1 && rates >> 4 !== 0xf && ((rates >> 2) & 3) !== 3;
}

/** The kind of a file; null for what is no picture, voice or video that WeChat takes. */
export function sniff(bytes: Uint8Array): Mime | null {
  const found = beginnings.find(([, start, from]) => startsWith(bytes, start, from));
  if (found) return found[0];
  return isMp3Frame(bytes) ? "audio/mpeg" : null;
}

const kilobyte = 1024;

interface Rule {
  mimes: readonly Mime[];
  maxBytes: number;
  /** As an operator would say it. */
  text: string;
}

/** What each type takes. (Temporary media) */
export const mediumRules: Readonly<Record<MediumType, Rule>> = {
  image: {
    mimes: ["image/png", "image/jpeg", "image/gif"],
    maxBytes: 10 * kilobyte * kilobyte,
    text: "图片：png、jpg、gif，10 MB 以内",
  },
  voice: {
    mimes: ["audio/amr", "audio/mpeg"],
    maxBytes: 2 * kilobyte * kilobyte,
    text: "语音：amr、mp3，2 MB 以内，最长 60 秒",
  },
  video: { mimes: ["video/mp4"], maxBytes: 10 * kilobyte * kilobyte, text: "视频：mp4，10 MB 以内" },
  thumb: { mimes: ["image/jpeg"], maxBytes: 64 * kilobyte, text: "缩略图：jpg，64 KB 以内" },
};

const endings: Readonly<Record<Mime, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "audio/mpeg": "mp3",
  "audio/amr": "amr",
  "video/mp4": "mp4",
  "audio/wav": "wav",
  "video/webm": "webm",
};

/** How a file's name ends, without the dot. */
export const endingOf = (mime: Mime): string => endings[mime];

/** Which type a file is when its sender does not say. */
export function typeOf(mime: Mime): Exclude<MediumType, "thumb"> {
  if (mime.startsWith("image/")) return "image";
  return mime.startsWith("video/") ? "video" : "voice";
}
