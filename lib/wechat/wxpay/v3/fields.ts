import { z } from "zod";
import { WechatConfigError } from "../../errors";

/** Fields as they stand in v3 JSON; an empty one, or null, is as good as absent. */

export const required = z.string().min(1).max(512);

export const optional = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

const maxFen = 999_999_999_999;
export const fen = z.int().min(0).max(maxFen);
export const positiveFen = z.int().min(1).max(maxFen);
export const optionalFen = fen.nullish().transform((amount) => amount ?? undefined);

/** RFC 3339, such as 2018-06-08T10:34:56+08:00. */
export const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
export const optionalMoment = z
  .union([z.literal(""), moment])
  .nullish()
  .transform((date) => (date instanceof Date ? date : undefined));

/** Only yuan: an amount in another currency must not pass for as many fen. */
export const currency = z.literal("CNY").nullish();

const beijingOffsetMs = 8 * 60 * 60 * 1000;

/**
 * A moment as v3 wants it: RFC 3339 in Beijing's time, to the second.
 * @throws RangeError for an invalid date
 */
export function beijingRfc3339(date: Date): string {
  return `${new Date(date.getTime() + beijingOffsetMs).toISOString().slice(0, 19)}+08:00`;
}

/**
 * A notification address as WeChat accepts it: https, no query, at most 255 characters. One that only this machine or its
 * network knows may be http, for trying things out.
 * @throws WechatError kind `config` for any other
 */
export function checkedNotifyUrl(url: string): string {
  if (URL.canParse(url) && url.length <= 255 && /^https?:\/\/[^?#]+$/.test(url)) {
    const { protocol, hostname } = new URL(url);
    if (protocol === "https:" || isLocal(hostname)) return url;
  }
  throw new WechatConfigError(
    "A notify_url is an https URL without query, of at most 255 characters",
    "NOTIFY_URL",
  );
}

/** localhost, a name without dots, or an IP address. */
function isLocal(hostname: string): boolean {
  return /^([^.]+|.*\.(localhost|local|internal|test)|[\d.]+|\[.*\])$/.test(hostname);
}
