/** What WeChat lets stand in a template, by the kind that a key begins with: `thing2` is a thing. (Template messages) */

type Fit = (text: string) => string;

/** Cut by characters as people count them; what was cut off leaves a mark. */
const cut =
  (most: number, mark = "…"): Fit =>
  (text) => {
    const characters = [...text];
    if (characters.length <= most) return text;
    return characters.slice(0, most - mark.length).join("") + mark;
  };

/** Digits, letters and signs: nothing else may stand in a character_string. */
const plain: Fit = (text) => cut(32, "")(text.replace(/[^\x21-\x7e]/g, ""));

/** A place for a value that is missing: an empty one is refused. */
const nothing = "-";

const limits: Readonly<Record<string, { fit: Fit; empty: string }>> = {
  thing: { fit: cut(20), empty: "无" },
  phrase: { fit: (text) => cut(5, "")(text.replace(/[^\p{Script=Han}]/gu, "")), empty: "无" },
  name: { fit: cut(10), empty: "无" },
  const: { fit: cut(20), empty: "无" },
  character_string: { fit: plain, empty: nothing },
  number: { fit: (text) => cut(32, "")(text.replace(/[^\d.-]/g, "")), empty: "0" },
  phone_number: { fit: (text) => cut(17, "")(text.replace(/[^\d+-]/g, "")), empty: nothing },
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
