/** Waits for some milliseconds of machine time, or until the signal says that nobody waits for it any more. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** The real one; it leaves no timer and no listener behind. */
export const pauseFor: Pause = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
