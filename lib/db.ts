import { resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient as PostgresqlClient } from "@/generated/prisma/postgresql/client";
import { Prisma, PrismaClient as SqliteClient } from "@/generated/prisma/sqlite/client";
import { config } from "./config";
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
  const adapter = new PrismaPg({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 });
  return new PostgresqlClient({ adapter, transactionOptions }) as unknown as Database;
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

// P2034: write conflict or deadlock. P1008: SQLite was busy for longer than it waits.
const worthAnotherTry = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "P2034" || error.code === "P1008");

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
export const isOrphan = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "P2003";

/** Whether an error says that a row with the same key is there already. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "P2002";

export { Prisma };
