import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sqliteAdapter } from "@/lib/sqlite-adapter";
import { keepStatements } from "@/lib/sqlite-statements";

let folder: string;
let adapter: SqlDriverAdapter;
/** The texts that SQLite itself was given to prepare. */
let prepared: string[];

const argType = { arity: "scalar", scalarType: "unknown" } as const;
const query = (sql: string, ...args: unknown[]) => ({ sql, args, argTypes: args.map(() => argType) });
const rows = async (sql: string, ...args: unknown[]) => (await adapter.queryRaw(query(sql, ...args))).rows;
const timesPrepared = (sql: string) => prepared.filter((text) => text === sql).length;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "moonstone-statements-"));
  adapter = await new PrismaBetterSqlite3({ url: `file:${join(folder, "a.db")}` }).connect();
  const client = Reflect.get(adapter, "client");
  const prepare = vi.spyOn(client, "prepare");
  prepared = [];
  prepare.mockImplementation((sql) => {
    prepared.push(String(sql));
    return Object.getPrototypeOf(client).prepare.call(client, sql);
  });
  keepStatements(adapter);
  await adapter.executeScript("CREATE TABLE stones (id INTEGER PRIMARY KEY, name TEXT UNIQUE, carat REAL)");
});

afterEach(async () => {
  await adapter.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const insert = "INSERT INTO stones (name, carat) VALUES (?, ?)";
const byName = "SELECT id, carat FROM stones WHERE name = ?";

test("a statement is prepared once, and runs with the values of each call", async () => {
  for (const [name, carat] of [
    ["opal", 1.5],
    ["garnet", 2.5],
  ]) {
    expect(await adapter.executeRaw(query(insert, name, carat))).toBe(1);
  }
  expect(await rows(byName, "garnet")).toEqual([[2, 2.5]]);
  expect(await rows(byName, "opal")).toEqual([[1, 1.5]]);
  expect(await rows(byName, "kryptonite")).toEqual([]);
  expect([timesPrepared(insert), timesPrepared(byName)]).toEqual([1, 1]);
});

test("a statement that answers and one that does not are told apart, also without values", async () => {
  const returning = `${insert} RETURNING id`;
  expect(await rows(returning, "opal", 1)).toEqual([[1]]);
  expect(await adapter.executeRaw(query(returning, "ruby", 1))).toBe(1);
  expect(await rows(insert, "garnet", 1)).toEqual([]);
  expect(await adapter.executeRaw(query("DELETE FROM stones"))).toBe(3);
  expect(await rows("SELECT count(*) FROM stones")).toEqual([[0]]);
  const { columnNames } = await adapter.queryRaw(query("SELECT id, name FROM stones"));
  expect(columnNames).toEqual(["id", "name"]);
});

test("a statement that failed works the next time", async () => {
  await adapter.executeRaw(query(insert, "opal", 1));
  await expect(adapter.executeRaw(query(insert, "opal", 2))).rejects.toMatchObject({
    cause: { kind: "UniqueConstraintViolation" },
  });
  await expect(adapter.queryRaw(query("SELECT nothing FROM stones"))).rejects.toThrow();
  await expect(adapter.executeRaw(query(insert, "too few"))).rejects.toThrow();
  expect(await adapter.executeRaw(query(insert, "garnet", 2))).toBe(1);
  expect(await rows("SELECT count(*) FROM stones")).toEqual([[2]]);
});

test("a statement goes on working when the tables change, and sees what was rolled back as gone", async () => {
  await rows(byName, "opal");
  await adapter.executeScript("ALTER TABLE stones ADD COLUMN hue INTEGER");
  await adapter.executeRaw(query("BEGIN"));
  await adapter.executeRaw(query(insert, "opal", 1));
  expect(await rows(byName, "opal")).toEqual([[1, 1]]);
  await adapter.executeRaw(query("ROLLBACK"));
  expect(await rows(byName, "opal")).toEqual([]);
});

test("a statement that is kept holds nothing: another connection writes, and clears the log that readers hold", async () => {
  const other = await new PrismaBetterSqlite3({ url: `file:${join(folder, "a.db")}`, timeout: 0 }).connect();
  await adapter.queryRaw(query("PRAGMA journal_mode = WAL"));
  await adapter.executeRaw(query(insert, "opal", 1));
  await rows(byName, "opal");
  await rows(`${insert} RETURNING id`, "ruby", 1);
  await expect(adapter.executeRaw(query(insert, "opal", 2))).rejects.toThrow();
  await expect(rows(`${insert} RETURNING id`, "ruby", 2)).rejects.toThrow();
  expect(await other.executeRaw(query(insert, "garnet", 1))).toBe(1);
  const [cleared] = (await other.queryRaw(query("PRAGMA wal_checkpoint(TRUNCATE)"))).rows;
  expect(cleared).toEqual([0, 0, 0]);
  await other.dispose();
  expect(await rows(byName, "garnet")).toEqual([[3, 1]]);
});

test("what was used last is kept, and no more than a certain number", async () => {
  const often = "SELECT 'often'";
  for (let index = 0; index < 1000; index += 1) {
    await rows(`SELECT ${index}`);
    await rows(often);
  }
  expect(timesPrepared(often)).toBe(1);
  await rows("SELECT 999");
  expect(timesPrepared("SELECT 999")).toBe(1);
  await rows("SELECT 0");
  expect(timesPrepared("SELECT 0")).toBe(2);
});

test("an adapter that keeps its connection elsewhere is left as it is", () => {
  for (const other of [{}, { client: null }, { client: {} }, { client: "prepare" }]) {
    expect(() => keepStatements(other)).not.toThrow();
  }
});

test("the shop's own connection keeps its statements", async () => {
  const { prototype } = createRequire(import.meta.url)("better-sqlite3");
  const prepare = vi.spyOn(prototype, "prepare");
  const own = await sqliteAdapter(join(folder, "a.db")).connect();
  for (let round = 0; round < 3; round += 1) await own.queryRaw(query("SELECT 'mine'"));
  await own.dispose();
  expect(prepare.mock.calls.filter(([sql]) => sql === "SELECT 'mine'")).toHaveLength(1);
});
