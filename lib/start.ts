import { after } from "next/server";
import { ConfigError, config } from "./config";
import { rememberDatabase } from "./health";
import { startHousekeeping } from "./http/housekeeping-timer";
import { registerMachineRoutes } from "./http/machine-routes";
import { startSender } from "./shop/notices/soon";
import { sendDueNotices } from "./shop/outbox";

/** Next would start in spite of an error, and fail at every request: a server with wrong settings shall not start. */
function stopUnlessConfigured(): void {
  try {
    config();
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  }
}

/** What a server does once, before its first request. */
export async function beforeFirstRequest(): Promise<void> {
  stopUnlessConfigured();
  rememberDatabase();
  startHousekeeping();
  // Vercel freezes a process once it has answered, unless something is left for afterwards.
  startSender(() => sendDueNotices(), process.env.VERCEL ? (work) => after(work) : null);
  registerMachineRoutes();
}
