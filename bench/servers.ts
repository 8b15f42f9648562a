import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxAccounts, sandboxSettings } from "@/lib/sandbox/accounts";
import { freePort } from "../tests/e2e/support/server";

export { freePort };

import { cpuMs } from "./cpu";

const shopDist = ".next-bench";
// Inside the project, so that it finds the same node_modules.
const bareFolder = ".next-bench-bare";
const expressFolder = ".next-bench-express";
const next = "node_modules/next/dist/bin/next";
// A build writes its folder's name into these.
const touchedByBuilds = ["tsconfig.json", "next-env.d.ts"];

/** BENCH_KEEP=1 leaves the two builds where they are, and takes those that are there. */
const keep = process.env.BENCH_KEEP === "1";

const environment: NodeJS.ProcessEnv = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: "production",
};

function build(name: string, args: string[], env: NodeJS.ProcessEnv): void {
  console.log(`Building ${name} ...`);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`Building ${name} failed:\n${stdout}\n${stderr}`);
}

function buildShop(): void {
  if (keep && existsSync(join(shopDist, "BUILD_ID"))) return;
  const before = touchedByBuilds
    .filter(existsSync)
    .map((file) => [file, readFileSync(file, "utf8")] as const);
  try {
    const { DATABASE_URL: _, ...env } = environment;
    build("the shop", ["scripts/build.mjs"], { ...env, NEXT_DIST_DIR: shopDist, SKIP_TYPECHECK: "1" });
  } finally {
    for (const [file, text] of before) if (readFileSync(file, "utf8") !== text) writeFileSync(file, text);
  }
}

function buildBareApp(): void {
  if (keep && existsSync(join(bareFolder, ".next", "BUILD_ID"))) return;
  rmSync(bareFolder, { recursive: true, force: true });
  cpSync("bench/bare-app", bareFolder, { recursive: true });
  build("the bare app", [next, "build", bareFolder], environment);
}

/** A copy inside the project, with packages of its own besides ours. */
function installExpress(): void {
  if (keep && existsSync(join(expressFolder, "node_modules"))) return;
  rmSync(expressFolder, { recursive: true, force: true });
  cpSync("bench/express-wechat", expressFolder, { recursive: true });
  console.log("Installing express and wechat ...");
  const args = ["ci", "--no-audit", "--no-fund"];
  const shell = process.platform === "win32";
  const { status, stderr } = spawnSync("npm", args, { cwd: expressFolder, encoding: "utf8", shell });
  if (status !== 0) throw new Error(`Installing express and wechat failed:\n${stderr}`);
}

export type Server = {
  url: string;
  /** CPU time used so far, in ms. */
  cpuMs: () => number;
  stop: () => Promise<void>;
};

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  endGroup(child, "SIGTERM");
  const late = setTimeout(() => endGroup(child, "SIGKILL"), 5000);
  await gone;
  clearTimeout(late);
}

/** Starts a server in a process group of its own and waits until `path` answers; it writes into a file. */
async function start(args: string[], url: string, path: string, env: NodeJS.ProcessEnv, log: string) {
  const file = openSync(log, "a");
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", file, file], detached: true });
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(url + path).catch(() => null);
    if (answer?.ok) return { url, cpuMs: () => cpuMs(child.pid), stop: () => stop(child) };
    await sleep(200);
  }
  await stop(child);
  throw new Error(`Nothing answers at ${url}:\n${readFileSync(log, "utf8")}`);
}

/**
 * The settings of a shop with the sandbox on and its database in `folder`. WeChat settings of a developer's own are
 * blanked: the sandbox would not start beside real secrets.
 */
export async function shopSettings(folder: string): Promise<Record<string, string>> {
  const port = String(await freePort());
  const blank = Object.fromEntries(Object.keys(sandboxSettings("")).map((name) => [name, ""]));
  return {
    ...blank,
    APP_URL: `http://localhost:${port}`,
    DATABASE_URL: `file:${join(folder, "shop.db")}`,
    NEXT_DIST_DIR: shopDist,
    PORT: port,
    SESSION_SECRET: "secret-for-benchmarks-only-of-32-characters-or-more",
    WECHAT_SANDBOX: "1",
  };
}

/** Builds the shop and starts it as `npm start` does, migrations and products included. */
export async function startShop(folder: string, settings: Record<string, string>): Promise<Server> {
  buildShop();
  const env = { ...environment, ...settings };
  return start(["scripts/start.mjs"], settings.APP_URL ?? "", "/healthz", env, join(folder, "shop.log"));
}

/** Builds and starts the app that the shop is compared with: the same Next, and next to nothing in it. */
export async function startBareApp(folder: string): Promise<Server> {
  buildBareApp();
  const port = String(await freePort());
  const env = { ...environment, BARE_DATABASE: join(folder, "bare.db") };
  const args = [next, "start", bareFolder, "-p", port];
  return start(args, `http://localhost:${port}`, "/json", env, join(folder, "bare.log"));
}

/** Installs and starts express with the npm package `wechat`, as bench/express-wechat has it. */
export async function startExpress(folder: string): Promise<Server> {
  installExpress();
  const port = String(await freePort());
  const { robot, mp } = sandboxAccounts;
  const env = {
    ...environment,
    PORT: port,
    MESSAGES_DATABASE: join(folder, "express.db"),
    TOKEN: robot.token,
    AES_KEY: robot.aesKey,
    APPID: mp.appid,
  };
  const args = ["--no-deprecation", join(expressFolder, "server.mjs")];
  return start(args, `http://localhost:${port}`, "/", env, join(folder, "express.log"));
}

/** Takes away what was built. */
export function removeBuilds(): void {
  if (keep) return;
  for (const folder of [shopDist, bareFolder, expressFolder])
    rmSync(folder, { recursive: true, force: true });
}
