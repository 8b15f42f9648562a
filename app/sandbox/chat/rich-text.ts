/** A piece of a message's text. Of HTML only `<a href>` means something in WeChat: all the rest stays what it is, text. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "miniprogram"; text: string; appid: string; path: string };

const anchor = /<a\s([^<>]*)>([^<]*)<\/a>/gi;
const attribute = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** Addresses without a link around them, up to a space or the punctuation of a Chinese sentence. */
const bare = /https?:\/\/[^\s<>"'，。；：！？、（）《》“”]+/gi;

function attributesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single] of text.matchAll(attribute)) {
    found.set(name.toLowerCase(), (double ?? single ?? "").replaceAll("&amp;", "&"));
  }
  return found;
}

/** Only addresses of the web are led to: no script hides in a link. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address.trim()) && URL.canParse(address.trim());
}

function linkOf(attributes: string, text: string): Piece | null {
  const given = attributesOf(attributes);
  const appid = given.get("data-miniprogram-appid");
  if (appid) return { kind: "miniprogram", text, appid, path: given.get("data-miniprogram-path") ?? "" };
  const href = given.get("href")?.trim() ?? "";
  return isWebAddress(href) ? { kind: "link", text, href } : null;
}

/** Text without tags: addresses in it become links. */
function plainPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of text.matchAll(bare)) {
    const href = found[0].replace(/[.,;:!?)]+$/, "");
    if (!isWebAddress(href)) continue;
    if (found.index > done) pieces.push({ kind: "text", text: text.slice(done, found.index) });
    pieces.push({ kind: "link", text: href, href });
    done = found.index + href.length;
  }
  if (done < text.length) pieces.push({ kind: "text", text: text.slice(done) });
  return pieces;
}

/** A message's text in pieces, in their order. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of text.matchAll(anchor)) {
    const link = linkOf(found[1] ?? "", found[2] ?? "");
    if (!link) continue;
    pieces.push(...plainPieces(text.slice(done, found.index)), link);
    done = found.index + found[0].length;
  }
  return [...pieces, ...plainPieces(text.slice(done))];
}

const faces = new Map(
  Object.entries({
    微笑: "🙂",
    撇嘴: "😕",
    色: "😍",
    得意: "😎",
    流泪: "😢",
    害羞: "😊",
    大哭: "😭",
    尴尬: "😅",
    调皮: "😜",
    呲牙: "😁",
    惊讶: "😲",
    难过: "🙁",
    偷笑: "🤭",
    愉快: "😄",
    憨笑: "😆",
    疑问: "❓",
    晕: "😵",
    再见: "👋",
    鼓掌: "👏",
    玫瑰: "🌹",
    爱心: "❤️",
    心碎: "💔",
    蛋糕: "🎂",
    月亮: "🌙",
    太阳: "☀️",
    礼物: "🎁",
    拥抱: "🤗",
    强: "👍",
    握手: "🤝",
    胜利: "✌️",
    抱拳: "🙏",
    OK: "👌",
    庆祝: "🎉",
    红包: "🧧",
  }),
);

/** WeChat's names for its own faces, such as [微笑], drawn with the nearest of Unicode's. */
export const withFaces = (text: string): string =>
  text.replace(/\[([^[\]\s]{1,3})\]/g, (whole, name: string) => faces.get(name) ?? whole);
