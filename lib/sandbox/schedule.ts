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

const times = (count: number, seconds: number): number[] => Array.from({ length: count }, () => seconds);

/** The same of a transfer: as its own page has it; it may be the payment's, as some say. (WeChat Pay v3, transfer notification) */
export const transferRetrySeconds: readonly number[] = [
  ...times(10, 15),
  ...times(10, 5 * minute),
  ...times(44, 30 * minute),
];

const scheduleOf = (subject: string): readonly number[] =>
  subject === "transfer" ? transferRetrySeconds : retrySeconds;

/** The first attempt and its repetitions. @param subject what the notification tells of */
export const mostAttempts = (subject: string): number => scheduleOf(subject).length + 1;

/** Seconds from attempt number `attempt` (1 is the first) to the next; null after the last. */
export function secondsToNext(subject: string, attempt: number): number | null {
  return scheduleOf(subject)[attempt - 1] ?? null;
}
