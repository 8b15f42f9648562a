import { PrismaPg } from "@prisma/adapter-pg";

/** The same server and login as `url`, another database. */
export function withDatabaseName(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
}

/** Runs one SQL statement outside any transaction, on a connection of its own. */
export async function runSql(url: string, sql: string): Promise<unknown[][]> {
  const connection = await new PrismaPg({ connectionString: url, max: 1 }).connect();
  try {
    return (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
  } finally {
    await connection.dispose();
  }
}

/** Creates an empty database, or a copy of `template`, to which nobody may be connected. */
export async function createDatabase(admin: string, name: string, template?: string): Promise<void> {
  await runSql(admin, `CREATE DATABASE "${name}"${template ? ` TEMPLATE "${template}"` : ""}`);
}

/** Drops a database, also when somebody is still connected. */
export async function dropDatabase(admin: string, name: string): Promise<void> {
  await runSql(admin, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}

/** Drops every database whose name begins with `prefix`. */
export async function dropDatabasesLike(admin: string, prefix: string): Promise<void> {
  const rows = await runSql(admin, `SELECT datname FROM pg_database WHERE starts_with(datname, '${prefix}')`);
  for (const [name] of rows) await dropDatabase(admin, String(name));
}
