import { statSync } from "node:fs";
import { resolve } from "node:path";
import { migrations as expected } from "@/generated/migrations";
import { config, features } from "./config";
import { db } from "./db";
import { log } from "./log";

const patienceMs = 2000;

export type Health = {
  status: "ok" | "unavailable";
  database: "ok" | "unreachable";
  migrations: "applied" | "pending" | "unknown";
  features: ReturnType<typeof features>;
};

const key = Symbol.for("moonstone.databaseFile");
const holder = globalThis as { [key]?: { url: string; identity: string } };

/** Which file it is, not only what it is called: an inode number alone may be given to the next file. */
function identityOf(url: string): string {
  const { ino, birthtimeMs } = statSync(
    resolve(/* turbopackIgnore: true */ process.cwd(), url.slice("file:".length)),
  );
  return `${ino}:${birthtimeMs}`;
}

/** Notes which file the database is in, before anything can have replaced it. */
export function rememberDatabase(): void {
  const url = config().databaseUrl;
  if (!url.startsWith("file:")) return;
  try {
    checkFile(url);
  } catch (error) {
    log.error("database_file", { error });
  }
}

/**
 * An open SQLite connection goes on answering after its file was deleted or replaced, and what is written then
 * is lost. So the file is looked at as well.
 * @throws when the file is gone, or is not the one that was there first
 */
function checkFile(url: string): void {
  const identity = identityOf(url);
  if (holder[key]?.url !== url) holder[key] = { url, identity };
  if (holder[key].identity !== identity) throw new Error("another file took the database's place: restart");
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function reachesDatabase(url: string): Promise<boolean> {
  try {
    if (url.startsWith("file:")) checkFile(url);
    await inTime(db().$queryRaw`SELECT 1`);
    return true;
  } catch (error) {
    log.error("health_database", { error });
    return false;
  }
}

const isMissingTable = (error: unknown): boolean =>
  error instanceof Error && /no such table|does not exist/i.test(error.message);

async function migrationState(url: string): Promise<Health["migrations"]> {
  const kind = url.startsWith("file:") ? "sqlite" : "postgresql";
  try {
    const rows = await inTime(
      db().$queryRaw<{ migration_name: string }[]>`
        SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    const applied = new Set(rows.map((row) => row.migration_name));
    return expected[kind].every((name) => applied.has(name)) ? "applied" : "pending";
  } catch (error) {
    return isMissingTable(error) ? "pending" : "unknown";
  }
}

/** Whether this server can serve: its database answers within 2 seconds and has every migration of this build. */
export async function health(): Promise<Health> {
  const settings = config();
  const reached = await reachesDatabase(settings.databaseUrl);
  const state = reached ? await migrationState(settings.databaseUrl) : "unknown";
  return {
    status: state === "applied" ? "ok" : "unavailable",
    database: reached ? "ok" : "unreachable",
    migrations: state,
    features: features(settings),
  };
}
