import { log } from "@/lib/log";
import { settleDue } from "./books/due";
import { deliverPushes } from "./chat/pushes";
import { loadSandboxClock } from "./clock";
import { deliverDue } from "./deliveries";

/** WeChat never sleeps: looks every second for what is due, once the sandbox has been used in this process. */

const key = Symbol.for("moonstone.sandbox.worker");
const holder = globalThis as { [key]?: { timer: NodeJS.Timeout; busy: boolean } };

const periodMs = 1000;

async function tick(): Promise<void> {
  const worker = holder[key];
  if (!worker || worker.busy) return;
  worker.busy = true;
  try {
    // Another process may have moved the clock.
    await loadSandboxClock();
    // A shop that takes its time over a message holds up nobody else.
    deliverPushes().catch((error: unknown) => log.warn("sandbox.push_failed", { error }));
    await settleDue();
    await deliverDue();
  } catch (error) {
    log.warn("sandbox.worker_failed", { error });
  } finally {
    worker.busy = false;
  }
}

/** Starts the timer, once in a process; it keeps no process alive. */
export function startWorker(): void {
  if (holder[key]) return;
  const timer = setInterval(tick, periodMs);
  timer.unref();
  holder[key] = { timer, busy: false };
}

/** Stops it: for tests. */
export function stopWorker(): void {
  clearInterval(holder[key]?.timer);
  holder[key] = undefined;
}
