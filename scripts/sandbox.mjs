// npm run sandbox: the local WeChat by itself, without the shop, for tests and for programs in any language.
//   -- --port 9443 --tls      over TLS, with client certificates where WeChat demands them
//   -- --help                 everything else
import "./run/check-node.mjs";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { generate } from "./database/generate.mjs";
import { root } from "./database/kind.mjs";
import { deploy } from "./database/migrate.mjs";
import { fail, untilExit } from "./run/child.mjs";
import { ensurePortIsFree } from "./run/environment.mjs";
import { help, readOptions } from "./sandbox/options.mjs";

const require = createRequire(import.meta.url);

/**
 * A database of its own: one that is kept, or one for this run.
 * @param {string | undefined} file
 */
function databaseOf(file) {
  if (file !== undefined) {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    return { url: `file:${resolve(file)}`, forget: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "moonstone-sandbox-"));
  return {
    url: `file:${join(folder, "sandbox.db")}`,
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * The environment of the sandbox: nothing of the shop's own settings, least of all a real secret.
 * @param {ReturnType<typeof readOptions>} options
 * @param {string} databaseUrl
 */
function environment(options, databaseUrl) {
  const own = /^(WX|WEROBOT|WECHAT_|MP_VERIFY|ADMIN_OPENIDS|CRON_SECRET|APP_URL|DATABASE_URL)/;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: "production",
    WECHAT_SANDBOX: "1",
    APP_URL: `${options.tls ? "https" : "http"}://localhost:${options.port}`,
    DATABASE_URL: databaseUrl,
    SESSION_SECRET: "the-sandbox-by-itself-has-no-sessions",
    SANDBOX_OPTIONS: JSON.stringify(options),
  };
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(help);
  await ensurePortIsFree(options.port, options.hostname);
  generate();
  const { url, forget } = databaseOf(options.database);
  try {
    await deploy(url);
    const loader = pathToFileURL(require.resolve("tsx")).href;
    const child = spawn(process.execPath, ["--import", loader, join(root, "scripts/sandbox/main.ts")], {
      cwd: root,
      env: environment(options, url),
      stdio: ["ignore", "inherit", "inherit"],
    });
    process.exitCode = await untilExit(child);
  } finally {
    forget();
  }
  process.exit();
}

main().catch(fail);
