// Prisma's command line downloads its schema engine from a host that many networks cannot reach. The same
// engine is on npm as WebAssembly: here it is loaded and bound to our database adapters.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { kindOf, root, schemaFiles } from "./kind.mjs";

const require = createRequire(import.meta.url);
let instantiated = false;

function instantiate() {
  if (instantiated) return;
  const folder = dirname(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const module = new WebAssembly.Module(readFileSync(resolve(folder, "schema_engine_bg.wasm")));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  instantiated = true;
}

/** Where a DATABASE_URL's file is; null for a database that is none. */
export const fileOf = (url) => (kindOf(url) === "sqlite" ? resolve(root, url.replace(/^file:/, "")) : null);

/** The driver adapter for a DATABASE_URL; a SQLite file's folder is made when it is missing. */
export function adapterFor(url) {
  const file = fileOf(url);
  if (!file) return new PrismaPg({ connectionString: url });
  mkdirSync(dirname(file), { recursive: true });
  return new PrismaBetterSqlite3({ url: file });
}

/** Stands for a database of a kind when two sets of models are compared: the engine looks at it, but asks nothing. */
export function offlineAdapter(kind) {
  const provider = kind === "sqlite" ? "sqlite" : "postgres";
  const nothing = async () => ({ columnNames: [], columnTypes: [], rows: [] });
  const connection = {
    provider,
    adapterName: "offline",
    queryRaw: nothing,
    executeRaw: async () => 0,
    executeScript: async () => {},
    dispose: async () => {},
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
  };
  const connect = async () => connection;
  return { provider, adapterName: "offline", connect, connectToShadowDb: connect };
}

/** A kind's schema as the engine takes it: [path, text] pairs. */
export const readSchema = (kind) => schemaFiles(kind).map((path) => [path, readFileSync(path, "utf8")]);

/** The engine never closes its connections, and on SQLite it locks the file: here they are noted, to be closed. */
function notingConnections(adapter, connections) {
  const noting = (connect) => async () => {
    const connection = await connect();
    connections.push(connection);
    return connection;
  };
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect: noting(() => adapter.connect()),
    connectToShadowDb: noting(() => adapter.connectToShadowDb()),
  };
}

/**
 * Runs `work` with a schema engine for a kind of database, bound to an adapter, and frees it afterwards.
 * @template T
 * @param {"sqlite" | "postgresql"} kind
 * @param {object} adapter adapterFor(url) or offlineAdapter(kind)
 * @param {(engine: import("@prisma/schema-engine-wasm").SchemaEngine) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSchemaEngine(kind, adapter, work) {
  instantiate();
  const options = { datamodels: readSchema(kind) };
  const connections = [];
  const bound = bindMigrationAwareSqlAdapterFactory(notingConnections(adapter, connections));
  const engine = await bindings.SchemaEngine.new(options, () => {}, bound);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await Promise.allSettled(connections.map((connection) => connection.dispose()));
  }
}
