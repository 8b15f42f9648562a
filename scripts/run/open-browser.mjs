import { spawn } from "node:child_process";

const openers = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", '""'],
  linux: ["xdg-open"],
};

/**
 * Shows an address in the person's browser, where there is a person: not in CI, not with BROWSER=none.
 * @param {string} url
 */
export function openBrowser(url) {
  const [command, ...args] = openers[/** @type {keyof typeof openers} */ (process.platform)] ?? [];
  if (!command || !process.stdout.isTTY || process.env.CI || process.env.BROWSER === "none") return;
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {}); // A machine without a browser is fine: the address stands in the terminal.
  child.unref();
}
