import { constants } from "node:os";

/** Whoever stops a server kills it in the end: containers after 10 seconds. */
const patienceMs = 7000;
/** What the app may still take to put its things away. */
const closingMs = 1000;

/**
 * Ends a server: what it has begun is finished, unless it does not come to an end, and nothing new is begun.
 * @param {import("node:http").Server} server
 * @param {Promise<void>} late
 * @returns {Promise<void>}
 */
async function finished(server, late) {
  // A connection that is kept alive is idle once it has its answer.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const closed = new Promise((resolve) => server.close(() => resolve(true)));
  const inTime = await Promise.race([closed, late]);
  clearInterval(idle);
  if (!inTime) server.closeAllConnections();
}

/** Where the running app keeps what it still has to answer after `success`: lib/robot/late-answers.ts */
const key = Symbol.for("moonstone.lateAnswers");

/**
 * @param {Promise<void>} late
 * @returns {Promise<unknown>}
 */
function answered(late) {
  /** @type {Set<Promise<void>>} */
  const underWay = /** @type {Record<symbol, any>} */ (globalThis)[key] ?? new Set();
  return Promise.race([Promise.all(underWay), late]);
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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
    const late = after(patienceMs);
    await finished(server, late);
    await answered(late);
    await Promise.race([app.close(), after(closingMs)]);
    process.exit(128 + constants.signals[signal]);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
