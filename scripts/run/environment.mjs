import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import nextEnv from "@next/env";
import { defaultUrl, root } from "../database/kind.mjs";

/**
 * Reads the .env files into process.env, as Next does: what is set already wins.
 * @param {{ development: boolean }} mode
 * @returns {NodeJS.ProcessEnv} the environment as it was before, for Next to do the same: it then sees later changes
 */
export function loadEnvironment({ development }) {
  const before = { ...process.env };
  nextEnv.loadEnvConfig(root, development, { info() {}, error: console.error });
  return before;
}

/** The database that the settings name. */
export const databaseUrl = () => process.env.DATABASE_URL || defaultUrl;

/**
 * A port's number.
 * @param {string} text
 * @param {string} name of what was set, for the message
 */
export function asPort(text, name) {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new Error(`${name} is ${text}: it should be a number from 1 to 65535`);
}

/** The port that PORT names. */
export const port = () => asPort(process.env.PORT || "3000", "PORT");

/** On the first run: a secret for the session's cookie, kept in .env.local. */
export function ensureSessionSecret() {
  if (process.env.SESSION_SECRET) return;
  const file = join(root, ".env.local");
  const secret = randomBytes(36).toString("base64url");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  appendFileSync(file, `${text && !text.endsWith("\n") ? "\n" : ""}SESSION_SECRET=${secret}\n`);
  process.env.SESSION_SECRET = secret;
  console.log("A SESSION_SECRET was made and written to .env.local.");
}

/**
 * Stops with a clear word when something else listens there.
 * @param {number} port
 * @param {string} [hostname]
 * @returns {Promise<void>}
 */
export function ensurePortIsFree(port, hostname) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (/** @type {NodeJS.ErrnoException} */ { code, message }) => {
      const taken = `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1}`;
      reject(new Error(code === "EADDRINUSE" ? taken : `Nobody can be served at this address: ${message}`));
    });
    probe.listen(port, hostname, () => probe.close(() => resolve()));
  });
}
