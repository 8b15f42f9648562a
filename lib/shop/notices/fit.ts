import { cut } from "../cut";

/** What WeChat lets stand in a template, by the kind that a key begins with: `thing2` is a thing. (Template messages) */

type Fit = (text: string) => string;

const upTo =
  (most: number): Fit =>
  (text) =>
    cut(text, most);

/** Digits, letters and signs: nothing else may stand in a character_string. */
const plain: Fit = (text) => cut(text.replace(/[^\x21-\x7e]/g, ""), 32, "");

/** A place for a value that is missing: an empty one is refused. */
const nothing = "-";

const limits: Readonly<Record<string, { fit: Fit; empty: string }>> = {
  thing: { fit: upTo(20), empty: "无" },
  phrase: { fit: (text) => cut(text.replace(/[^\p{Script=Han}]/gu, ""), 5, ""), empty: "无" },
  name: { fit: upTo(10), empty: "无" },
  const: { fit: upTo(20), empty: "无" },
  character_string: { fit: plain, empty: nothing },
  number: { fit: (text) => cut(text.replace(/[^\d.-]/g, ""), 32, ""), empty: "0" },
  phone_number: { fit: (text) => cut(text.replace(/[^\d+-]/g, ""), 17, ""), empty: nothing },
};

const blanks = /\s+/g;

/**
 * The values as a template takes them, each cut to what its kind allows: a long name shall not keep a message from being
 * sent. Kinds that have a form instead of a length (amount, time, date) stay as they are.
 */
export function fitted(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const limit = limits[/^[a-z_]+/.exec(key)?.[0] ?? ""];
      const text = value.replace(blanks, " ").trim();
      return [key, limit ? limit.fit(text) || limit.empty : text || nothing];
    }),
  );
}
