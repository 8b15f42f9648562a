import { setTimeout as pause } from "node:timers/promises";
import { config } from "@/lib/config";
import { log } from "@/lib/log";
import { wakeSandbox } from "@/lib/sandbox/gate";
import { publishMenuIfNone } from "@/lib/shop/official-account";

/** The sandbox is asked over HTTP, and this server answers only when it has started: pauses before each try. */
const triesMs = [1_000, 4_000, 20_000];

/** The chat has the shop's menu from the beginning. Without one, everything else works. */
async function publishMenuSoon(): Promise<void> {
  let problem: unknown = null;
  for (const ms of triesMs) {
    await pause(ms, undefined, { ref: false });
    try {
      await publishMenuIfNone();
      return;
    } catch (error) {
      problem = error;
    }
  }
  log.warn("sandbox.no_menu", { error: problem });
}

/** When a server starts with the sandbox on: takes over its clock, sends what notifications became due, and has a menu. */
export async function startSandbox(): Promise<void> {
  if (!config().sandbox) return;
  await wakeSandbox();
  void publishMenuSoon();
}
