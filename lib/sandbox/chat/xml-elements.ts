import { xmlText } from "@/lib/wechat/xml";

/** The XML of messages and events: elements in elements, text in CDATA, numbers bare. */

/** Texts go into CDATA; numbers stand as they are, whole ones of 64 bits as a bigint; a list repeats its element. */
export type PushValue = string | number | bigint | PushFields | readonly PushValue[];

export interface PushFields {
  /** `undefined` is left out. */
  readonly [name: string]: PushValue | undefined;
}

const cdata = (text: string): string => `<![CDATA[${xmlText(text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;

const isList = (value: PushValue): value is readonly PushValue[] => Array.isArray(value);

function element(name: string, value: PushValue): string {
  if (isList(value)) return value.map((one) => element(name, one)).join("");
  return `<${name}>${contentOf(value)}</${name}>`;
}

function contentOf(value: string | number | bigint | PushFields): string {
  if (typeof value === "string") return cdata(value);
  return typeof value === "object" ? elements(value) : String(value);
}

const elements = (fields: PushFields): string =>
  Object.entries(fields)
    .map(([name, value]) => (value === undefined ? "" : element(name, value)))
    .join("");

/** One `<xml>` with these elements, in their order. */
export const xmlOf = (fields: PushFields): string => `<xml>${elements(fields)}</xml>`;
