import { expect, it } from "vitest";

const { reachInDevelopment }: { reachInDevelopment: (args: string[]) => string | null } = await import(
  new URL("../../scripts/run/sandbox-reach.mjs", import.meta.url).href
);

it.each([
  [[]],
  [["--turbopack"]],
  [["-H", "0.0.0.0"]],
  [["--hostname", "192.168.1.5"]],
  [["-H"]],
  [["-H", "127.evil.example"]],
])("npm run dev -- %j says that others reach the sandbox, and how they do not", (args) => {
  expect(reachInDevelopment(args)).toContain("-H 127.0.0.1");
});

it.each([
  [["-H", "127.0.0.1"]],
  [["-H127.0.0.1"]],
  [["--turbopack", "--hostname=localhost"]],
  [["--hostname", "::1", "--experimental-https"]],
])("npm run dev -- %j says nothing: only this machine does", (args) => {
  expect(reachInDevelopment(args)).toBeNull();
});
