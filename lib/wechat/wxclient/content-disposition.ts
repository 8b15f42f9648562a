/** File names in answers. (RFC 6266, RFC 5987) */

const extended = /;\s*filename\*\s*=\s*(?:"([^"]*)"|([^;\s]+))/i;
const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^;]*))/i;

const maxCharacters = 200;

/**
 * The file's name in a Content-Disposition header; null for none that could be one. What comes back is a bare name, without path,
 * control characters and characters that turn the direction of writing around.
 */
export function filenameIn(header: string | null): string | null {
  // Without its first word the header could be any text; a semicolon keeps "filename=" alone readable.
  const text = `;${header ?? ""}`;
  return bareName(extendedName(text) ?? "") ?? bareName(plainName(text) ?? "");
}

/** `UTF-8''%e5%ae%9d.jpg` */
function extendedName(text: string): string | undefined {
  const match = extended.exec(text);
  const [, charset, encoded] = /^([\w-]+)'[^']*'(.*)$/.exec(match?.[1] ?? match?.[2] ?? "") ?? [];
  if (encoded === undefined || charset?.toLowerCase() !== "utf-8") return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function plainName(text: string): string | undefined {
  const match = plain.exec(text);
  const name = match?.[1]?.replace(/\\([\s\S])/g, "$1") ?? match?.[2]?.trim();
  return name === undefined ? undefined : asUtf8(name);
}

/** Headers are read byte by byte; WeChat writes UTF-8 into them. */
function asUtf8(text: string): string {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text;
  const decoded = Buffer.from(text, "latin1").toString("utf8");
  return decoded.includes("\uFFFD") ? text : decoded;
}

function bareName(name: string): string | null {
  const last =
    name
      .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
      .split(/[/\\]/)
      .at(-1) ?? "";
  const bare = [...last.trim()].slice(0, maxCharacters).join("");
  return /^\.*$/.test(bare) ? null : bare;
}
