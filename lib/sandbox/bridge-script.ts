import { readFile } from "node:fs/promises";
import path from "node:path";

const folder = path.join(process.cwd(), "lib/sandbox/bridge");

/** A module's text for a script that needs no module: WeChat's bridge is there before any module runs. */
const withoutModule = (source: string): string =>
  source.replace(/^import \{[^}]*\} from .*;$/gm, "").replace(/^export /gm, "");

/**
 * The script that makes a page believe it is open in WeChat: the bridge, the payment panel and its styles, joined.
 * The parts are files of their own, so that they are read, checked and coloured as what they are.
 * @param userAgent what navigator.userAgent should say
 */
export async function bridgeScript(userAgent: string): Promise<string> {
  const [frame, content, sheet, bridge] = await Promise.all([
    readFile(path.join(folder, "sheet.css"), "utf8"),
    readFile(path.join(folder, "sheet-content.css"), "utf8"),
    readFile(path.join(folder, "sheet.js"), "utf8"),
    readFile(path.join(folder, "bridge.js"), "utf8"),
  ]);
  const body = [sheet, bridge].map(withoutModule).join("\n");
  const start = `start(${JSON.stringify(userAgent)}, ${JSON.stringify(frame + content)});`;
  return `(() => {\n"use strict";\n${body}\n${start}\n})();\n`;
}
