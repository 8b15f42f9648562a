/** What a text message may have, in bytes of UTF-8. (Passive replies; customer-service messages) */
export const maxTextBytes = 2048;

const ellipsis = "…";

/**
 * A text that is too long ends at a whole character, as people see characters, with `…`, and never inside a link, of
 * which half would show its markup.
 */
export function cutText(text: string, maxBytes = maxTextBytes): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength(ellipsis);
  // A unit of UTF-16 has a byte at least: what lies behind cannot fit.
  const head = text.slice(0, maxBytes);
  // A single character may be longer than the room, by a thousand accents; its parts are the next best.
  const kept = leading(graphemes(head), room) || leading(head, room);
  return beforeOpenLink(kept).trimEnd() + ellipsis;
}

function* graphemes(text: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter("zh-CN").segment(text)) yield segment;
}

function leading(pieces: Iterable<string>, room: number): string {
  let kept = "";
  let bytes = 0;
  for (const piece of pieces) {
    bytes += Buffer.byteLength(piece);
    if (bytes > room) break;
    kept += piece;
  }
  return kept;
}

function beforeOpenLink(text: string): string {
  const open = text.lastIndexOf("<a ");
  return open > 0 && text.indexOf("</a>", open) === -1 ? text.slice(0, open) : text;
}
