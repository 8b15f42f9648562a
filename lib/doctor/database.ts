import type { DatabaseConnection } from "./database-connection";
import { bad, type Finding, type Mode, off, ok, warn } from "./finding";

/** What the check needs of the outside. */
export interface DatabaseWorld {
  exists: (path: string) => boolean;
  /** The path of a SQLite file. */
  fileOf: (url: string) => string;
  /** The migrations that this tree has for a kind of database. */
  migrations: (kind: "sqlite" | "postgresql") => string[];
  open: (url: string, file: string) => Promise<DatabaseConnection>;
}

/** Whether the database of DATABASE_URL is there, has every migration, and has products. */
export async function checkDatabase(url: string, mode: Mode, world: DatabaseWorld): Promise<Finding[]> {
  const file = url.startsWith("file:") ? world.fileOf(url) : "";
  const name = nameOf(url);
  if (file && !world.exists(file)) {
    return [off(`${name}: not there yet`, `${preparing[mode]} makes it, with the products`)];
  }
  let connection: DatabaseConnection | null = null;
  try {
    connection = await world.open(url, file);
    return await look(connection, name, mode, world.migrations(file ? "sqlite" : "postgresql"));
  } catch (error) {
    return [unusableFinding(error, name)];
  } finally {
    await connection?.close();
  }
}

/** Says which database it is, without its password. */
function nameOf(url: string): string {
  if (url.startsWith("file:")) return `SQLite ${url}`;
  if (!URL.canParse(url)) return "PostgreSQL";
  const { host, pathname } = new URL(url);
  return `PostgreSQL ${host}${pathname}`;
}

const preparing: Readonly<Record<Mode, string>> = {
  development: "npm run dev",
  production: "npm start (or npm run db:deploy)",
};

async function look(
  connection: DatabaseConnection,
  name: string,
  mode: Mode,
  wanted: string[],
): Promise<Finding[]> {
  const { applied, failed } = await migrationsOf(connection);
  const pending = wanted.filter((migration) => !applied.includes(migration));
  const reached = ok(`${name}: reached`);
  const broken = failed.filter((migration) => pending.includes(migration));
  if (broken.length > 0) {
    const mend = "Restore the backup, or mend the tables by hand and mark the row in _prisma_migrations";
    return [reached, bad(`a migration began and failed: ${broken.join(", ")}`, mend)];
  }
  if (pending.length > 0) {
    const what = `${pending.length} of ${wanted.length} migrations not applied yet: ${pending.join(", ")}`;
    return [reached, warn(what, `${preparing[mode]} applies what is missing`)];
  }
  return [
    reached,
    ok(`migrations applied: ${wanted.length} of ${wanted.length}`),
    await products(connection),
  ];
}

async function migrationsOf(connection: DatabaseConnection) {
  const sql = "SELECT migration_name, finished_at, rolled_back_at FROM _prisma_migrations";
  const rows = await connection.query(sql).catch((error: unknown) => {
    if (codeOf(error) === "TableDoesNotExist") return [];
    throw error;
  });
  const standing = rows.filter(([, , rolledBack]) => rolledBack === null);
  const names = (finished: boolean) =>
    standing.flatMap(([migration, end]) => ((end !== null) === finished ? [String(migration)] : []));
  return { applied: names(true), failed: names(false) };
}

async function products(connection: DatabaseConnection): Promise<Finding> {
  const [row] = await connection.query("SELECT COUNT(*) FROM products");
  const count = Number(row?.[0] ?? 0);
  if (count > 0) return ok(`products: ${count}`);
  return warn(
    "there are no products: the shop is empty",
    "npm run db:seed adds those of prisma/seed/products.ts",
  );
}

/** What Prisma's adapters call an error, or else what the driver calls it. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause !== "object" || cause === null) return "";
  for (const name of ["kind", "originalCode", "code"] as const) {
    const value: unknown = name in cause ? (cause as Record<string, unknown>)[name] : undefined;
    if (typeof value === "string" && value !== "" && !/^(postgres|sqlite|GenericJs)$/.test(value))
      return value;
  }
  return "";
}

const advice: readonly (readonly [RegExp, string])[] = [
  [
    /DatabaseNotReachable|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH/,
    "Does it run, and are the host and port of DATABASE_URL right? Look at the firewall",
  ],
  [
    /AuthenticationFailed|DatabaseAccessDenied|28P01|28000/,
    "The user or the password in DATABASE_URL is wrong; a password's special characters must be %-encoded",
  ],
  [/DatabaseDoesNotExist|3D000/, "Make it (createdb), or correct the name at the end of DATABASE_URL"],
  [/Tls|SSL/i, "Add ?sslmode=require to DATABASE_URL, or take it away, as the server wants it"],
  [
    /SQLITE_CANTOPEN|SQLITE_READONLY|EACCES|EPERM/,
    "Let the user that runs the shop read and write the file and its folder",
  ],
  [
    /SQLITE_NOTADB|SQLITE_CORRUPT/,
    "It is not a sound SQLite file: correct DATABASE_URL, or restore a backup",
  ],
  [/SocketTimeout|SQLITE_BUSY/, "Another program holds it: try again, or stop what uses it"],
  [
    /ERR_DLOPEN_FAILED|bindings file|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND/,
    "The driver was not compiled, or for another Node: npm ci, with python3, make and a C++ compiler",
  ],
];

function unusableFinding(error: unknown, name: string): Finding {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const found = advice.find(([pattern]) => pattern.test(code) || pattern.test(message));
  return bad(
    `${name}: cannot be used (${[...new Set([code, message])].filter(Boolean).join(": ")})`,
    found?.[1] ?? "Correct DATABASE_URL, or start what it names",
  );
}
