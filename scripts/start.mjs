// npm start: applies pending migrations, then serves the build. Options of `next start` may follow.
import "./run/check-node.mjs";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./database/kind.mjs";
import { prepareDatabase } from "./database/prepare.mjs";
import { fail, startNext, untilExit } from "./run/child.mjs";
import { ensurePortIsFree, loadEnvironment, port } from "./run/environment.mjs";
import { checkSettings } from "./run/settings.mjs";

async function main() {
  process.env.NODE_ENV = "production";
  loadEnvironment({ development: false });
  const { databaseUrl } = checkSettings();
  if (!existsSync(join(root, process.env.NEXT_DIST_DIR || ".next", "BUILD_ID"))) {
    throw new Error("There is no build yet: npm run build");
  }
  await ensurePortIsFree(port());
  await prepareDatabase(databaseUrl);
  const env = { ...process.env, PORT: String(port()) };
  process.exit(await untilExit(startNext(["start", "-p", String(port()), ...process.argv.slice(2)], env)));
}

main().catch(fail);
