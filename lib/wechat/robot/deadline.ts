import type { Timer } from "./types";

/** How long somebody waits for an answer. */
export interface Deadline {
  readonly hasPassed: boolean;
  /** Resolves when it has passed; never, once it was called off. */
  readonly passed: Promise<void>;
  /** Aborted when it has passed. */
  readonly signal: AbortSignal;
  callOff(): void;
}

export const realTimer: Timer = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};

export function startDeadline(timer: Timer, ms: number): Deadline {
  let hasPassed = false;
  let callOff = () => {};
  const passed = new Promise<void>((resolve) => {
    callOff = timer(ms, () => {
      hasPassed = true;
      resolve();
    });
  });
  let signal: AbortSignal | null = null;
  return {
    passed,
    callOff: () => callOff(),
    get hasPassed() {
      return hasPassed;
    },
    // Made for who asks: it costs as much as reading the message.
    get signal() {
      signal ??= hasPassed ? AbortSignal.abort() : abortedAfter(passed);
      return signal;
    },
  };
}

function abortedAfter(passed: Promise<void>): AbortSignal {
  const controller = new AbortController();
  void passed.then(() => controller.abort());
  return controller.signal;
}

export const sleep = (timer: Timer, ms: number): Promise<void> =>
  new Promise((resolve) => {
    timer(ms, resolve);
  });

const firstPauseMs = 50;
const longestPauseMs = 400;

/** Tries again, after growing pauses, until it gives something or the deadline has passed: then null. */
export async function untilPassed<T extends object>(
  deadline: Deadline,
  timer: Timer,
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const passed = deadline.passed.then(() => null);
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    // A deadline that has passed before leaves one try.
    const result = await (deadline.hasPassed ? attempt() : Promise.race([attempt(), passed]));
    if (result || deadline.hasPassed) return result;
    await Promise.race([sleep(timer, pause), passed]);
    if (deadline.hasPassed) return null;
  }
}
