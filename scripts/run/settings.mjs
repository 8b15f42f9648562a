import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { root } from "../database/kind.mjs";

const require = createRequire(import.meta.url);

/**
 * Reads the settings the way the server will, before anything is touched. A fault ends the program with the list.
 * @returns {{ databaseUrl: string, sandbox: boolean }}
 */
export function checkSettings() {
  const program = fileURLToPath(new URL("./check-settings.ts", import.meta.url));
  // tsx keeps a compiler running for as long as the process that uses it: so it gets a short-lived one.
  const { status, stdout } = spawnSync(process.execPath, [require.resolve("tsx/cli"), program], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.exit(1);
  return JSON.parse(stdout);
}
