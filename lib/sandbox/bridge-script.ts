import { type BrowserFile, joinedScript, readBrowserFile } from "./scripts/joined";

const inBridge = (file: string): BrowserFile => `bridge/${file}`;

const modules = [
  "api-names.js",
  "native.js",
  "layer.js",
  "open-subscribe.js",
  "permission.js",
  "sheet.js",
  "pay.js",
  "envelope.js",
  "transfer.js",
  "scan.js",
  "preview.js",
  "share.js",
  "share-menu.js",
  "calls.js",
  "bridge.js",
].map(inBridge);

const styleSheets = [
  "sheet.css",
  "sheet-content.css",
  "red-pack.css",
  "scan.css",
  "preview.css",
  "share-menu.css",
].map(inBridge);

/**
 * The script that makes a page believe it is open in WeChat: the bridge, and what the app draws over the page.
 * @param userAgent what navigator.userAgent should say
 */
export async function bridgeScript(userAgent: string): Promise<string> {
  const styles = (await Promise.all(styleSheets.map(readBrowserFile))).join("\n");
  return joinedScript(modules, `start(${JSON.stringify(userAgent)}, ${JSON.stringify(styles)});`);
}
