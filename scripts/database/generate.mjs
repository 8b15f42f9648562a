// Writes the Prisma client for both kinds of database, so that one build can talk to either, and the list of
// migrations that the health check compares with the database.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { kinds, root, schemaFiles } from "./kind.mjs";

const require = createRequire(import.meta.url);
const stampFile = join(root, "generated", "stamp");

const migrationsOf = (kind) =>
  readdirSync(join(root, "prisma", kind, "migrations"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

function stamp() {
  const hash = createHash("sha256").update(readFileSync(require.resolve("prisma/package.json")));
  for (const kind of kinds) {
    for (const file of schemaFiles(kind)) hash.update(readFileSync(file));
    hash.update(migrationsOf(kind).join());
  }
  return hash.digest("hex");
}

function generateClient(kind) {
  const folder = join(root, "generated", "schema", kind);
  mkdirSync(folder, { recursive: true });
  for (const file of schemaFiles(kind)) {
    writeFileSync(join(folder, file.slice(file.lastIndexOf("/") + 1)), readFileSync(file));
  }
  // The command line insists on an engine binary that `generate` never starts: any file will do.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
  const cli = require.resolve("prisma/build/index.js");
  execFileSync(process.execPath, [cli, "generate", "--schema", folder, "--no-hints"], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Generates what is missing or out of date; says whether there was anything to do. */
export function generate() {
  const wanted = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return false;
  rmSync(join(root, "generated"), { recursive: true, force: true });
  for (const kind of kinds) generateClient(kind);
  const lists = Object.fromEntries(kinds.map((kind) => [kind, migrationsOf(kind)]));
  writeFileSync(
    join(root, "generated", "migrations.ts"),
    `/** The migrations that this build expects to find applied. */\nexport const migrations = ${JSON.stringify(lists, null, 2)} as const;\n`,
  );
  writeFileSync(stampFile, wanted);
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(generate() ? "Database client generated." : "Database client is up to date.");
}
