import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const list = z.record(z.string(), z.string());
const manifest = z
  .object({
    engines: z.object({ node: z.string() }),
    dependencies: list,
    devDependencies: list,
    optionalDependencies: list,
  })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

/** Next brings it along for itself; of ours only the scripts that draw pictures, by hand, take it. */
const brought = ["sharp"];

const folders = ["app", "bench", "lib", "prisma", "scripts", "tests"];
const isCode = (path: string) =>
  /\.(ts|tsx|mjs)$/.test(path) && !/(^|\/)(node_modules|express-wechat|bare-app)\//.test(path);

function codeFiles(): string[] {
  const inFolders = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  return [...readdirSync("."), ...inFolders].filter(isCode);
}

/** The packages that a file takes something from. */
function packagesOf(path: string): string[] {
  const imports = readFileSync(path, "utf8").matchAll(
    /(?:^import|\bfrom|\bimport\()\s*"((?:@[\w-]+\/)?[\w.-]+)(?:\/[^"]*)?"/gm,
  );
  return [...imports].flatMap(([, name]) => (name === undefined || name.startsWith(".") ? [] : [name]));
}

it("every package that the code takes something from is declared, and none is there by another's grace", () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const declared = new Set(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }));
  const taken = new Set(codeFiles().flatMap(packagesOf));
  for (const known of ["next", "zod", "iron-session", "vitest"]) expect(taken).toContain(known);
  const undeclared = [...taken].filter((name) => !declared.has(name) && !brought.includes(name));
  expect(undeclared).toEqual([]);
});

describe("the versions of Node", () => {
  const check = readFileSync("scripts/run/check-node.mjs", "utf8");

  function isTaken(node: string): boolean {
    let taken = true;
    const exit = () => {
      taken = false;
    };
    runInNewContext(check, { process: { versions: { node }, exit }, console: { error: () => {} } });
    return taken;
  }

  it.each([
    ["20.18.3", false],
    ["20.19.0", true],
    ["21.7.3", false],
    ["22.11.0", false],
    ["22.12.0", true],
    ["23.0.0", true],
    ["24.4.1", true],
  ])("%s: %s", (node, taken) => expect(isTaken(node)).toBe(taken));

  it("are those that package.json and both READMEs name", () => {
    expect(manifest.engines.node).toBe("^20.19 || >=22.12");
    for (const path of ["README.md", "README.zh-CN.md"])
      expect(readFileSync(path, "utf8"), path).toMatch(/Node 20\.19[,、] ?22\.12/);
  });
});
