import { WechatConfigError } from "../errors";
import type { TextPattern } from "./types";

/** What fits: what a RegExp found, `true` for a text, null for nothing. */
export type TextTest = (content: string) => RegExpExecArray | true | null;

/**
 * A pattern made ready. A text has to be the whole message, spaces around both aside: case and full width count, a
 * RegExp is for whatever else. A RegExp sees the message as it was typed, and always from its beginning: one with the
 * flags g or y keeps nothing from one message to the next. Of a list the first that fits counts.
 * @throws WechatConfigError for what is no pattern, a blank text or an empty list, which would never fit
 */
export function textTest(pattern: TextPattern): TextTest {
  const tests = isList(pattern) ? pattern.map(single) : [single(pattern)];
  if (tests.length === 0) throw new WechatConfigError("robot.filter needs a pattern, got an empty list");
  return (content) => {
    for (const test of tests) {
      const found = test(content);
      if (found !== null) return found;
    }
    return null;
  };
}

function isList(pattern: TextPattern): pattern is readonly (string | RegExp)[] {
  return Array.isArray(pattern);
}

function single(pattern: unknown): TextTest {
  if (pattern instanceof RegExp) return matching(pattern);
  if (typeof pattern !== "string")
    throw new WechatConfigError("robot.filter needs a text, a RegExp or a list of them");
  const wanted = pattern.trim();
  if (wanted === "") throw new WechatConfigError("robot.filter needs a text that is not blank");
  return (content) => (content.trim() === wanted ? true : null);
}

function matching(pattern: RegExp): TextTest {
  // A copy, so that nobody else moves its lastIndex, nor do we move theirs.
  const own = new RegExp(pattern);
  return (content) => {
    own.lastIndex = 0;
    return own.exec(content);
  };
}
