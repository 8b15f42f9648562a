/** No address of this site is this long. */
const longest = 2000;

/** Not for browsers, but for what may stand before us: some proxies decode a path before they look at it. */
const encodedSlash = /^\/+%(2f|5c)/i;

/**
 * The path that a `next` leads to, if it stays on this site; else null. Browsers read `\` as `/` and skip tabs and
 * line ends, so an address with any of them is refused rather than mended.
 */
export function safeNext(next: string | null | undefined): string | null {
  if (!next || next.length > longest || !/^\/(?!\/)/.test(next)) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\\\u0000-\u0020\u007f]/.test(next)) return null;
  const here = "http://this.site";
  if (!URL.canParse(next, here)) return null;
  const url = new URL(next, here);
  if (url.origin !== here || url.pathname.startsWith("//") || encodedSlash.test(url.pathname)) return null;
  return url.pathname + url.search + url.hash;
}
