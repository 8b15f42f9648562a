/**
 * Prisma's adapter has better-sqlite3 prepare every statement anew, which takes longer than most of them run. Here a
 * connection keeps what it has prepared, by its text.
 */

/** What the adapter asks of a statement of better-sqlite3. */
type Statement = {
  readonly reader: boolean;
  columns(): unknown[];
  raw(): Statement;
  run(values: unknown[]): unknown;
  all(values: unknown[]): unknown[];
};
type Client = { prepare(sql: string): unknown };

/** How many statements a connection keeps: those that were used last. */
const most = 250;

/** A statement with its values. better-sqlite3's own `bind` is for good, so that it could not be used again. */
function bound(statement: Statement, columns: () => unknown[], values: unknown[]) {
  return {
    reader: statement.reader,
    columns,
    run: () => statement.run(values),
    raw: () => ({ all: () => statement.raw().all(values) }),
  };
}

/** A statement as the adapter knows it. */
function reusable(statement: Statement) {
  let known: unknown[] | undefined;
  const columns = () => {
    known ??= statement.columns();
    return known;
  };
  const bind = (values: unknown[]) => bound(statement, columns, values);
  return { ...bind([]), bind };
}

/** Keeps what `prepare` makes, and forgets what was not used for longest. */
function keeping<Kept>(prepare: (sql: string) => Kept): (sql: string) => Kept {
  // In the order of last use.
  const kept = new Map<string, Kept>();
  return (sql) => {
    const statement = kept.get(sql) ?? prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
}

const isClient = (value: unknown): value is Client =>
  typeof value === "object" && value !== null && "prepare" in value && typeof value.prepare === "function";

/**
 * Has a connection keep its statements.
 * @param adapter Prisma's adapter for better-sqlite3, connected. One that holds its connection in another way than
 *   this one knows stays as it is, only slower
 */
export function keepStatements(adapter: object): void {
  const client: unknown = Reflect.get(adapter, "client");
  if (!isClient(client)) return;
  const prepare = client.prepare.bind(client);
  client.prepare = keeping((sql) => reusable(prepare(sql) as Statement));
}
