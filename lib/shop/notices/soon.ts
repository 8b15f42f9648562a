import { log } from "../../log";

/**
 * Whoever has just paid wants to hear of it now, not when the house is kept next. A server that keeps running sends soon
 * after the commit; where none does, and for what is missed here, the outbox is worked off every minute as ever.
 */
const key = Symbol.for("moonstone.notice-sender");
type Sender = { send: () => Promise<unknown>; timer: NodeJS.Timeout | null };
const holder = globalThis as { [key]?: Sender };

/** By then the transaction that enqueued is committed, as good as always. */
const soonMs = 500;

async function run(sender: Sender): Promise<void> {
  sender.timer = null;
  try {
    await sender.send();
  } catch (error) {
    log.warn("notice.later", { error });
  }
}

/** Lets this process send what it enqueues soon afterwards. */
export function startSender(send: Sender["send"]): void {
  holder[key] ??= { send, timer: null };
}

/** Has what was enqueued sent soon, where this process does that. */
export function wakeSender(): void {
  const sender = holder[key];
  if (sender) sender.timer ??= setTimeout(run, soonMs, sender).unref();
}
