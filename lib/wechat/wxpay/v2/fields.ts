import { z } from "zod";
import { parseBeijingTime } from "../../time";

/** Fields as they stand in v2 XML: all of them text, an empty one as good as absent. */

export const fen = z
  .string()
  .regex(/^(0|[1-9]\d{0,11})$/)
  .transform(Number);

export const positiveFen = z
  .string()
  .regex(/^[1-9]\d{0,11}$/)
  .transform(Number);

export const required = z.string().min(1).max(512);

export const optional = z
  .string()
  .optional()
  .transform((text) => text || undefined);

export const optionalFen = z.union([z.literal("").transform(() => undefined), fen]).optional();

/** 14 digits of Beijing time. */
export const moment = z.string().transform((text, context) => {
  try {
    return parseBeijingTime(text);
  } catch {
    context.addIssue("not a Beijing time");
    return z.NEVER;
  }
});
