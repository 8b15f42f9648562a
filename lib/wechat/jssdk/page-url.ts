/** Longer than any address that a browser tells: Chromium's Referer ends at 4096 characters. */
export const longestPageUrl = 4096;

/**
 * Why an address cannot be signed: there is none, it is longer than 4096 characters, it is not an http(s) address as
 * a browser writes it, or it is another site's.
 */
export type PageUrlFault = "missing" | "too_long" | "malformed" | "foreign";

export type PageUrl = { ok: true; url: string } | { ok: false; fault: PageUrlFault };

// C0 and C1 control characters, and the space, which a browser always writes as %20.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unspeakable = /[\u0000-\u0020\u007f-\u009f]/;

/**
 * The address that a page's signature covers: as its browser has it, without the fragment, and never encoded or
 * decoded on the way, since WeChat compares it byte for byte. (JS-SDK, appendix 1)
 * @param address `location.href`, or a Referer
 * @param origins the site's own: scheme, host and port, lower-case, without a slash at their end
 */
export function pageUrl(address: string | null | undefined, origins: readonly string[]): PageUrl {
  if (!address) return { ok: false, fault: "missing" };
  if (address.length > longestPageUrl) return { ok: false, fault: "too_long" };
  if (unspeakable.test(address) || !URL.canParse(address)) return { ok: false, fault: "malformed" };
  const { origin, protocol } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return { ok: false, fault: "malformed" };
  if (!origins.includes(origin)) return { ok: false, fault: "foreign" };
  // No user name, no backslash, no capital in the host, no default port: a browser would not have it so.
  const rest = address.startsWith(origin) ? address.slice(origin.length) : null;
  if (rest === null || !/^[/?]/.test(rest)) return { ok: false, fault: "malformed" };
  return { ok: true, url: origin + (rest.split("#", 1)[0] ?? "") };
}
