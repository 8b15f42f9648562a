import { afterEach, expect, it, vi } from "vitest";

const { readOptions } = await import(new URL("../../scripts/sandbox/options.mjs", import.meta.url).href);

afterEach(() => vi.unstubAllEnvs());

const usual = {
  port: 9080,
  hostname: "127.0.0.1",
  tls: false,
  caOut: undefined,
  host: "api.mch.weixin.qq.com",
  database: undefined,
  signtest: 0,
  help: false,
};

it.each<[string[], object]>([
  [[], {}],
  [["--tls"], { tls: true, port: 9443 }],
  [["--tls", "--port", "4000", "--ca-out", "ca.pem"], { tls: true, port: 4000, caOut: "ca.pem" }],
  [["-p", "4000", "-H", "0.0.0.0"], { port: 4000, hostname: "0.0.0.0" }],
  [["--database", "x.db", "--signtest", "50"], { database: "x.db", signtest: 50 }],
  [["--host", "api.weixin.qq.com"], { host: "api.weixin.qq.com" }],
  [["--help"], { help: true }],
])("%j are understood", (args, expected) => {
  vi.stubEnv("PORT", undefined);
  expect(readOptions(args)).toEqual({ ...usual, ...expected });
});

it("PORT counts too, and --port more", () => {
  vi.stubEnv("PORT", "4100");
  expect(readOptions([]).port).toBe(4100);
  expect(readOptions(["--port", "4200"]).port).toBe(4200);
});

it.each([
  [["--sticky"], /Unknown option '--sticky'[\s\S]*--tls/],
  [["extra"], /extra/],
  [["--port", "x"], /--port is x/],
  [["--signtest", "-1"], /signtest/],
  [["--signtest", "some"], /--signtest is some/],
  [["--ca-out", "ca.pem"], /--ca-out goes with --tls/],
])("%j are refused with what is wrong", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
