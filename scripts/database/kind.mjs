import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const kinds = /** @type {const} */ (["sqlite", "postgresql"]);
export const defaultUrl = "file:./prisma/dev.db";

/**
 * The kind of database that a DATABASE_URL names.
 * @param {string | undefined} url
 * @returns {"sqlite" | "postgresql"}
 */
export function kindOf(url = defaultUrl) {
  if (url.startsWith("file:")) return "sqlite";
  if (/^postgres(ql)?:\/\//.test(url)) return "postgresql";
  throw new Error("DATABASE_URL should look like file:./prisma/dev.db or postgresql://user@host/database");
}

/** The models together with a kind's datasource and generator: a complete schema. */
export const schemaFiles = (/** @type {string} */ kind) => [
  join(root, "prisma", kind, "datasource.prisma"),
  join(root, "prisma", "models.prisma"),
  join(root, "prisma", "sandbox.prisma"),
];
