import { resolve } from "node:path";
import { PrismaClient as PostgresqlClient } from "@/generated/prisma/postgresql/client";
import { Prisma, PrismaClient as SqliteClient } from "@/generated/prisma/sqlite/client";
import { config } from "./config";
import { postgresqlAdapter } from "./postgresql-adapter";
import { sqliteAdapter } from "./sqlite-adapter";

/** Both clients are generated from the same models: the SQLite one's types stand for either. */
export type Database = SqliteClient;
/** What a transaction's work is given. */
export type Tx = Prisma.TransactionClient;

const key = Symbol.for("moonstone.database");
const holder = globalThis as { [key]?: { url: string; client: Database } };

function connect(url: string): Database {
  // A SQLite transaction waits for the ones before it, so it must be allowed to wait.
  const transactionOptions = { maxWait: 15_000, timeout: 15_000 };
  if (url.startsWith("file:")) {
    const file = resolve(/* turbopackIgnore: true */ process.cwd(), url.slice("file:".length));
    return new SqliteClient({ adapter: sqliteAdapter(file), transactionOptions });
  }
  return new PostgresqlClient({ adapter: postgresqlAdapter(url), transactionOptions }) as unknown as Database;
}

/** The database of DATABASE_URL; one client for each process, also across hot reloads. */
export function db(): Database {
  const url = config().databaseUrl;
  if (holder[key]?.url !== url) holder[key] = { url, client: connect(url) };
  return holder[key].client;
}

/** Closes the connections: for tests and for a process that ends. */
export async function disconnect(): Promise<void> {
  const current = holder[key];
  holder[key] = undefined;
  await current?.client.$disconnect();
}

/** What a driver calls the errors that Prisma has these codes for. */
const codes: Readonly<Record<string, string>> = {
  TransactionWriteConflict: "P2034",
  SocketTimeout: "P1008",
  UniqueConstraintViolation: "P2002",
  ForeignKeyConstraintViolation: "P2003",
};

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** Prisma's code for an error of the database; of a raw statement the error is all P2010, and says inside what it was. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const code = field(error, "code");
  if (code !== "P2010") return code;
  const kind = field(field(field(field(error, "meta"), "driverAdapterError"), "cause"), "kind");
  return typeof kind === "string" && Object.hasOwn(codes, kind) ? codes[kind] : code;
}

/** A write conflict or deadlock; or SQLite was busy for longer than it waits. */
const worthAnotherTry = (error: unknown): boolean =>
  ["P2034", "P1008"].some((code) => code === codeOf(error));

/**
 * Runs `work` in one transaction, again when the database says that it only met another one.
 * No network call belongs inside, and nothing but `tx` may be asked there: on SQLite the rest waits for it.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db().$transaction(work);
    } catch (error) {
      if (attempt === 5 || !worthAnotherTry(error)) throw error;
    }
  }
}

/** Whether an error says that a row refers to one that is not, or no longer, there. */
export const isOrphan = (error: unknown): boolean => codeOf(error) === "P2003";

/** Whether an error says that a row with the same key is there already. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === "P2002";

export { Prisma };
