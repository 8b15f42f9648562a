import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { runSql } from "./postgres";

/** How a database that a test has used becomes what it was when it was made: much faster than another one. */

/**
 * The script that makes a copy of a SQLite file like that file again.
 * @param template the file; it must not have the character '
 */
export async function sqliteResetScript(template: string): Promise<string> {
  const connection = await new PrismaBetterSqlite3({ url: template }).connect();
  try {
    const sql = `SELECT name FROM sqlite_master WHERE type = 'table'`;
    const { rows } = await connection.queryRaw({ sql, args: [], argTypes: [] });
    const tables = rows.map(([name]) => `"${name}"`);
    return [
      "PRAGMA busy_timeout = 5000",
      "PRAGMA synchronous = OFF",
      "PRAGMA foreign_keys = OFF",
      `ATTACH '${template}' AS template`,
      "BEGIN IMMEDIATE",
      ...tables.map((name) => `DELETE FROM main.${name}`),
      ...tables.map((name) => `INSERT INTO main.${name} SELECT * FROM template.${name}`),
      "COMMIT",
    ].join(";\n");
  } finally {
    await connection.dispose();
  }
}

/** Makes a copy of a SQLite file like it again. */
export async function resetSqlite(file: string, script: string): Promise<void> {
  const connection = await new PrismaBetterSqlite3({ url: file }).connect();
  try {
    await connection.executeScript(script);
  } finally {
    await connection.dispose();
  }
}

/** Each table after those that it refers to. */
function inOrder(tables: readonly string[], references: readonly (readonly [string, string])[]): string[] {
  const ordered: string[] = [];
  let rest = [...tables];
  while (rest.length > 0) {
    const waits = (table: string) =>
      references.some(([from, to]) => from === table && to !== table && rest.includes(to));
    const next = rest.filter((table) => !waits(table));
    if (next.length === 0) throw new Error(`These tables refer to each other: ${rest.join(", ")}`);
    ordered.push(...next);
    rest = rest.filter(waits);
  }
  return ordered;
}

async function postgresOrder(url: string): Promise<string[]> {
  const tables = await runSql(url, `SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'`);
  const references = await runSql(
    url,
    `SELECT f.conrelid::regclass::text, f.confrelid::regclass::text FROM pg_constraint f WHERE f.contype = 'f'`,
  );
  return inOrder(
    tables.map(([name]) => String(name)),
    references.map(([from, to]) => [String(from), String(to)] as const),
  );
}

/** Keeps what a PostgreSQL database holds, in a schema of its own, and how to come back to it; copies have both. */
export async function keepPostgres(url: string): Promise<void> {
  const tables = await postgresOrder(url);
  await runSql(url, "CREATE SCHEMA kept");
  for (const name of tables) await runSql(url, `CREATE TABLE kept."${name}" AS TABLE public."${name}"`);
  const sequences = await runSql(
    url,
    `SELECT sequencename::text, COALESCE(last_value, start_value)::text, last_value IS NOT NULL
      FROM pg_sequences WHERE schemaname = 'public'`,
  );
  const statements = [
    ...tables.toReversed().map((name) => `DELETE FROM public."${name}"`),
    ...tables.map((name) => `INSERT INTO public."${name}" SELECT * FROM kept."${name}"`),
    ...sequences.map(([name, value, called]) => `PERFORM setval('public."${name}"', ${value}, ${called})`),
  ];
  await runSql(
    url,
    `CREATE FUNCTION kept.reset() RETURNS void LANGUAGE plpgsql SET lock_timeout = '5s'
      AS $$ BEGIN ${statements.join("; ")}; END $$`,
  );
}

/** Makes a copy of a kept PostgreSQL database what it was. */
export async function resetPostgres(url: string): Promise<void> {
  await runSql(url, "SELECT kept.reset()::text");
}
