import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapterFactory, Transaction } from "@prisma/driver-adapter-utils";

/** Has a transaction's statements take turns: its connection does one at a time, and pg no longer wants to queue them. */
function inTurns(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve();
  const taking =
    <Query, Result>(work: (query: Query) => Promise<Result>) =>
    (query: Query): Promise<Result> => {
      const result = last.then(() => work(query));
      // Whether it failed is its caller's business.
      last = result.catch(() => {});
      return result;
    };
  transaction.queryRaw = taking(transaction.queryRaw.bind(transaction));
  transaction.executeRaw = taking(transaction.executeRaw.bind(transaction));
  return transaction;
}

/** The adapter for a PostgreSQL database. */
export function postgresqlAdapter(url: string): SqlDriverAdapterFactory {
  const factory = new PrismaPg({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      const start = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (level) => inTurns(await start(level));
      return adapter;
    },
  };
}
