import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { disconnect } from "@/lib/db";
import { wakeSandbox } from "@/lib/sandbox/gate";
import { setProbeRate } from "@/lib/sandbox/pay-v3/probes";
import { settingsText } from "@/lib/sandbox/settings-text";
import { authorityCertificate } from "@/lib/sandbox/tls-keys";
import { stopWorker } from "@/lib/sandbox/worker";
import { createSandboxServer } from "./server";

// Run by scripts/sandbox.mjs, with a database of its own and the sandbox on.

const options = z
  .object({
    port: z.number(),
    hostname: z.string(),
    tls: z.boolean(),
    host: z.string(),
    signtest: z.number(),
    caOut: z.string().optional(),
  })
  .parse(JSON.parse(process.env.SANDBOX_OPTIONS ?? ""));

const { port, hostname, tls, host, signtest, caOut } = options;
const address = `${tls ? "https" : "http"}://localhost:${port}`;

await setProbeRate(signtest);
await wakeSandbox();
const server = createSandboxServer({ tls, host });
// The timer that sends notifications keeps no process alive; the server does.
server.listen(port, hostname, () => {
  if (caOut !== undefined) writeFileSync(resolve(caOut), authorityCertificate);
  const trust = tls
    ? [`  The authority to trust   ${caOut ? resolve(caOut) : `${address}/sandbox/ca.pem`}`]
    : [];
  console.log(
    [
      "",
      `  The sandbox   ${address}`,
      `  Settings      ${address}/sandbox/settings`,
      ...trust,
      "",
      settingsText(),
    ].join("\n"),
  );
});

/** For a request that does not come to its end. */
const patienceMs = 3000;

let stopping = false;
/** What was begun is answered; then the process ends. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  stopWorker();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  setTimeout(() => server.closeAllConnections(), patienceMs);
  server.close(async () => {
    clearInterval(idle);
    await disconnect();
    process.exit(0);
  });
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
