import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  Transaction,
} from "@prisma/driver-adapter-utils";
import { keepStatements } from "./sqlite-statements";

/** Hands out one turn after another. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for every earlier turn to end; the caller ends its own with the function it gets. */
  take(): Promise<() => void> {
    const before = this.#last;
    let end: () => void = () => {};
    this.#last = new Promise((resolve) => {
      end = resolve;
    });
    return before.then(() => end);
  }
}

/**
 * better-sqlite3 has one connection, and Prisma's adapter lets a plain query run on it while a transaction is
 * open: it would see what is not committed, and be lost with a roll-back. Here plain queries and transactions
 * take turns, and a transaction takes the write lock at once, so that another process makes it wait, not fail.
 */
class TakingTurns implements SqlDriverAdapter {
  readonly provider = "sqlite";
  readonly adapterName: string;
  readonly #turns = new Turns();

  constructor(private readonly inner: SqlDriverAdapter) {
    this.adapterName = inner.adapterName;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const end = await this.#turns.take();
    try {
      return await work();
    } finally {
      end();
    }
  }

  queryRaw(query: SqlQuery) {
    return this.#inTurn(() => this.inner.queryRaw(query));
  }

  executeRaw(query: SqlQuery) {
    return this.#inTurn(() => this.inner.executeRaw(query));
  }

  executeScript(script: string) {
    return this.#inTurn(() => this.inner.executeScript(script));
  }

  async startTransaction(): Promise<Transaction> {
    const end = await this.#turns.take();
    const { inner } = this;
    const run = (sql: string) => inner.executeRaw({ sql, args: [], argTypes: [] });
    try {
      await run("BEGIN IMMEDIATE");
    } catch (error) {
      end();
      throw error;
    }
    return {
      provider: "sqlite",
      adapterName: this.adapterName,
      // Prisma sends COMMIT and ROLLBACK itself, through executeRaw.
      options: { usePhantomQuery: false },
      queryRaw: (query) => inner.queryRaw(query),
      executeRaw: (query) => inner.executeRaw(query),
      commit: async () => end(),
      rollback: async () => end(),
      createSavepoint: async (name) => void (await run(`SAVEPOINT ${name}`)),
      rollbackToSavepoint: async (name) => void (await run(`ROLLBACK TO ${name}`)),
      releaseSavepoint: async (name) => void (await run(`RELEASE SAVEPOINT ${name}`)),
    };
  }

  dispose() {
    return this.inner.dispose();
  }
}

/**
 * The adapter for a SQLite file, in write-ahead logging, so that other processes read while one writes.
 * @param file the database file's path
 */
export function sqliteAdapter(file: string): SqlDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url: file, timeout: 10_000 });
  return {
    provider: "sqlite",
    adapterName: factory.adapterName,
    async connect() {
      const inner = await factory.connect();
      await inner.executeScript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
      );
      keepStatements(inner);
      return new TakingTurns(inner);
    },
  };
}
