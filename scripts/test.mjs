// npm test: everything, one after the other; what comes after a failure still runs.
import "./run/check-node.mjs";
import { spawnSync } from "node:child_process";

const steps = ["typecheck", "lint", "db:check", "test:unit", "test:integration", "test:e2e"];
const results = steps.map((step) => {
  console.log(`\n== npm run ${step}`);
  const began = Date.now();
  const { status } = spawnSync("npm", ["run", "--silent", step], {
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  return { step, ok: status === 0, seconds: Math.round((Date.now() - began) / 1000) };
});

console.log("");
for (const { step, ok, seconds } of results)
  console.log(`${ok ? "ok    " : "FAILED"}  ${step} (${seconds} s)`);
process.exit(results.every(({ ok }) => ok) ? 0 : 1);
