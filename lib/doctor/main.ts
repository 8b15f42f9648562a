import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openDatabase } from "./database-connection";
import { examine, type World } from "./examine";
import type { Mode } from "./finding";
import { asJson, asText, fitForPrint, isSound, secretsOf } from "./report";

// Run by scripts/doctor.mjs, in the project's folder, with the environment that the server would have.

const root = process.cwd();

const world: World = {
  env: process.env,
  nodeVersion: process.versions.node,
  built: existsSync(join(root, process.env.NEXT_DIST_DIR || ".next", "BUILD_ID")),
  database: {
    exists: existsSync,
    fileOf: (url) => resolve(root, url.slice("file:".length)),
    migrations: (kind) =>
      readdirSync(join(root, "prisma", kind, "migrations"), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort(),
    open: openDatabase,
  },
};

const mode: Mode = process.env.NODE_ENV === "production" ? "production" : "development";
const findings = fitForPrint(await examine(mode, world), secretsOf(process.env));
console.log(process.argv.includes("--json") ? asJson(mode, findings) : asText(mode, findings));
process.exitCode = isSound(findings) ? 0 : 1;
