import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { disconnect } from "@/lib/db";
import { groups, paymentsOfRounds } from "./groups";
import { startLoader } from "./loader";
import { type Figures, type Line, measure } from "./measure";
import { prepareBuyers, preparePayments, prepareReader } from "./rows";
import { freePort, removeBuilds, shopSettings, startBareApp, startExpress, startShop } from "./servers";

// npm run bench: the figures of docs/performance.md, as ratios measured in one run.

const rounds = Number(process.env.BENCH_ROUNDS || 5);
/** `npm run bench -- notifications` measures only what has that word in its name. */
const wanted = process.argv[2] ?? "";

/** What has to be ended or removed, the last first; also when the run is interrupted. */
const cleanUps: (() => unknown)[] = [];

async function cleanUp(): Promise<void> {
  for (let next = cleanUps.pop(); next; next = cleanUps.pop()) await next();
}

function machine(): string {
  const { version } = JSON.parse(readFileSync("node_modules/next/package.json", "utf8"));
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const parts = [
    `${cores.length} cores (${cores[0]?.model.trim()})`,
    `${memory} GB`,
    `Node ${process.version.slice(1)}`,
  ];
  return [new Date().toISOString().slice(0, 10), ...parts, `Next ${version}`, "SQLite"].join(", ");
}

const number = (value: number) => value.toFixed(value < 10 ? 1 : 0);
const ratio = (value: number) => value.toFixed(2);

function figures({ perSecond, p50Ms, p99Ms, cpuMs }: Figures): string {
  return `${[perSecond, p50Ms, p99Ms].map(number).join(" / ")} / ${ratio(cpuMs)}`;
}

function row({ name, bareName, ours, bare, ratio: { median, least, most }, cpuRatio }: Line): string {
  const ratios = [`**${ratio(median)}**`, `${ratio(least)} – ${ratio(most)}`, ratio(cpuRatio)];
  return `| ${[name, figures(ours), bareName, figures(bare), ...ratios].join(" | ")} |`;
}

function print(lines: Line[]): void {
  console.log(`\n${machine()}; ${rounds} rounds\n`);
  console.log("In columns 2 and 4: requests per second / p50 ms / p99 ms / CPU ms per request\n");
  console.log("| the shop | | the bare app | | ratio | lowest – highest | ratio by CPU time |");
  console.log("|---|---|---|---|---|---|---|");
  for (const line of lines) console.log(row(line));
}

/** Fills the shop's database; its server runs already and has made the tables. */
async function prepareRows(): Promise<string> {
  await prepareBuyers();
  for (const payments of paymentsOfRounds(rounds)) await preparePayments(payments);
  return prepareReader();
}

async function main(): Promise<void> {
  console.log(`Load before the run: ${loadavg()[0]?.toFixed(1)}. What else runs shows in the figures.`);
  const folder = mkdtempSync(join(tmpdir(), "moonstone-bench-"));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }), removeBuilds);
  const settings = await shopSettings(folder);
  // This process looks into the same database and seals sessions with the same secret.
  Object.assign(process.env, settings);
  const shop = await startShop(folder, settings);
  cleanUps.push(shop.stop);
  // A second process over the same database, which reads messages in plain mode.
  const port = String(await freePort());
  const plainSettings = {
    ...settings,
    PORT: port,
    APP_URL: `http://localhost:${port}`,
    WEROBOT_MODE: "plain",
  };
  const plain = await startShop(folder, plainSettings);
  cleanUps.push(plain.stop);
  const bare = await startBareApp(folder);
  cleanUps.push(bare.stop);
  const express = await startExpress(folder);
  cleanUps.push(express.stop);
  cleanUps.push(disconnect);
  const cookie = await prepareRows();
  const loader = startLoader();
  cleanUps.push(loader.stop);
  const lines: Line[] = [];
  const checked: string[] = [];
  const all = await groups({ shop, plain, bare, express }, cookie);
  for (const group of all.filter(({ ours }) => ours.some(({ name }) => name.includes(wanted)))) {
    console.log(`Measuring ${group.ours[0]?.name} ...`);
    lines.push(...(await measure(group, rounds, loader)));
    if (group.check) checked.push(await group.check(rounds));
  }
  print(lines);
  console.log(`\n${checked.join("\n")}`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
}

main()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(cleanUp);
