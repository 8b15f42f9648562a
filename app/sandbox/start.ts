import { config } from "@/lib/config";
import { wakeSandbox } from "@/lib/sandbox/gate";

/** When a server starts with the sandbox on: takes over its clock, and sends what notifications became due. */
export async function startSandbox(): Promise<void> {
  if (config().sandbox) await wakeSandbox();
}
