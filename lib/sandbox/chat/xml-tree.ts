/** Reads the XML of an answer strictly: elements in elements, text and CDATA, nothing else. */

export interface XmlNode {
  name: string;
  children: XmlNode[];
  /** Empty for an element that holds elements. */
  text: string;
}

/** What is wrong with it, in Chinese, for the ledger. */
export class BadXml extends Error {
  override name = "BadXml";
}

const deepest = 8;
const token = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.-]*)\s*(\/?)>|([^<]+)/y;
const declaration = /^\uFEFF?\s*<\?xml\s[^<>]*\?>/;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** @throws BadXml */
export function parseTree(xml: string): XmlNode {
  const text = xml.replace(declaration, "");
  const top: XmlNode = { name: "", children: [], text: "" };
  const open: XmlNode[] = [top];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (!found) throw new BadXml("XML 里有 DOCTYPE、注释、属性，或者没有闭合的标签");
    take(open, found);
  }
  const [root] = top.children;
  if (open.length > 1) throw new BadXml(`<${open.at(-1)?.name}> 没有闭合`);
  if (!root || top.children.length > 1 || top.text.trim() !== "") throw new BadXml("XML 要有而且只有一个根");
  return root;
}

function take(open: XmlNode[], [, cdata, slash, name, empty, plain]: RegExpExecArray): void {
  const here = open.at(-1);
  if (!here) return;
  if (name === undefined) {
    here.text += cdata ?? decoded(plain ?? "");
    return;
  }
  if (slash) {
    if (here.name !== name) throw new BadXml(`</${name}> 没有对应的开始标签`);
    if (here.children.length > 0 && here.text.trim() !== "")
      throw new BadXml(`<${name}> 里文字和元素混在一起`);
    open.pop();
    return;
  }
  const node: XmlNode = { name, children: [], text: "" };
  here.children.push(node);
  if (empty) return;
  if (open.length > deepest) throw new BadXml("XML 嵌套太深");
  open.push(node);
}

const decoded = (text: string): string =>
  text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w+)?;?/gi, (whole, name: string | undefined) => {
    const code = /^#(x?)(.+)$/i.exec(name ?? "");
    const point = code ? Number.parseInt(code[2] ?? "", code[1] ? 16 : 10) : Number.NaN;
    if (point <= 0x10ffff) return String.fromCodePoint(point);
    const known = entities[name ?? ""];
    if (known === undefined || !whole.endsWith(";")) throw new BadXml("XML 里有没转义的 &");
    return known;
  });

/** The text of a child; null when it is missing or stands there twice. */
export function childText(node: XmlNode, name: string): string | null {
  const child = childNode(node, name);
  return child && child.children.length === 0 ? child.text : null;
}

/** A child that stands there once. */
export function childNode(node: XmlNode, name: string): XmlNode | null {
  const [child, ...more] = node.children.filter((one) => one.name === name);
  return child && more.length === 0 ? child : null;
}
