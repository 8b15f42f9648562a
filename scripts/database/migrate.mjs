// node scripts/database/migrate.mjs deploy          apply what is pending to DATABASE_URL
// node scripts/database/migrate.mjs new NAME        write a migration for both kinds from the changed models
// node scripts/database/migrate.mjs check           exit 1 when a kind's migrations do not give the models
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fail } from "../run/child.mjs";
import { databaseUrl, loadEnvironment } from "../run/environment.mjs";
import { adapterFor, offlineAdapter, readSchema, withSchemaEngine } from "./engine.mjs";
import { kindOf, kinds, root } from "./kind.mjs";

const filters = { externalTables: [], externalEnums: [] };
const folderOf = (kind) => join(root, "prisma", kind, "migrations");

/** The names of a kind's migrations, the first one first. */
export const migrationNames = (kind) =>
  readdirSync(folderOf(kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

function migrationsList(kind) {
  const names = migrationNames(kind);
  return {
    baseDir: folderOf(kind),
    lockfile: { path: "migration_lock.toml", content: `provider = "${kind}"\n` },
    shadowDbInitScript: "",
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(folderOf(kind), name, "migration.sql"), "utf8") },
      },
    })),
  };
}

/** The names of the migrations that a database says it has; none when it has no table for them yet. */
async function appliedNames(url) {
  const sql =
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL";
  const connection = await adapterFor(url).connect();
  try {
    const { rows } = await connection.queryRaw({ sql, args: [], argTypes: [] });
    return rows.map(([name]) => name);
  } catch (error) {
    const kind = error?.cause?.kind;
    if (kind === "TableDoesNotExist") return [];
    throw new Error(`The database of DATABASE_URL cannot be used: ${kind ?? error}`);
  } finally {
    await connection.dispose();
  }
}

/**
 * Applies every pending migration to the database at `url`. SQLite wants to be alone with its file for that; when
 * nothing is pending, other processes may go on using it.
 * @param {string} url
 * @returns {Promise<string[]>} the names of the migrations applied
 * @throws when the database cannot be reached, or a migration fails
 */
export async function deploy(url) {
  const kind = kindOf(url);
  const applied = await appliedNames(url);
  if (migrationNames(kind).every((name) => applied.includes(name))) return [];
  const options = { migrationsList: migrationsList(kind), filters };
  return withSchemaEngine(kind, adapterFor(url), async (engine) => {
    try {
      return (await engine.applyMigrations(options)).appliedMigrationNames;
    } catch (error) {
      const [message = ""] = String(error?.message ?? error).split(/\s+0: schema_engine/); // A trace of Rust follows.
      if (!message.includes("SocketTimeout")) throw new Error(message);
      throw new Error("Migrations are pending, but another process uses the SQLite file: stop it first.");
    }
  });
}

/** The models that a kind's migrations lead to, kept beside them: the engine cannot read PostgreSQL's own back. */
const snapshotFile = (kind) => join(folderOf(kind), "models.prisma");
const modelsOf = (kind) =>
  readSchema(kind)
    .map(([, text]) => text)
    .join("\n");

/** The SQL that leads from a kind's migrations to its models; empty when they agree. */
async function difference(kind) {
  const models = (path, content) => ({ tag: "schemaDatamodel", files: [{ path, content }] });
  const from = existsSync(snapshotFile(kind))
    ? models("before.prisma", readFileSync(snapshotFile(kind), "utf8"))
    : { tag: "empty" };
  const to = models("after.prisma", modelsOf(kind));
  return withSchemaEngine(kind, offlineAdapter(kind), async (engine) => {
    const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters });
    return /^\s*(-- This is an empty migration\.)?\s*$/.test(stdout ?? "") ? "" : stdout;
  });
}

async function writeNew(name) {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  for (const kind of kinds) {
    const sql = await difference(kind);
    if (!sql) {
      console.log(`${kind}: nothing changed`);
      continue;
    }
    const folder = join(folderOf(kind), `${stamp}_${name}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "migration.sql"), sql);
    writeFileSync(snapshotFile(kind), modelsOf(kind));
    console.log(`${kind}: ${folder.slice(root.length + 1)}/migration.sql`);
  }
}

async function check() {
  for (const kind of kinds) {
    const sql = await difference(kind);
    if (!sql) continue;
    console.error(`The ${kind} migrations do not give the models. Missing:\n${sql}`);
    process.exitCode = 1;
  }
}

async function main([command, name = "change"]) {
  if (command === "new") return writeNew(name);
  if (command === "check") return check();
  if (command !== "deploy") throw new Error("Say deploy, new NAME or check.");
  loadEnvironment({ development: process.env.NODE_ENV !== "production" });
  const applied = await deploy(databaseUrl());
  console.log(applied.length > 0 ? `Applied: ${applied.join(", ")}` : "No pending migrations.");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // The engine leaves a timer running: without exit() the program would end 10 seconds later.
  main(process.argv.slice(2)).then(() => process.exit(), fail);
}
