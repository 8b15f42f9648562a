import { z } from "zod";
import { WechatConfigError } from "../errors";
import { byteLength } from "../wxpay/text";

/** What is checked before anything is sent, so that a fault has the name of its field and not only a number of WeChat's. */

export const filled = z.string().min(1, "must not be empty");

/** A text of 1 to `max` bytes of UTF-8. */
export const bytes = (max: number) =>
  z.string().refine((text) => text !== "" && byteLength(text) <= max, `must have 1 to ${max} bytes`);

export const webAddress = (max: number) =>
  bytes(max).refine((text) => /^https?:\/\/\S+$/i.test(text), "must begin with http:// or https://");

/**
 * What was given, as far as `schema` knows it.
 * @param at where it stands in a larger whole
 * @throws WechatConfigError naming each faulty field; never its value
 */
export function checked<T>(
  code: string,
  schema: z.ZodType<T>,
  given: unknown,
  at: readonly PropertyKey[] = [],
): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => {
    const field = [...at, ...path].join(".");
    return field ? `${field}: ${message}` : message;
  });
  throw new WechatConfigError(`Not sent to WeChat: ${faults.join("; ")}`, code);
}
