import type { Timer } from "./types";

/** How long somebody waits for an answer. */
export interface Deadline {
  /** Aborted when it has passed. */
  readonly signal: AbortSignal;
  /** Resolves when it has passed; never, once it was called off. */
  readonly passed: Promise<void>;
  callOff(): void;
}

export const realTimer: Timer = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};

export function startDeadline(timer: Timer, ms: number): Deadline {
  const controller = new AbortController();
  let callOff = () => {};
  const passed = new Promise<void>((resolve) => {
    callOff = timer(ms, () => {
      controller.abort();
      resolve();
    });
  });
  return { signal: controller.signal, passed, callOff: () => callOff() };
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
    const result = await (deadline.signal.aborted ? attempt() : Promise.race([attempt(), passed]));
    if (result || deadline.signal.aborted) return result;
    await Promise.race([sleep(timer, pause), passed]);
    if (deadline.signal.aborted) return null;
  }
}
