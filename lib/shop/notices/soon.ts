import { log } from "../../log";

/**
 * Whoever has just paid wants to hear of it now, not when the house is kept next: what was enqueued is sent soon after
 * the commit. What is missed here, the outbox makes up for.
 */

/** Does work after this request's answer; throws where there is no request. */
export type AfterAnswer = (work: () => Promise<void>) => void;

type Sender = {
  send: () => Promise<unknown>;
  /** Where a process is frozen with its answer, the platform's own way to go on; else null. */
  afterAnswer: AfterAnswer | null;
  state: "idle" | "waiting" | "sending";
  /** More was enqueued while it was sending. */
  again: boolean;
};

const key = Symbol.for("moonstone.notice-sender");
const holder = globalThis as { [key]?: Sender };

/** By then the transaction that enqueued is committed, as good as always. */
const soonMs = 500;

async function attempt({ send }: Sender): Promise<void> {
  try {
    await send();
  } catch (error) {
    log.warn("notice.later", { error });
  }
}

/** One at a time: while WeChat is slow, others would only stand in a row behind it. */
async function run(sender: Sender): Promise<void> {
  sender.state = "sending";
  sender.again = false;
  await attempt(sender);
  sender.state = "idle";
  if (sender.again) wait(sender);
}

function wait(sender: Sender): void {
  sender.state = "waiting";
  setTimeout(run, soonMs, sender).unref();
}

/**
 * Lets this process send what it enqueues soon afterwards.
 * @param afterAnswer where a process does not go on by itself
 */
export function startSender(send: Sender["send"], afterAnswer: AfterAnswer | null = null): void {
  holder[key] ??= { send, afterAnswer, state: "idle", again: false };
}

/** Has what was enqueued sent soon, where this process does that. */
export function wakeSender(): void {
  const sender = holder[key];
  if (!sender) return;
  if (sender.afterAnswer) sendAfter(sender, sender.afterAnswer);
  else if (sender.state === "idle") wait(sender);
  else sender.again = true;
}

function sendAfter(sender: Sender, afterAnswer: AfterAnswer): void {
  try {
    afterAnswer(() => attempt(sender));
  } catch {
    // Outside of a request it is the cron's.
  }
}
