import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";

/** The little that the doctor asks of a database. */
export interface DatabaseConnection {
  query(sql: string): Promise<unknown[][]>;
  close(): Promise<void>;
}

async function connect(url: string, file: string): Promise<SqlDriverAdapter> {
  // Imported here: a driver that was not compiled is a finding, not the end of this program.
  if (url.startsWith("file:")) {
    const { PrismaBetterSqlite3 } = await import("@prisma/adapter-better-sqlite3");
    return new PrismaBetterSqlite3({ url: file, readonly: true, fileMustExist: true }).connect();
  }
  const { PrismaPg } = await import("@prisma/adapter-pg");
  return new PrismaPg({ connectionString: url, max: 1, connectionTimeoutMillis: 5_000 }).connect();
}

/**
 * Opens the database of a DATABASE_URL without Prisma's client, which may not be generated yet, for reading only. A
 * SQLite file is not made; at most SQLite puts its -wal and -shm beside one.
 * @param file where the SQLite file is
 */
export async function openDatabase(url: string, file: string): Promise<DatabaseConnection> {
  const connection = await connect(url, file);
  return {
    query: async (sql) => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows,
    close: () => connection.dispose(),
  };
}
