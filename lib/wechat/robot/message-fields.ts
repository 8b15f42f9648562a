import { WechatError } from "../errors";
import type { MessageElement, MessageElements } from "./message-types";

/** How elements become fields: what WeChat may leave out is empty or 0, what it never sends otherwise is refused. */

/** A message that lacks what every message has, or has it otherwise than WeChat writes it. */
export class MessageFieldError extends WechatError {
  override readonly name = "MessageFieldError";

  constructor(element: string) {
    super(`The message lacks or misspells <${element}>`, { code: "MESSAGE_FIELDS", kind: "malformed" });
  }
}

const isList = (element: MessageElement): element is readonly MessageElement[] => Array.isArray(element);

/**
 * An element's text; absent when it is absent.
 * @throws MessageFieldError when it holds elements, or came twice: two readers could take it for two things
 */
export function optionalText(elements: MessageElements, name: string): string | undefined {
  const element = elements[name];
  if (element === undefined || typeof element === "string") return element;
  throw new MessageFieldError(name);
}

/** As optionalText, "" when absent. */
export const text = (elements: MessageElements, name: string): string => optionalText(elements, name) ?? "";

/** A number; 0 when it is absent or none. @throws MessageFieldError as optionalText */
export function number(elements: MessageElements, name: string): number {
  const value = Number(text(elements, name));
  return Number.isFinite(value) ? value : 0;
}

/** Whether there is such an element decides whether there is such a field: an empty one counts as none. */
export function given<K extends string>(elements: MessageElements, ...names: K[]): { [name in K]?: string } {
  const fields: { [name in K]?: string } = {};
  for (const name of names) {
    const value = optionalText(elements, name);
    if (value) fields[name] = value;
  }
  return fields;
}

const none: MessageElements = Object.freeze(Object.create(null));

/** The elements in an element; none when it is absent or empty. */
export function inner(elements: MessageElements, name: string): MessageElements {
  const element = elements[name];
  if (element === undefined || typeof element === "string") return none;
  if (isList(element)) throw new MessageFieldError(name);
  return element;
}

/** The elements in each of several elements of one name, of which there may be one or none. */
export function each(elements: MessageElements, name: string): MessageElements[] {
  const element = elements[name];
  if (element === undefined) return [];
  const list = isList(element) ? element : [element];
  return list.map((entry) => (typeof entry === "string" || isList(entry) ? none : entry));
}
