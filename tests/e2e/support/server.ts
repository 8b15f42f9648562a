import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase, dropDatabase, withDatabaseName } from "../../support/postgres";

const distDir = ".next-e2e";

/** The secret of the shop's cron address in these tests. */
export const cronSecret = "cron-secret-for-tests-only";

export type Shop = {
  url: string;
  databaseUrl: string;
  /** What it has written so far. */
  output: () => string;
  /** Ends it as an operator would, and removes the database that was made for it. Returns the exit code, if it ended. */
  stop: () => Promise<number | null>;
  /** Ends it as a power cut would; the database stays. */
  kill: () => Promise<void>;
};

/** Builds the production build that all shops of a run serve; E2E_SKIP_BUILD=1 takes the one that is there. */
export function buildShop(): void {
  if (process.env.E2E_SKIP_BUILD === "1") return;
  const { DATABASE_URL: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/build.mjs"], {
    env: { ...env, NEXT_DIST_DIR: distDir, SKIP_TYPECHECK: "1" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The shop could not be built:\n${stdout}\n${stderr}`);
  // TypeScript would read them in later runs, when they tell of pages that are gone.
  rmSync(join(distDir, "types"), { recursive: true, force: true });
}

/** A port that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

type Database = { url: string; remove: () => Promise<void> };

async function freshDatabase(): Promise<Database> {
  const admin = process.env.TEST_POSTGRES_URL;
  if (admin) {
    const name = `moonstone_e2e_${process.pid}_${Date.now()}`;
    await createDatabase(admin, name);
    return { url: withDatabaseName(admin, name), remove: () => dropDatabase(admin, name) };
  }
  const folder = mkdtempSync(join(tmpdir(), "moonstone-e2e-"));
  const remove = async () => rmSync(folder, { recursive: true, force: true });
  return { url: `file:${join(folder, "shop.db")}`, remove };
}

async function untilHealthy(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  endGroup(child, "SIGKILL");
  throw new Error(`The shop did not start at ${url}:\n${output()}`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  // scripts/start.mjs and the server are one process group: none is left behind.
  if (child.pid && child.exitCode === null) process.kill(-child.pid, signal);
}

/**
 * Starts the build with the sandbox on, as `npm start` does: migrations and products included.
 * @param options port and databaseUrl of a shop to be started again; further settings; options of `npm start`
 */
export async function startShop(
  options: { port?: number; databaseUrl?: string; env?: Record<string, string>; args?: string[] } = {},
): Promise<Shop> {
  const port = options.port ?? (await freePort());
  const database = options.databaseUrl
    ? { url: options.databaseUrl, remove: async () => {} }
    : await freshDatabase();
  const url = `http://localhost:${port}`;
  const settings = {
    APP_URL: url,
    CRON_SECRET: cronSecret,
    DATABASE_URL: database.url,
    NEXT_DIST_DIR: distDir,
    PORT: String(port),
    SESSION_SECRET: "secret-for-tests-only-of-32-characters-or-more",
    WECHAT_SANDBOX: "1",
  };
  const child = spawn(process.execPath, ["scripts/start.mjs", ...(options.args ?? [])], {
    env: { ...process.env, ...settings, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  mkdirSync("test-results", { recursive: true });
  const logFile = createWriteStream(`test-results/shop-${port}.log`, { flags: "a" });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text = (text + chunk).slice(-100_000);
      logFile.write(chunk);
    });
  }
  child.once("exit", (code, signal) => logFile.end(`The shop ended: ${signal ?? code}\n`));
  const output = () => text;
  const end = async (signal: NodeJS.Signals) => {
    const gone = ended(child);
    endGroup(child, signal);
    const late = setTimeout(() => endGroup(child, "SIGKILL"), 5000);
    await gone;
    clearTimeout(late);
  };
  await untilHealthy(url, child, output).catch(async (error: unknown) => {
    await database.remove();
    throw error;
  });
  return {
    url,
    databaseUrl: database.url,
    output,
    stop: async () => {
      await end("SIGTERM");
      await database.remove();
      return child.exitCode;
    },
    kill: () => end("SIGKILL"),
  };
}
