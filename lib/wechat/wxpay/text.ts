import type { z } from "zod";

/** What both interfaces do with texts. */

/** How many bytes a text takes in UTF-8: what WeChat counts in most of its limits. */
export const byteLength = (text: string): number => Buffer.byteLength(text);

/** Cuts text to a number of UTF-8 bytes without cutting a character in two. */
export function cutToBytes(text: string, max: number): string {
  let size = 0;
  let cut = "";
  for (const character of text) {
    size += byteLength(character);
    if (size > max) break;
    cut += character;
  }
  return cut;
}

/** The first characters of a text, none of them cut in two. */
export const cutToCharacters = (text: string, max: number): string => [...text].slice(0, max).join("");

/** The names of the fields that a schema found fault with, for a message; never their values. */
export function faultyFields(error: z.ZodError): string {
  return [...new Set(error.issues.map((issue) => issue.path.join(".") || "everything"))].join(", ");
}
