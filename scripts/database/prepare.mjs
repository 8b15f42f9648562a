// node scripts/database/prepare.mjs           apply what is pending; give a new database its products
// node scripts/database/prepare.mjs --seed    the same for any database: products that are missing are added
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fail } from "../run/child.mjs";
import { databaseUrl, loadEnvironment } from "../run/environment.mjs";
import { adapterFor } from "./engine.mjs";
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
 */
function seed(url) {
  const program = [require.resolve("tsx/cli"), join(root, "prisma/seed.ts")];
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
 * @param {{ seeding?: "when-new" | "when-empty" | "always" }} options
 */
export async function prepareDatabase(url, { seeding = "when-new" } = {}) {
  const applied = await deploy(url);
  if (applied.length > 0) console.log(`Migrations applied: ${applied.join(", ")}`);
  const isNew = applied.includes(migrationNames(kindOf(url))[0] ?? "");
  if (seeding === "always" || ((isNew || seeding === "when-empty") && !(await hasProducts(url)))) seed(url);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  loadEnvironment({ development: process.env.NODE_ENV !== "production" });
  generate();
  const seeding = process.argv.includes("--seed") ? "always" : "when-new";
  prepareDatabase(databaseUrl(), { seeding }).then(() => process.exit(), fail);
}
