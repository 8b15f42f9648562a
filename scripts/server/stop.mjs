import { constants } from "node:os";

/**
 * Ends a server: what it has begun is finished, nothing new is begun.
 * @param {import("node:http").Server} server
 * @returns {Promise<void>}
 */
function finished(server) {
  return new Promise((resolve) => {
    // A connection that is kept alive is idle once it has its answer.
    const idle = setInterval(() => server.closeIdleConnections(), 100);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
  });
}

/** Where the running app keeps what it still has to answer after `success`: lib/robot/late-answers.ts */
const key = Symbol.for("moonstone.lateAnswers");
/** Whoever stops a server kills it in the end: containers after 10 seconds. */
const patienceMs = 8000;

/** @returns {Promise<void>} */
function answered() {
  /** @type {Set<Promise<void>>} */
  const underWay = /** @type {Record<symbol, any>} */ (globalThis)[key] ?? new Set();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    Promise.all(underWay).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Has the process end on SIGINT and SIGTERM, with the exit code that a shell gives to the signal.
 * @param {import("node:http").Server} server
 * @param {{ close: () => Promise<void> }} app what runs on the server
 */
export function stopOnSignals(server, app) {
  let stopping = false;
  /** @param {"SIGINT" | "SIGTERM"} signal */
  const stop = async (signal) => {
    // Ctrl-C may come twice, by way of npm.
    if (stopping) return;
    stopping = true;
    await finished(server);
    await answered();
    await app.close();
    process.exit(128 + constants.signals[signal]);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
