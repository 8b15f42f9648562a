import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createDatabase, dropDatabasesLike, withDatabaseName } from "./postgres";
import { keepPostgres, sqliteResetScript } from "./reset";

/** Where the migrated and seeded database is that every test file copies. */
export type Template =
  | { kind: "sqlite"; folder: string; file: string; resetScript: string }
  | { kind: "postgresql"; admin: string; prefix: string; name: string };

declare module "vitest" {
  export interface ProvidedContext {
    template: Template;
  }
}

function prepare(url: string): void {
  execFileSync(process.execPath, ["scripts/database/prepare.mjs"], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function postgresTemplate(admin: string): Promise<Template> {
  const prefix = `moonstone_test_${process.pid}_`;
  const name = `${prefix}template`;
  await createDatabase(admin, name);
  const url = withDatabaseName(admin, name);
  prepare(url);
  await keepPostgres(url);
  return { kind: "postgresql", admin, prefix, name };
}

async function sqliteTemplate(): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), "moonstone-test-"));
  const file = join(folder, "template.db");
  prepare(`file:${file}`);
  return { kind: "sqlite", folder, file, resetScript: await sqliteResetScript(file) };
}

/** Vitest's global setup: makes the template once for each run; TEST_POSTGRES_URL makes it a PostgreSQL one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const admin = process.env.TEST_POSTGRES_URL;
  const template = admin ? await postgresTemplate(admin) : await sqliteTemplate();
  project.provide("template", template);
  return async () => {
    if (template.kind === "sqlite") rmSync(template.folder, { recursive: true, force: true });
    else await dropDatabasesLike(template.admin, template.prefix);
  };
}
