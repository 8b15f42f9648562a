import { readFile } from "node:fs/promises";
import path from "node:path";

/** The text of one of the sandbox's own files that are sent to browsers. */
export const readBrowserFile = (file: string): Promise<string> =>
  readFile(path.join(process.cwd(), "lib/sandbox", file), "utf8");

/** A module's text for a script that is none: what it imports stands before it in the same function. */
const withoutModule = (source: string): string =>
  source.replace(/^import \{[^}]*\} from .*;$/gm, "").replace(/^export /gm, "");

/**
 * One script out of several modules, wrapped in a function of its own. The modules are files of their own so that
 * they are read, checked and coloured as what they are; their names must differ, since they end up in one scope.
 * @param files below lib/sandbox, each after those that it imports
 * @param last what the function does when all of them are in
 */
export async function joinedScript(files: readonly string[], last: string): Promise<string> {
  const sources = await Promise.all(files.map(readBrowserFile));
  return `(function () {\n"use strict";\n${sources.map(withoutModule).join("\n")}\n${last}\n})();\n`;
}
