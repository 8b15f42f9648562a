import { expect, test } from "vitest";
import { checkDatabase, type DatabaseWorld } from "@/lib/doctor/database";

const wanted = ["1_init", "2_more"];
const applied = wanted.map((name) => [name, "2024-05-01", null]);

/** A database that holds these rows of _prisma_migrations and this many products. */
function world(
  migrations: unknown[][] | Error,
  products = 12,
  changes: Partial<DatabaseWorld> = {},
): DatabaseWorld {
  return {
    exists: () => true,
    fileOf: (url) => `/shop/${url.slice(5)}`,
    migrations: () => wanted,
    open: async () => ({
      query: async (sql) => {
        if (!sql.includes("_prisma_migrations")) return [[BigInt(products)]];
        if (migrations instanceof Error) throw migrations;
        return migrations;
      },
      close: async () => {},
    }),
    ...changes,
  };
}

const caused = (cause: object) => Object.assign(new Error("adapter"), { cause });
const unopened = (error: Error) => world([], 0, { open: async () => Promise.reject(error) });

test("reached, migrated, filled", async () => {
  const findings = await checkDatabase("file:dev.db", "production", world(applied));
  expect(findings.map(({ level }) => level)).toEqual(["ok", "ok", "ok"]);
});

test("a file that is not there is not made by looking for it", async () => {
  const nowhere = world(applied, 12, {
    exists: () => false,
    open: async () => {
      throw new Error("opened");
    },
  });
  expect(await checkDatabase("file:dev.db", "development", nowhere)).toEqual([
    { level: "off", what: "SQLite file:dev.db: not there yet", mend: expect.stringContaining("npm run dev") },
  ]);
  const [production] = await checkDatabase("file:dev.db", "production", nowhere);
  expect(production?.mend).toContain("npm start");
});

test("migrations: pending, none yet, failed", async () => {
  const [, pending] = await checkDatabase("file:dev.db", "development", world(applied.slice(0, 1)));
  expect(pending).toMatchObject({ level: "warn", what: expect.stringContaining("1 of 2") });
  const empty = world(caused({ kind: "TableDoesNotExist" }));
  expect((await checkDatabase("postgresql://h/d", "production", empty))[1]).toMatchObject({
    level: "warn",
    what: expect.stringContaining("2 of 2"),
  });
  const failed = world([
    ["1_init", "2024-05-01", null],
    ["2_more", null, null],
  ]);
  expect((await checkDatabase("file:dev.db", "production", failed))[1]).toMatchObject({
    level: "bad",
    what: expect.stringContaining("2_more"),
  });
  const repeated = world([...applied, ["2_more", null, "2024-05-01"]]);
  expect((await checkDatabase("file:dev.db", "production", repeated))[1]?.level).toBe("ok");
});

test("an empty shop", async () => {
  const findings = await checkDatabase("file:dev.db", "production", world(applied, 0));
  expect(findings[2]).toMatchObject({ level: "warn", mend: expect.stringContaining("npm run db:seed") });
});

test.each([
  [caused({ kind: "DatabaseNotReachable" }), /host and port/],
  [Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }), /host and port/],
  [caused({ kind: "AuthenticationFailed" }), /password/],
  [caused({ kind: "DatabaseDoesNotExist" }), /createdb/],
  [caused({ kind: "postgres", originalCode: "28P01" }), /password/],
  [caused({ kind: "sqlite", originalCode: "SQLITE_NOTADB" }), /sound SQLite/],
  [Object.assign(new Error("file is not a database"), { code: "SQLITE_NOTADB" }), /sound SQLite/],
  [Object.assign(new Error("unable to open"), { code: "SQLITE_CANTOPEN" }), /read and write/],
  [new Error("Could not locate the bindings file."), /npm ci/],
  [new Error("never seen"), /DATABASE_URL/],
])("cannot be used: %s", async (error, mend) => {
  const [finding, ...rest] = await checkDatabase(
    "postgresql://shop:pass@h:5432/d",
    "production",
    unopened(error),
  );
  expect(finding).toMatchObject({ level: "bad", mend: expect.stringMatching(mend) });
  expect(finding?.what).toContain("PostgreSQL h:5432/d");
  expect(finding?.what).not.toContain("pass");
  expect(rest).toEqual([]);
});
