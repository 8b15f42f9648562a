/** When WeChat Pay sends a notification again that nobody acknowledged. (WeChat Pay v2, payment notification) */

const minute = 60;
const hour = 60 * minute;

/** Seconds between an attempt and the next: fifteen repetitions within 24 hours and 4 minutes. */
export const retrySeconds: readonly number[] = [
  15,
  15,
  30,
  3 * minute,
  10 * minute,
  20 * minute,
  30 * minute,
  30 * minute,
  30 * minute,
  60 * minute,
  3 * hour,
  3 * hour,
  3 * hour,
  6 * hour,
  6 * hour,
];

/** The first attempt and its repetitions. */
export const mostAttempts = retrySeconds.length + 1;

/** Seconds from attempt number `attempt` (1 is the first) to the next; null after the last. */
export function secondsToNext(attempt: number): number | null {
  return retrySeconds[attempt - 1] ?? null;
}
