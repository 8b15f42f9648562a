import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished, vi } from "vitest";
import { authorityCertificate } from "@/lib/sandbox/tls-keys";

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No port");
  return address.port;
}

function start(
  args: string[],
  env: Record<string, string> = {},
): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, ["scripts/sandbox.mjs", ...args], {
    env: { ...process.env, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      output += part;
    });
  }
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, said: () => output };
}

const get = (port: number, path: string, ca: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { host: "localhost", port, path, ca, agent: false };
    request(options, async (answer) => resolve(await text(answer)))
      .on("error", reject)
      .end();
  });

it("starts by itself, says where it is, keeps out of the shop's settings, and ends on SIGTERM", async () => {
  const folder = mkdtempSync(join(tmpdir(), "standalone-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const ca = join(folder, "ca.pem");
  const real = { WXPAY_KEY: "a-real-secret-of-some-merchant-0", DATABASE_URL: "postgresql://nowhere/x" };
  const { child, said } = start(["--port", String(port), "--tls", "--ca-out", ca], {
    ...real,
    TMPDIR: folder,
  });
  await vi.waitFor(() => expect(said()).toContain("WXPAY_PUBLIC_KEY_ID="), { timeout: 25_000 });
  expect(said()).toContain(`https://localhost:${port}`);
  expect(said()).not.toContain("a-real-secret");
  expect(readFileSync(ca, "utf8")).toBe(authorityCertificate);
  expect(await get(port, "/sandbox/settings", authorityCertificate)).toContain("WXPAY_MCHID=");
  expect(readdirSync(folder).some((name) => name.startsWith("moonstone-sandbox-"))).toBe(true);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(readdirSync(folder).filter((name) => name.startsWith("moonstone-sandbox-"))).toEqual([]);
});

it("explains itself, and what is wrong with its options", async () => {
  const helped = start(["--help"]);
  expect((await once(helped.child, "exit"))[0]).toBe(0);
  expect(helped.said()).toContain("--ca-out FILE");
  const wrong = start(["--nothing"]);
  expect((await once(wrong.child, "exit"))[0]).toBe(1);
  expect(wrong.said()).toMatch(/Unknown option '--nothing'/);
});
