/** What a text message may have, in bytes of UTF-8. (Passive replies; customer-service messages) */
export const maxTextBytes = 2048;

const ellipsis = "…";
const encoder = new TextEncoder();

/**
 * A text that is too long ends at a whole character, as people see characters, with `…`, and never inside a link, of
 * which half would show its markup.
 */
export function cutText(text: string, maxBytes = maxTextBytes): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const room = new Uint8Array(maxBytes - Buffer.byteLength(ellipsis));
  const { read } = encoder.encodeInto(text, room);
  // A single character may be longer than the room, by a thousand accents; its parts are the next best.
  const kept = text.slice(0, characterStart(text, read)) || text.slice(0, read);
  return beforeOpenLink(kept).trimEnd() + ellipsis;
}

/** Where the character begins that `at` is in. */
function characterStart(text: string, at: number): number {
  // Enough of what follows to tell whether the character goes on.
  const segments = new Intl.Segmenter("zh-CN").segment(text.slice(0, at + 32));
  return segments.containing(at)?.index ?? at;
}

function beforeOpenLink(text: string): string {
  const open = text.lastIndexOf("<a ");
  return open > 0 && text.indexOf("</a>", open) === -1 ? text.slice(0, open) : text;
}
