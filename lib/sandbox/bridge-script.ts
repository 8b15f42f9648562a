import { readFile } from "node:fs/promises";
import path from "node:path";

const folder = path.join(process.cwd(), "lib/sandbox/bridge");

/**
 * The script that makes a page believe it is open in WeChat: the bridge, the payment panel and its styles, joined.
 * The parts are files of their own, so that they are read, checked and coloured as what they are.
 * @param userAgent what navigator.userAgent should say
 */
export async function bridgeScript(userAgent: string): Promise<string> {
  const [styles, sheet, bridge] = await Promise.all([
    readFile(path.join(folder, "sheet.css"), "utf8"),
    readFile(path.join(folder, "sheet.js"), "utf8"),
    readFile(path.join(folder, "bridge.js"), "utf8"),
  ]);
  return [
    "(() => {",
    '"use strict";',
    `const phoneUserAgent = ${JSON.stringify(userAgent)};`,
    `const sheetStyles = ${JSON.stringify(styles)};`,
    sheet,
    bridge,
    "})();\n",
  ].join("\n");
}
