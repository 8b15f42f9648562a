import { config } from "./config";
import { Prisma } from "./db";

/** The types that a column of such a table may have, by the names that PostgreSQL knows. */
type ColumnType = "TEXT" | "INTEGER" | "TIMESTAMP(3)";
type Value = string | number | Date | null;

/** SQLite keeps a value as it comes, a cast would spoil dates; PostgreSQL has to be told what a parameter is. */
const typed = (value: Value, type: ColumnType): Prisma.Sql =>
  config().databaseUrl.startsWith("file:")
    ? Prisma.sql`${value}`
    : Prisma.sql`CAST(${value} AS ${Prisma.raw(type)})`;

/**
 * The beginning of a statement that works on many rows at once: `WITH name(column, …) AS (VALUES …)`.
 * @param key the column by which they are sorted: two statements that change the same rows come to them in the same
 *   order, and do not each wait for the other
 * @param rows at least one
 */
export function withRows<Column extends string>(
  name: string,
  key: NoInfer<Column>,
  columns: Readonly<Record<Column, ColumnType>>,
  rows: readonly Readonly<Record<Column, Value>>[],
): Prisma.Sql {
  const keyOf = (row: Readonly<Record<Column, Value>>) => String(row[key]);
  const names = Object.keys(columns) as Column[];
  const tuples = rows
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((row) => Prisma.join(names.map((column) => typed(row[column], columns[column]))))
    .map((values) => Prisma.sql`(${values})`);
  return Prisma.sql`WITH ${Prisma.raw(`${name}(${names.join(", ")})`)} AS (VALUES ${Prisma.join(tuples)})`;
}
