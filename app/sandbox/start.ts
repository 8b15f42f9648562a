import { config } from "@/lib/config";
import { log } from "@/lib/log";
import { wakeSandbox } from "@/lib/sandbox/gate";
import { publishFirstMenu } from "./first-menu";

/** When a server starts with the sandbox on: takes over its clock, sends what notifications became due, and has a menu. */
export async function startSandbox(): Promise<void> {
  if (!config().sandbox) return;
  await wakeSandbox();
  // Without a menu everything else works.
  await publishFirstMenu().catch((error: unknown) => log.warn("sandbox.no_menu", { error }));
}
