import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { resetConfig } from "@/lib/config";
import { disconnect } from "@/lib/db";
import { createDatabase, dropDatabase, withDatabaseName } from "./postgres";

let number = 0;
let dropPrevious = async (): Promise<void> => {};

function uniqueName(): string {
  number += 1;
  return `${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_${number}`;
}

/**
 * Gives this test file a database of its own, migrated and seeded, and points DATABASE_URL at it. Called again,
 * before each test say, it gives another one.
 * @returns the database's DATABASE_URL
 */
export async function freshDatabase(): Promise<string> {
  const template = inject("template");
  await disconnect();
  await dropPrevious();
  const url =
    template.kind === "sqlite" ? copyFile(template.folder, template.file) : await copyDatabase(template);
  process.env.DATABASE_URL = url;
  resetConfig();
  return url;
}

function copyFile(folder: string, file: string): string {
  const copy = join(folder, `${uniqueName()}.db`);
  copyFileSync(file, copy);
  return `file:${copy}`;
}

async function copyDatabase(template: { admin: string; prefix: string; name: string }): Promise<string> {
  const { admin, prefix } = template;
  const name = `${prefix}${uniqueName()}`;
  await createDatabase(admin, name, template.name);
  dropPrevious = () => dropDatabase(admin, name);
  return withDatabaseName(admin, name);
}
