import { Parser } from "xml2js";
import { WechatError, XmlError } from "./errors";

/** The flat XML of WeChat Pay v2: one root, one level of text elements, no attributes. */

export type XmlFields = Readonly<Record<string, string | number | undefined>>;

export interface ParseXmlOptions {
  /** Longer input is refused unread. Default 64 KiB. */
  maxBytes?: number;
  /** The expected root element. Default `xml`; the decrypted refund notice has `root`. */
  root?: string;
  /** Elements that are left out, whatever they hold: lists, of which nothing is wanted. */
  ignore?: readonly string[];
}

export const cdataOpen = "<![CDATA[";
export const cdataEnd = "]]>";
/** What may stand before the root: a byte order mark and the XML declaration. */
export const declaration = /^\uFEFF?\s*(?:<\?xml\s[^<>]*\?>)?/;
const notPlainTag = /<(?!\/?[A-Za-z_][\w.-]*\s*\/?>)/;
const unsafeNames: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
// Names that no XML element can have, so that text and attributes cannot be mistaken for elements.
const textKey = " text";
const attributesKey = " attributes";

/**
 * Reads flat XML into a record without prototype. Values are kept exactly as sent, untrimmed, because they are
 * what the signature covers. (WeChat Pay v2, message format)
 * @throws XmlError for DOCTYPE or entity declarations, comments, attributes, nested or repeated elements, text
 *   between elements, names such as `__proto__`, another root, oversized or malformed input
 */
export function parseXml(text: string, options: ParseXmlOptions = {}): Record<string, string> {
  const { maxBytes = 64 * 1024, root = "xml", ignore = [] } = options;
  if (Buffer.byteLength(text) > maxBytes) throw new XmlError("The XML is too large");
  refuseMarkup(text, root);
  const document = readDocument(text);
  if (!isRecord(document) || !Object.hasOwn(document, root)) throw new XmlError(`The root must be <${root}>`);
  return flatFields(document[root], ignore);
}

/**
 * Outside CDATA only plain tags may stand: that leaves no way to write a DOCTYPE, an entity declaration, a comment,
 * a processing instruction or an attribute. CDATA itself may say anything, since users write it.
 */
function refuseMarkup(text: string, root: string): void {
  const markup = withoutCdata(text.replace(declaration, ""));
  if (/<!(?:DOCTYPE|ENTITY)/i.test(markup)) throw new XmlError("XML with DOCTYPE or entities is refused");
  if (notPlainTag.test(markup)) throw new XmlError("The XML has markup other than plain elements");
  // xml2js reports the root when it closes and takes no notice of what follows.
  const [, rest, ...more] = markup.split(new RegExp(`</${root}\\s*>|<${root}\\s*/>`));
  if (rest === undefined || rest.trim() !== "" || more.length > 0)
    throw new XmlError(`The XML must be one <${root}>`);
}

/** By searching, not by a pattern: a lazy one takes quadratic time on many openings without an end. */
function withoutCdata(text: string): string {
  let markup = "";
  let at = 0;
  for (let open = text.indexOf(cdataOpen); open !== -1; open = text.indexOf(cdataOpen, at)) {
    const end = text.indexOf(cdataEnd, open + cdataOpen.length);
    if (end === -1) throw new XmlError("The XML has CDATA without an end");
    // What stands between must not join two halves to a tag.
    markup += `${text.slice(at, open)} & `;
    at = end + cdataEnd.length;
  }
  return markup + text.slice(at);
}

function readDocument(text: string): unknown {
  // A parser that failed keeps its state, so each text gets its own.
  const parser = new Parser({ async: false, charkey: textKey, attrkey: attributesKey, emptyTag: "" });
  let failed = false;
  let document: unknown;
  try {
    parser.parseString(text, (error: Error | null, result: unknown) => {
      // After an error xml2js may call again: the first report counts.
      if (error) failed = true;
      else if (!failed) document = result;
    });
  } catch {
    failed = true;
  }
  if (failed) throw new XmlError("The XML is malformed");
  return document;
}

function flatFields(element: unknown, ignore: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  if (typeof element === "string" && element.trim() === "") return fields;
  if (!isRecord(element)) throw new XmlError("The root holds text instead of elements");
  for (const [name, values] of Object.entries(element)) {
    if (ignore.includes(name)) continue;
    if (!isElementName(name)) throw new XmlError("The XML has an element that is not allowed");
    if (!Array.isArray(values) || values.length !== 1) throw new XmlError(`<${name}> is repeated`);
    const value: unknown = values[0];
    if (typeof value !== "string") throw new XmlError(`<${name}> holds more than text`);
    fields[name] = value;
  }
  return fields;
}

/** Whether an element may be called so: a plain name that means nothing to an object of ours. */
export function isElementName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name) && !unsafeNames.has(name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Control characters, halves of surrogate pairs and the two non-characters; tab and line breaks are allowed.
const forbidden = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

/**
 * Text as a reader of our XML will see it: characters that XML 1.0 forbids or discourages are gone, and every line
 * break is `\n`. Sign what this returns, or WeChat computes another signature over what it read.
 */
export function xmlText(text: string): string {
  return text.replace(forbidden, "").replace(/\r\n?/g, "\n");
}

/** What an element holds: text, a number (of 64 bits as a bigint), elements; a list is the element several times. */
export type XmlTree = { readonly [name: string]: XmlContent };
export type XmlContent = string | number | bigint | undefined | XmlTree | readonly XmlContent[];

/**
 * Writes XML: text in CDATA, numbers bare, `undefined` left out. (WeChat Pay v2, message format; passive replies)
 * @throws WechatError kind `config` for a name that is not an element name, or a number that is not finite
 */
export function buildXml(fields: XmlTree, root = "xml"): string {
  return element(root, fields);
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return "";
  if (isList(content)) return content.map((one) => element(name, one)).join("");
  const tag = checkedName(name);
  return `<${tag}>${inner(name, content)}</${tag}>`;
}

function inner(name: string, content: string | number | bigint | XmlTree): string {
  if (typeof content === "bigint") return String(content);
  if (typeof content === "number") return checkedNumber(name, content);
  if (typeof content === "string") return asCdata(content);
  let elements = "";
  for (const child of Object.keys(content)) elements += element(child, content[child]);
  return elements;
}

function isList(content: XmlContent): content is readonly XmlContent[] {
  return Array.isArray(content);
}

function asCdata(text: string): string {
  const pieces = xmlText(text).replaceAll(cdataEnd, `]]${cdataEnd}${cdataOpen}>`);
  return cdataOpen + pieces + cdataEnd;
}

function checkedName(name: string): string {
  if (isElementName(name)) return name;
  throw new WechatError("Not a name for an XML element", { code: "XML_NAME", kind: "config" });
}

function checkedNumber(name: string, value: number): string {
  if (Number.isFinite(value)) return String(value);
  throw new WechatError(`<${name}> must be a finite number`, { code: "XML_NUMBER", kind: "config" });
}
