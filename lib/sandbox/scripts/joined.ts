import { readFile } from "node:fs/promises";
import path from "node:path";

// Spelled out, so that a deployment takes these two folders along and no more.
const folders = {
  bridge: path.join(process.cwd(), "lib/sandbox/bridge"),
  scripts: path.join(process.cwd(), "lib/sandbox/scripts"),
} as const;

/** One of the sandbox's own files that are sent to browsers. */
export type BrowserFile = `${keyof typeof folders}/${string}`;

/** Its text. */
export function readBrowserFile(file: BrowserFile): Promise<string> {
  const [folder, name = ""] = file.split("/");
  return readFile(path.join(folder === "bridge" ? folders.bridge : folders.scripts, name), "utf8");
}

/** A module's text for a script that is none: what it imports stands before it in the same function. */
const withoutModule = (source: string): string =>
  source.replace(/^import \{[^}]*\} from .*;$/gm, "").replace(/^export /gm, "");

/**
 * One script out of several modules, wrapped in a function of its own. The modules are files of their own so that
 * they are read, checked and coloured as what they are; their names must differ, since they end up in one scope.
 * @param files each after those that it imports
 * @param last what the function does when all of them are in
 */
export async function joinedScript(files: readonly BrowserFile[], last: string): Promise<string> {
  const sources = await Promise.all(files.map(readBrowserFile));
  return `(function () {\n"use strict";\n${sources.map(withoutModule).join("\n")}\n${last}\n})();\n`;
}
