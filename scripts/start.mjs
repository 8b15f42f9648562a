// npm start: applies pending migrations, then serves the build. May be followed by -p, -H and --keepAliveTimeout,
// as `next start` has them.
import "./run/check-node.mjs";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./database/kind.mjs";
import { prepareDatabase } from "./database/prepare.mjs";
import { fail, startServer, untilExit } from "./run/child.mjs";
import { ensurePortIsFree, loadEnvironment } from "./run/environment.mjs";
import { reachInProduction } from "./run/sandbox-reach.mjs";
import { checkSettings } from "./run/settings.mjs";
import { readOptions } from "./server/options.mjs";

async function main() {
  process.env.NODE_ENV = "production";
  loadEnvironment({ development: false });
  const args = process.argv.slice(2);
  const { port, hostname } = readOptions(args);
  const { databaseUrl, sandbox } = checkSettings();
  if (!existsSync(join(root, process.env.NEXT_DIST_DIR || ".next", "BUILD_ID"))) {
    throw new Error("There is no build yet: npm run build");
  }
  await ensurePortIsFree(port, hostname);
  await prepareDatabase(databaseUrl);
  if (sandbox) console.warn(reachInProduction);
  process.exit(await untilExit(startServer(args, process.env)));
}

main().catch(fail);
