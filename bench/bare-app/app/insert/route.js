// As the shop loads it at run time: the bundler would follow the native module's paths, and fail.
const load = process.getBuiltinModule("node:module").createRequire(`${process.cwd()}/`);

let insert;

// Not at the top: the build imports this file too, and has no database.
function statement() {
  if (insert) return insert;
  const Database = load("better-sqlite3");
  const database = new Database(process.env.BARE_DATABASE);
  // As the shop has it: lib/sqlite-adapter.ts
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.exec("CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, body TEXT, at INTEGER)");
  insert = database.prepare("INSERT INTO bodies (body, at) VALUES (?, ?)");
  return insert;
}

/** The least that an address can do which keeps what it is sent: one insert, with no layer in between. */
export async function POST(request) {
  statement().run(await request.text(), Date.now());
  return new Response("SUCCESS", { headers: { "content-type": "text/plain" } });
}
