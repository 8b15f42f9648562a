// The production server, started by start.mjs: Next, and ahead of it what WeChat's machines call.
import "./run/check-node.mjs";
import { createServer } from "node:http";
import { join } from "node:path";
import next from "next";
import { root } from "./database/kind.mjs";
import { fail } from "./run/child.mjs";
import { aheadOf } from "./server/ahead.mjs";
import { limits } from "./server/limits.mjs";
import { readOptions } from "./server/options.mjs";
import { staticPages } from "./server/static-pages.mjs";
import { stopOnSignals } from "./server/stop.mjs";

/**
 * @param {import("node:http").Server} server
 * @param {number} port
 * @param {string | undefined} hostname
 * @returns {Promise<void>}
 */
function listen(server, port, hostname) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function main() {
  const { port, hostname, keepAliveTimeout } = readOptions(process.argv.slice(2));
  // The app reads it: its timer calls this server.
  process.env.PORT = String(port);
  const server = createServer(limits());
  if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
  const app = next({ dev: false, dir: root, port, hostname, httpServer: server });
  await app.prepare();
  const isStatic = staticPages(join(root, process.env.NEXT_DIST_DIR || ".next"));
  server.on("request", aheadOf(app.getRequestHandler(), isStatic));
  await listen(server, port, hostname);
  stopOnSignals(server, app);
  console.log(`Ready at http://${hostname ?? "localhost"}:${port}`);
}

main().catch(fail);
