import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { root } from "../database/kind.mjs";

const next = join(root, "node_modules/next/dist/bin/next");
const server = join(root, "scripts/server.mjs");

/**
 * Starts a program of ours or Next's. It gets no standard input, so it can ask nothing.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function startNode(args, env) {
  return spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "inherit", "inherit"],
  });
}

/** Starts Next's command line. */
export const startNext = (/** @type {string[]} */ args, /** @type {NodeJS.ProcessEnv} */ env) =>
  startNode([next, ...args], env);

/** Starts the production server. */
export const startServer = (/** @type {string[]} */ args, /** @type {NodeJS.ProcessEnv} */ env) =>
  startNode([server, ...args], env);

/**
 * npm passes a signal to its shell only, and the shell dies without passing it on: then we have a new parent.
 * @param {() => void} stop
 */
function whenNpmIsGone(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}

/**
 * Passes on the signals that end a program; a third ends the child at once: Ctrl-C alone may come twice, by way of npm.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>} the child's exit code: 0 when we were told to stop and it did
 */
export function untilExit(child) {
  let asked = 0;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      asked += 1;
      child.kill(asked > 2 ? "SIGKILL" : signal === "SIGHUP" ? "SIGTERM" : signal);
    });
  }
  whenNpmIsGone(() => process.emit("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (asked > 0) return resolve(0);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * Ends this program with a readable message instead of a stack.
 * @param {unknown} error
 */
export function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
