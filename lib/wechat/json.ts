import { WechatError } from "./errors";

// Whole strings first, so that digits inside them are left alone. One without an end reaches to the end of the text: else each
// quote in it would be tried as a beginning, which takes a minute for 160 kB.
const stringOrLongInteger = /"(?:[^"\\]|\\[\s\S]?)*(?:"|$)|(?<![\w.+-])-?\d{16,}(?![\d.eE])/g;
// JSON forbids them inside strings.
const controlCharacter = /\p{Cc}/gu;

/**
 * Reads the JSON that WeChat's hosts really send: nicknames with raw control characters, a byte order mark, and
 * 64-bit ids. An integer that a number cannot hold exactly comes back as a string.
 * @throws WechatError kind `malformed`, outcome `unknown`, since it is an answer that cannot be read
 */
export function parseJson(text: string): unknown {
  const source = text.replace(/^\uFEFF/, "");
  try {
    // The common case needs no repair.
    return JSON.parse(/\d{16}/.test(source) ? repaired(source) : source);
  } catch {
    return parseRepaired(source);
  }
}

function parseRepaired(source: string): unknown {
  try {
    return JSON.parse(repaired(source));
  } catch {
    throw new WechatError("WeChat's answer is not JSON", {
      code: "JSON",
      kind: "malformed",
      outcome: "unknown",
    });
  }
}

function repaired(source: string): string {
  return source.replace(stringOrLongInteger, (token) => {
    if (token.startsWith('"')) return token.replace(controlCharacter, escaped);
    return Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
  });
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

// Pairs first, so that a backslash that is itself escaped is not taken for the beginning of an escape.
const escapeSequence = /\\(?:u([0-9a-f]{4})|[^u])/g;

/**
 * JSON as raw UTF-8 without any `\uXXXX`, which some of WeChat's interfaces would show to people as it stands: halves of
 * characters become U+FFFD, control characters that have no short escape are left out.
 */
export function rawJson(value: unknown): string {
  return (JSON.stringify(value) ?? "{}").replace(escapeSequence, (found: string, code?: string) => {
    if (code === undefined) return found;
    return code.startsWith("d") ? "\uFFFD" : "";
  });
}
