import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { migrations } from "@/generated/migrations";
import { db } from "@/lib/db";
import { freshDatabase } from "../support/database";
import { postgresTables, sqliteTables } from "../support/tables";

const onPostgres = inject("template").kind === "postgresql";
let url: string;

beforeAll(async () => {
  url = await freshDatabase();
});

function run(databaseUrl: string, ...args: string[]): string {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  return execFileSync(process.execPath, ["scripts/database/migrate.mjs", ...args], {
    env,
    encoding: "utf8",
    stdio: "pipe",
  });
}

const folders = (kind: string) =>
  readdirSync(`prisma/${kind}/migrations`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

test("both kinds of database have the same migrations, and the build knows them", () => {
  expect(folders("sqlite")).toEqual(folders("postgresql"));
  expect(migrations).toEqual({ sqlite: folders("sqlite"), postgresql: folders("postgresql") });
});

test("the migrations together make the same tables and indexes in both", () => {
  // SQLite changes a column by making the table anew under another name, and its indexes once more.
  const made = (kind: string) => {
    const texts = folders(kind).map((name) =>
      readFileSync(`prisma/${kind}/migrations/${name}/migration.sql`, "utf8"),
    );
    const found = [...texts.join("\n").matchAll(/^CREATE (TABLE|INDEX|UNIQUE INDEX) "(?!new_)(\w+)"/gm)];
    return [...new Set(found.map(([, what, which]) => `${what} ${which}`))].sort();
  };
  expect(made("sqlite").length).toBeGreaterThan(40);
  expect(made("sqlite")).toEqual(made("postgresql"));
});

test("the migrations give the models", () => {
  run(url, "check");
});

test("a second deployment has nothing to do and keeps what is there", async () => {
  await db().user.create({ data: { id: "kept" } });
  expect(run(url, "deploy")).toContain("No pending migrations");
  expect(await db().user.count()).toBe(1);
});

test.runIf(onPostgres)(
  "PostgreSQL and SQLite have the same columns, keys, indexes and references",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "moonstone-migrations-"));
    const file = join(folder, "shop.db");
    try {
      run(`file:${file}`, "deploy");
      const tables = await sqliteTables(file);
      expect(tables.length).toBeGreaterThan(100);
      expect(await postgresTables(url)).toEqual(tables);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test.skipIf(onPostgres)(
  "a migration that another process keeps from its file is refused in plain words",
  async () => {
    await db().$executeRaw`DELETE FROM _prisma_migrations`;
    expect(() => run(url, "deploy")).toThrow("another process uses the SQLite file");
  },
);

test("a database that does not answer is named", () => {
  expect(() => run("postgresql://nobody@127.0.0.1:1/none", "deploy")).toThrow(
    /DATABASE_URL.*DatabaseNotReachable/,
  );
});
