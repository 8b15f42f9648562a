// npm run dev: makes everything ready that is not, then starts the development server.
import "./run/check-node.mjs";
import { setTimeout as sleep } from "node:timers/promises";
import { generate } from "./database/generate.mjs";
import { prepareDatabase } from "./database/prepare.mjs";
import { fail, startNext, untilExit } from "./run/child.mjs";
import { ensurePortIsFree, ensureSessionSecret, loadEnvironment, port } from "./run/environment.mjs";
import { openBrowser } from "./run/open-browser.mjs";
import { reachInDevelopment } from "./run/sandbox-reach.mjs";
import { checkSettings } from "./run/settings.mjs";

async function untilAnswering(url) {
  for (;;) {
    const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
    if (answer) return;
    await sleep(300);
  }
}

async function showAddresses(address, sandbox) {
  await untilAnswering(address);
  console.log(`\n  The shop      ${address}`);
  if (sandbox) {
    console.log(`  The sandbox   ${address}/sandbox   a WeChat of your own: buy a stone there`);
    const reach = reachInDevelopment(process.argv.slice(2));
    if (reach) console.log(`                ${reach}`);
  }
  console.log("");
  openBrowser(address);
}

async function main() {
  process.env.NODE_ENV = "development";
  const before = loadEnvironment({ development: true });
  const address = `http://localhost:${port()}`;
  await ensurePortIsFree(port());
  ensureSessionSecret();
  const { databaseUrl, sandbox } = checkSettings();
  generate();
  await prepareDatabase(databaseUrl, { seeding: "when-empty" });

  const env = { ...before, NODE_ENV: "development", PORT: String(port()) };
  const server = startNext(["dev", "-p", String(port()), ...process.argv.slice(2)], env);
  showAddresses(address, sandbox);
  process.exit(await untilExit(server));
}

main().catch(fail);
