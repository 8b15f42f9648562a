import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { resetConfig } from "@/lib/config";
import { disconnect } from "@/lib/db";
import { createDatabase, dropDatabase, withDatabaseName } from "./postgres";
import { resetPostgres, resetSqlite } from "./reset";
import type { Template } from "./template";

/** A database of this test file. */
type Own = {
  url: string;
  /** Makes it what it was. @throws when a test has left it so that it cannot */
  reset: () => Promise<void>;
  drop: () => Promise<void>;
};

let number = 0;
let own: Own | null = null;

function uniqueName(): string {
  number += 1;
  return `${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_${number}`;
}

function copyFile({ folder, file, resetScript }: Extract<Template, { kind: "sqlite" }>): Own {
  const copy = join(folder, `${uniqueName()}.db`);
  copyFileSync(file, copy);
  return {
    url: `file:${copy}`,
    reset: () => resetSqlite(copy, resetScript),
    // The whole folder goes in the end.
    drop: async () => {},
  };
}

async function copyDatabase(template: Extract<Template, { kind: "postgresql" }>): Promise<Own> {
  const { admin, prefix } = template;
  const name = `${prefix}${uniqueName()}`;
  await createDatabase(admin, name, template.name);
  const url = withDatabaseName(admin, name);
  return { url, reset: () => resetPostgres(url), drop: () => dropDatabase(admin, name) };
}

/** Makes the file's database what it was, for the client that is connected: false when it cannot be. */
async function cleaned(): Promise<boolean> {
  try {
    await own?.reset();
    return own !== null;
  } catch {
    return false;
  }
}

async function replace(): Promise<Own> {
  const template = inject("template");
  await disconnect();
  await own?.drop();
  return template.kind === "sqlite" ? copyFile(template) : copyDatabase(template);
}

/** What a process keeps in memory of the database's contents. */
const memories = ["moonstone.wxclient", "moonstone.messageServers"];

function pointAt({ url }: Own): string {
  for (const name of memories) Reflect.deleteProperty(globalThis, Symbol.for(name));
  process.env.DATABASE_URL = url;
  resetConfig();
  return url;
}

/**
 * Gives this test file a database of its own, migrated and seeded, and points DATABASE_URL at it. Called again,
 * before each test say, it is as if it were another one.
 * @returns the database's DATABASE_URL
 */
export async function freshDatabase(): Promise<string> {
  if (!own || !(await cleaned())) own = await replace();
  return pointAt(own);
}

/** As freshDatabase, but really another one each time: for tests that take the database itself away. */
export async function anotherDatabase(): Promise<string> {
  own = await replace();
  return pointAt(own);
}
