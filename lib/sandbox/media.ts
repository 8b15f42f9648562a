import { randomBytes } from "node:crypto";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { endingOf, type Mime } from "./media-kinds";
import { hostUrl } from "./site";

/** Temporary media, as they were uploaded or taken with a phone; and the pictures of articles, which stay. */

const lifetimeMs = 3 * 24 * 3600 * 1000;
/** Later than anybody moves the clock. */
const never = new Date("9000-01-01T00:00:00.000Z");

/** A picture that was uploaded for an article: no medium that a message could name. */
const articleType = "article";

export interface NewMedium {
  /** image, voice, video or thumb */
  type: string;
  mime: string;
  filename: string;
  bytes: Uint8Array;
}

export interface Medium {
  mediaId: string;
  type: string;
  mime: string;
  filename: string;
  bytes: Uint8Array<ArrayBuffer>;
  createdAt: Date;
  expiresAt: Date;
}

/** Keeps a medium for three days. @returns its media_id */
export async function storeMedium(medium: NewMedium): Promise<string> {
  // What is over is of no use to anybody, and media are large.
  await db().sandboxMedium.deleteMany({ where: { expiresAt: { lte: now() } } });
  return keep(medium, new Date(now().getTime() + lifetimeMs));
}

/** As many are kept, and as many pictures of articles: whoever plays with the sandbox shall not fill its disk. */
const mostKept = 200;

/** Forgets the oldest of what is too many; not the newest, whose date is older when the clock was put back. */
async function sweepOldest(newest: string, type: string): Promise<void> {
  const old = await db().sandboxMedium.findMany({
    where: { type: type === articleType ? articleType : { not: articleType }, mediaId: { not: newest } },
    orderBy: [{ createdAt: "desc" }, { mediaId: "asc" }],
    skip: mostKept - 1,
    select: { mediaId: true },
  });
  if (old.length === 0) return;
  await db().sandboxMedium.deleteMany({ where: { mediaId: { in: old.map(({ mediaId }) => mediaId) } } });
}

async function keep({ type, mime, filename, bytes }: NewMedium, expiresAt: Date): Promise<string> {
  const mediaId = randomBytes(48).toString("base64url");
  const data = { mediaId, type, mime, filename, bytes: new Uint8Array(bytes), createdAt: now(), expiresAt };
  await db().sandboxMedium.create({ data, select: { mediaId: true } });
  await sweepOldest(mediaId, type);
  return mediaId;
}

/** A medium that is still there; null for one that is over, or never was. */
export async function readMedium(mediaId: string): Promise<Medium | null> {
  const row = await db().sandboxMedium.findUnique({ where: { mediaId } });
  if (!row || row.expiresAt <= now() || row.type === articleType) return null;
  return { ...row, bytes: new Uint8Array(row.bytes) };
}

/** The type of a medium that is still there, without its bytes; null for none. */
export async function mediumType(mediaId: string): Promise<string | null> {
  const row = await db().sandboxMedium.findUnique({
    where: { mediaId },
    select: { type: true, expiresAt: true },
  });
  return row && row.expiresAt > now() && row.type !== articleType ? row.type : null;
}

/** Whether a medium was there once, and for how long it has been over. */
export async function expiredMedium(mediaId: string): Promise<Date | null> {
  const row = await db().sandboxMedium.findUnique({ where: { mediaId }, select: { expiresAt: true } });
  return row && row.expiresAt <= now() ? row.expiresAt : null;
}

const pictureHost = "mmbiz.qpic.cn";

/** Keeps an article's picture for good. @returns its address */
export async function storeArticlePicture(mime: Mime, bytes: Uint8Array): Promise<string> {
  const filename = `picture.${endingOf(mime)}`;
  const id = await keep({ type: articleType, mime, filename, bytes }, never);
  return hostUrl(pictureHost, `/mmbiz_${endingOf(mime)}/${id}/0`);
}

/** The picture behind a path of mmbiz.qpic.cn; null for none. */
export async function articlePicture(
  path: string,
): Promise<{ mime: string; bytes: Uint8Array<ArrayBuffer> } | null> {
  const id = /^\/mmbiz_(?:png|jpg)\/([\w-]{64})\/\d+$/.exec(path)?.[1];
  const row = id === undefined ? null : await db().sandboxMedium.findUnique({ where: { mediaId: id } });
  return row?.type === articleType ? { mime: row.mime, bytes: new Uint8Array(row.bytes) } : null;
}
