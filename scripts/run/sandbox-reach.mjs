import { parseArgs } from "node:util";

/** Everybody knows the sandbox's keys, and its answers show what a notified address said: so it matters who reaches it. */

/**
 * What is to be said of the sandbox in development. A phone in the same network shall open the shop, so nobody is kept out.
 * @param {string[]} args of `next dev`
 * @returns {string | null} null where only this machine can reach it
 */
export function reachInDevelopment(args) {
  const options = /** @type {const} */ ({ hostname: { type: "string", short: "H" } });
  const { hostname } = parseArgs({ args, options, strict: false, allowPositionals: true }).values;
  if (typeof hostname === "string" && /^(localhost|127(\.\d+){3}|::1)$/.test(hostname)) return null;
  return (
    "Whoever reaches this machine's port can use both, and all keys of the sandbox are public.\n" +
    "                For this machine alone: npm run dev -- -H 127.0.0.1"
  );
}

/** And of a shop that runs with it like a real one. */
export const reachInProduction =
  "WECHAT_SANDBOX=1: whoever reaches this server can log in as anybody, its owner too, and have it call any address. " +
  "Nothing real belongs into this shop.";
