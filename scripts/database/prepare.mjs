// node scripts/database/prepare.mjs           apply what is pending; give a new database its products
// node scripts/database/prepare.mjs --seed    the same for any database: products that are missing are added;
//                                             --prices and --only: see prisma/seed.ts
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { fail } from "../run/child.mjs";
import { databaseUrl, loadEnvironment } from "../run/environment.mjs";
import { adapterFor, fileOf } from "./engine.mjs";
import { generate } from "./generate.mjs";
import { kindOf, root } from "./kind.mjs";
import { deploy, migrationNames } from "./migrate.mjs";

const require = createRequire(import.meta.url);

async function hasProducts(url) {
  const connection = await adapterFor(url).connect();
  try {
    const { rows } = await connection.queryRaw({
      sql: "SELECT id FROM products LIMIT 1",
      args: [],
      argTypes: [],
    });
    return rows.length > 0;
  } finally {
    await connection.dispose();
  }
}

/**
 * Runs prisma/seed.ts on the database at `url`.
 * @param {string} url
 * @param {string[]} options its own
 */
function seed(url, options) {
  const program = [require.resolve("tsx/cli"), join(root, "prisma/seed.ts"), ...options];
  const { status } = spawnSync(process.execPath, program, {
    cwd: root,
    env: { ...process.env, DATABASE_URL: url },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error("The database could not be seeded.");
}

/**
 * Brings the database at `url` up to date. A database that is new gets the products of prisma/seed;
 * with `seeding: "when-empty"` so does an older one that has none, with `"always"` any.
 * @param {string} url
 * @param {{ seeding?: "when-new" | "when-empty" | "always", seedOptions?: string[] }} options
 */
export async function prepareDatabase(url, { seeding = "when-new", seedOptions = [] } = {}) {
  const file = fileOf(url);
  // A path that was mistyped, or a disk that is not there, looks like a shop that has lost everything.
  if (file && !existsSync(file))
    console.log(`DATABASE_URL: there is no ${file} yet, a new database is made there`);
  const applied = await deploy(url);
  if (applied.length > 0) console.log(`Migrations applied: ${applied.join(", ")}`);
  const isNew = applied.includes(migrationNames(kindOf(url))[0] ?? "");
  if (seeding === "always" || ((isNew || seeding === "when-empty") && !(await hasProducts(url))))
    seed(url, seedOptions);
}

async function main() {
  const flag = { type: /** @type {const} */ ("boolean") };
  const { values } = parseArgs({ options: { seed: flag, prices: flag, only: flag } });
  loadEnvironment({ development: process.env.NODE_ENV !== "production" });
  generate();
  const seedOptions = [...(values.prices ? ["--prices"] : []), ...(values.only ? ["--only"] : [])];
  await prepareDatabase(databaseUrl(), { seeding: values.seed ? "always" : "when-new", seedOptions });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().then(() => process.exit(), fail);
}
