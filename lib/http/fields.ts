import { z } from "zod";

/** Amounts and choices as forms send them. */

/** An amount that a person typed in yuan, such as `12` or `12.50`, in fen. */
export const yuanSchema = z
  .string({ error: "请填写金额" })
  .trim()
  .regex(/^\d{1,7}(\.\d{1,2})?$/, "金额写成 12 或 12.50 这样")
  .transform((text) => {
    const [yuan = "0", fen = ""] = text.split(".");
    return Number(yuan) * 100 + Number(fen.padEnd(2, "0"));
  })
  .refine((fen) => fen > 0, "金额要大于零");

/** Fen as yuanSchema reads it: `12.50`. */
export const yuanText = (fen: number): string => (fen / 100).toFixed(2);

/** A box that is ticked is sent, one that is not is absent. */
export const tickSchema = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

/** The key of a form that is to count once, however often it is sent. */
export const onceSchema = z.string().max(64).optional();

/** A line of text that may be absent; at most `most` characters. */
export const textSchema = (most: number, tooLong: string) => z.string().trim().max(most, tooLong).default("");

const stone = /^([a-z0-9-]{1,64}):(\d{1,3})$/;

/**
 * Stones and how many of each, as an address and a form carry them: `opal:1,pearl:2`; an empty text is none.
 * Null for anything else.
 */
export function parseStones(text: string): Map<string, number> | null {
  if (text.length > 2000) return null;
  const stones = new Map<string, number>();
  for (const part of text === "" ? [] : text.split(",")) {
    const [, id, quantity] = stone.exec(part) ?? [];
    if (id === undefined || stones.has(id)) return null;
    stones.set(id, Number(quantity));
  }
  return stones;
}

/** As parseStones reads it. */
export const stonesText = (stones: Iterable<readonly [string, number]>): string =>
  [...stones].map(([id, quantity]) => `${id}:${quantity}`).join(",");

/** Stones that a form chose: at least one. */
export const stonesSchema = z
  .string({ error: "请选择要退的宝石" })
  .transform((text, context) => {
    const stones = parseStones(text);
    if (stones) return [...stones].map(([productId, quantity]) => ({ productId, quantity }));
    context.addIssue({ code: "custom", message: "没有识别出所选的宝石，请重新选择" });
    return z.NEVER;
  })
  .transform((lines) => lines.filter(({ quantity }) => quantity > 0))
  .refine((lines) => lines.length > 0, "请至少选择一件要退的宝石");
