import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { runSql } from "./postgres";

/** A database's tables as lines of text, in words that SQLite and PostgreSQL share. */
export type Tables = string[];

const types: Record<string, string> = {
  TEXT: "text",
  INTEGER: "integer",
  BOOLEAN: "boolean",
  BLOB: "bytes",
  bytea: "bytes",
  DATETIME: "time",
  "timestamp without time zone": "time",
};

const column = ([table, name, type, nullable, key]: unknown[]): string =>
  `${table}.${name} ${types[String(type)] ?? type}${nullable ? "?" : ""}${key ? ` key ${key}` : ""}`;
const index = ([table, unique, columns]: unknown[]): string =>
  `${table} ${unique ? "unique" : "index"} (${columns})`;
const reference = ([table, from, target, to, onDelete]: unknown[]): string =>
  `${table}.${from} -> ${target}.${to} on delete ${onDelete}`;

type Rows = (sql: string) => Promise<unknown[][]>;

async function linesOf(
  rows: Rows,
  sql: { columns: string; indexes: string; references: string },
): Promise<Tables> {
  const lines = [
    ...(await rows(sql.columns)).map(column),
    ...(await rows(sql.indexes)).map(index),
    ...(await rows(sql.references)).map(reference),
  ];
  return lines.sort();
}

/** The tables of a SQLite file. */
export async function sqliteTables(file: string): Promise<Tables> {
  const connection = await new PrismaBetterSqlite3({ url: file }).connect();
  const rows: Rows = async (sql) => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
  try {
    return await linesOf(rows, {
      columns: `SELECT m.name, c.name, c.type, c."notnull" = 0, c.pk FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_prisma_migrations'`,
      indexes: `SELECT m.name, i."unique", (SELECT group_concat(name) FROM pragma_index_info(i.name))
        FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'c'`,
      references: `SELECT m.name, f."from", f."table", f."to", f.on_delete FROM sqlite_master m,
        pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
    });
  } finally {
    await connection.dispose();
  }
}

/** The tables of a PostgreSQL database. */
export function postgresTables(url: string): Promise<Tables> {
  return linesOf((sql) => runSql(url, sql), {
    columns: `SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'YES',
        COALESCE((SELECT array_position(i.indkey::int2[], a.attnum) + 1 FROM pg_index i
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = c.column_name
          WHERE i.indrelid = format('%I', c.table_name)::regclass AND i.indisprimary), 0)
      FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name <> '_prisma_migrations'`,
    indexes: `SELECT t.relname::text, i.indisunique, (SELECT string_agg(a.attname, ',' ORDER BY k.place)
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum)
      FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE n.nspname = 'public' AND NOT i.indisprimary`,
    references: `SELECT f.conrelid::regclass::text, a.attname::text, f.confrelid::regclass::text, b.attname::text,
        CASE f.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET NULL' ELSE 'NO ACTION' END
      FROM pg_constraint f
      JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
      JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1]
      WHERE f.contype = 'f'`,
  });
}
