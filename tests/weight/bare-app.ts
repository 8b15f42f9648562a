import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../e2e/support/server";

// Inside the project, so that it finds the same node_modules; its package.json names Next's default browsers.
const folder = ".next-bare";
const next = "node_modules/next/dist/bin/next";

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error("The bare app did not start.");
}

/** Builds and starts a Next app with one empty page: what it loads is the floor that any page stands on. */
export async function startBareApp(): Promise<{ url: string; stop: () => void }> {
  rmSync(folder, { recursive: true, force: true });
  cpSync("tests/weight/bare-app", folder, { recursive: true });
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" as const };
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build", folder], {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The bare app could not be built:\n${stdout}\n${stderr}`);
  const port = await freePort();
  const child = spawn(process.execPath, [next, "start", folder, "-p", String(port)], {
    env,
    stdio: "ignore",
  });
  const url = `http://localhost:${port}`;
  await untilAnswering(url, child);
  return { url, stop: () => void child.kill() };
}
