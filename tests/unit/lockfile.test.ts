import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";

const lockfile = z.object({ packages: z.record(z.string(), z.object({ gypfile: z.boolean().optional() })) });

it("package-lock.json says that better-sqlite3 13 is not to be compiled", () => {
  // The package itself says so, but `npm ci` reads only the lock file and would compile it: put it back after
  // `npm install` has rewritten the file.
  const { packages } = lockfile.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  expect(packages["node_modules/better-sqlite3-13"]).toMatchObject({ gypfile: false });
});
