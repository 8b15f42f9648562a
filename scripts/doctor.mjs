// npm run doctor: looks at the settings and, with real ones, at WeChat itself: what is wrong and where to mend it.
// -- --production sees what `npm start` would see; -- --json is for programs. Exit code 1 when anything is bad.
import "./run/check-node.mjs";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./database/kind.mjs";
import { loadEnvironment } from "./run/environment.mjs";

const require = createRequire(import.meta.url);
const options = process.argv.slice(2);
if (options.some((option) => option !== "--json" && option !== "--production")) {
  console.error("npm run doctor [-- [--production] [--json]]");
  process.exit(1);
}
const production = options.includes("--production") || process.env.NODE_ENV === "production";

process.env.NODE_ENV = production ? "production" : "development";
loadEnvironment({ development: !production });

// tsx keeps a compiler running for as long as the process that uses it: so it gets a short-lived one.
const program = [require.resolve("tsx/cli"), join(root, "lib/doctor/main.ts"), ...options];
const { status } = spawnSync(process.execPath, program, {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
});
process.exit(status ?? 1);
