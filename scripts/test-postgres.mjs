// npm run test:postgres: the integration tests and the purchase in a browser, on PostgreSQL.
import "./run/check-node.mjs";
import { spawnSync } from "node:child_process";
import { adapterFor } from "./database/engine.mjs";
import { fail } from "./run/child.mjs";

const url = process.env.TEST_POSTGRES_URL || "postgresql://postgres@127.0.0.1:5432/postgres";

async function ensureReachable() {
  const connection = await adapterFor(url).connect();
  try {
    await connection.queryRaw({ sql: "SELECT 1", args: [], argTypes: [] });
  } catch (error) {
    const shown = url.replace(/:[^:@/]+@/, ":***@");
    throw new Error(
      `No PostgreSQL answers at ${shown} (${error instanceof Error ? error.message : error}).\n` +
        "Start one, or name another in TEST_POSTGRES_URL: a login that may create databases.",
    );
  } finally {
    await connection.dispose();
  }
}

function run(...args) {
  const { status } = spawnSync("npx", ["--no-install", ...args], {
    env: { ...process.env, TEST_POSTGRES_URL: url },
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  return status === 0;
}

ensureReachable().then(() => {
  const integration = run("vitest", "run", "--project", "integration");
  const purchase = run("playwright", "test", "--grep", "@postgres");
  process.exit(integration && purchase ? 0 : 1);
}, fail);
