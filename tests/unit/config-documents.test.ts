import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name).sort();

const schemaIn = (file: string, beginning: string) => {
  const source = read(file);
  const begin = source.indexOf(beginning);
  return source.slice(begin, source.indexOf("\n}", begin));
};
const schema =
  schemaIn("lib/config.ts", "settingsSchema = z.object") +
  schemaIn("lib/config/auth.ts", "authSchema = {") +
  schemaIn("lib/config/pay.ts", "paySchema = {") +
  schemaIn("lib/config/robot.ts", "robotSchema = {");
// PORT is read by the scripts and by Next.
const known = [...names(schema, /^ {2}([A-Z][A-Z0-9_]+): /gm), "PORT"].sort();

test(".env.example has every setting, empty, and no other", () => {
  expect(known.length).toBeGreaterThan(10);
  expect(names(read(".env.example"), /^([A-Z0-9_]+)=$/gm)).toEqual(known);
  expect(read(".env.example")).not.toMatch(/^[A-Z0-9_]+=./m);
});

test.each(["README.md", "README.zh-CN.md"])("%s explains every setting and every command", (file) => {
  const text = read(file);
  for (const name of known) expect(text).toContain(`\`${name}\``);
  const { scripts } = JSON.parse(read("package.json"));
  for (const command of Object.keys(scripts)) {
    const called = command === "test" || command === "start" ? `npm ${command}` : `npm run ${command}`;
    if (command !== "vercel-build") expect(text).toContain(called);
  }
});
