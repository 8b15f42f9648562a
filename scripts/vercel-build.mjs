// The build on Vercel: applies pending migrations to the database of the project's settings, then builds.
import "./run/check-node.mjs";
import { kindOf } from "./database/kind.mjs";
import { prepareDatabase } from "./database/prepare.mjs";
import { fail } from "./run/child.mjs";

async function main() {
  const url = process.env.DATABASE_URL;
  if (!url || kindOf(url) !== "postgresql") {
    throw new Error("Set DATABASE_URL to a PostgreSQL database: files written on Vercel do not last.");
  }
  await prepareDatabase(url);
  await import("./build.mjs");
}

main().catch(fail);
