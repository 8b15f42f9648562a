import { XmlError } from "../errors";
import { cdataEnd, cdataOpen, declaration, isElementName } from "../xml";
import type { MessageElements } from "./message-types";

/**
 * The XML of messages: elements in elements, no attributes. Read in one pass by hand, because each message is read while
 * somebody waits: xml2js, which reads WeChat Pay's, takes ten times as long, and its limits would need a pass before it.
 */

export interface MessageXmlLimits {
  /** Longer input is refused unread. Default 64 KiB. */
  maxBytes?: number | undefined;
  /** How deep elements may stand in each other, the root included. Default 8. */
  maxDepth?: number | undefined;
  /** Default 500. */
  maxElements?: number | undefined;
}

type Child = string | MessageElements;
type Children = Record<string, Child | Child[] | undefined>;

interface OpenElement {
  name: string;
  text: string;
  children: Children | null;
}

const root = "xml";
const namedEntities: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/**
 * Reads a message into records without prototype: text exactly as sent, an element that came several times as a list.
 * (Receiving messages)
 * @throws XmlError for DOCTYPE or entity declarations, comments, processing instructions, attributes, text between
 *   elements, names such as `__proto__`, NUL, another root, input beyond the limits or malformed
 */
export function readMessageXml(text: string, limits: MessageXmlLimits = {}): MessageElements {
  const { maxBytes = 64 * 1024, maxDepth = 8, maxElements = 500 } = limits;
  if (isLonger(text, maxBytes)) throw new XmlError("The XML is too large");
  // No XML may have it, and PostgreSQL cannot store it.
  if (text.includes("\0")) throw new XmlError("The XML has a NUL character");
  return new Reader(text, maxDepth, maxElements).read();
}

/** Goes over the text once: whatever it looks for and does not find ends the reading. */
class Reader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #maxElements: number;
  readonly #open: OpenElement[] = [];
  #elements = 0;
  #at: number;
  #document: MessageElements | null = null;

  constructor(text: string, maxDepth: number, maxElements: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#maxElements = maxElements;
    this.#at = declaration.exec(text)?.[0].length ?? 0;
  }

  read(): MessageElements {
    while (this.#document === null) this.#step();
    if (this.#text.slice(this.#at).trim() !== "") throw new XmlError(`The XML must be one <${root}>`);
    return this.#document;
  }

  /** Text, and the tag or the CDATA that follows it. */
  #step(): void {
    const text = this.#text;
    const element = this.#open.at(-1);
    const tag = text.indexOf("<", this.#at);
    if (tag === -1) throw new XmlError("The XML ends too early");
    if (tag > this.#at) addText(element, text.slice(this.#at, tag));
    if (element && text.startsWith(cdataOpen, tag)) {
      element.text += this.#until(cdataEnd, tag + cdataOpen.length);
    } else if (text[tag + 1] === "/") {
      this.#close(element, this.#until(">", tag + 2));
    } else {
      const name = this.#until(">", tag + 1);
      const isEmpty = name.endsWith("/");
      this.#begin(element, isEmpty ? name.slice(0, -1) : name);
      if (isEmpty) this.#end();
    }
  }

  /** What stands before `end`, which is passed over. */
  #until(end: string, from: number): string {
    const at = this.#text.indexOf(end, from);
    if (at === -1) throw new XmlError(`The XML has no ${end} where one must come`);
    this.#at = at + end.length;
    return this.#text.slice(from, at);
  }

  /** Only plain names are elements: what begins with `!` or `?`, or has attributes, is none. */
  #begin(parent: OpenElement | undefined, tag: string): void {
    this.#elements += 1;
    if (this.#elements > this.#maxElements) throw new XmlError("The XML has too many elements");
    if (this.#open.length >= this.#maxDepth) throw new XmlError("The XML is nested too deeply");
    const name = tag.trimEnd();
    if (!isElementName(name)) throw new XmlError("The XML has markup other than plain elements");
    if (!parent && name !== root) throw new XmlError(`The root must be <${root}>`);
    this.#open.push({ name, text: "", children: null });
  }

  #close(element: OpenElement | undefined, tag: string): void {
    if (tag.trimEnd() !== element?.name) throw new XmlError("The XML has a tag that closes another element");
    this.#end();
  }

  /** Ends the innermost element: its parent has it, or the document is complete. */
  #end(): void {
    const element = this.#open.pop();
    if (!element) throw new XmlError("The XML has a tag that closes nothing");
    const { text, children } = element;
    const parent = this.#open.at(-1);
    if ((children || !parent) && text.trim() !== "") throw new XmlError("The XML has text between elements");
    if (parent) addChild(parent, element.name, children ?? text);
    else this.#document = children ?? Object.create(null);
  }
}

function addChild(parent: OpenElement, name: string, child: Child): void {
  const children: Children = parent.children ?? Object.create(null);
  const before = children[name];
  if (before === undefined) children[name] = child;
  else if (Array.isArray(before)) before.push(child);
  else children[name] = [before, child];
  parent.children = children;
}

/** Counts bytes only where characters do not decide it. */
function isLonger(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes;
}

function addText(element: OpenElement | undefined, text: string): void {
  if (element) element.text += text.includes("&") ? withoutEntities(text) : text;
  else if (text.trim() !== "") throw new XmlError("The XML begins with text");
}

function withoutEntities(text: string): string {
  return text.replace(/&(?:([a-z]{2,4});|#(\d{1,7});|#x([0-9A-Fa-f]{1,6});)?/g, (_, name, decimal, hex) => {
    const character = namedEntities.get(name) ?? characterOf(decimal ? Number(decimal) : parseInt(hex, 16));
    if (character === null) throw new XmlError("The XML has an unknown entity");
    return character;
  });
}

/** What XML calls a character; null for what may not be written even as a number. */
function characterOf(code: number): string | null {
  const isCharacter =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return isCharacter ? String.fromCodePoint(code) : null;
}
