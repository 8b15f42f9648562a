import { z } from "zod";
import { rememberedError, type StoredError, storedError } from "./stored-error";

/**
 * What the store holds of a shared value: the value, who is fetching a new one, and what went wrong last. It is one
 * entry, so that each step is one compare-and-set and nobody can act on half of the truth.
 *
 * Times are milliseconds on the clock of who wrote them. Clocks differ and jump, hence a time in the future is
 * believed only as far as it makes sense.
 */

export const leaseSlackMs = 5_000;
const dayMs = 24 * 60 * 60_000;

const time = z.number().finite();

const currentValue = z.object({
  value: z.string().min(1),
  fetchedAt: time,
  refreshAt: time,
  expiresAt: time,
});
export type CurrentValue = z.infer<typeof currentValue>;

const forcedRenewal = z.object({ at: time, times: z.number().int().min(1) });
export type Forced = z.infer<typeof forcedRenewal>;

const sharedRecord = z.object({
  current: currentValue.optional(),
  lease: z.object({ owner: z.string(), at: time }).optional(),
  failure: z.object({ at: time, error: storedError }).optional(),
  /** When the dearest way of fetching was last gone, and how many times running. */
  forced: forcedRenewal.optional(),
});
export type SharedRecord = z.infer<typeof sharedRecord>;

/** What an entry says; anything unreadable says nothing. */
export function readRecord(text: string | null): SharedRecord {
  if (text === null) return {};
  try {
    return sharedRecord.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

/**
 * A value with the moments that follow from its life. It is renewed in the last 280 seconds, since a stable token
 * only changes in its last 300; a short-lived one in its last quarter.
 */
export function timed(value: string, lifetimeSeconds: number, fetchedAt: number): CurrentValue {
  const lifetimeMs = lifetimeSeconds * 1000;
  const aheadMs = Math.min(280_000, lifetimeMs / 4);
  const expiresAt = fetchedAt + lifetimeMs;
  return { value, fetchedAt, refreshAt: expiresAt - aheadMs, expiresAt };
}

export function isAlive(current: CurrentValue, now: number): boolean {
  return now < current.expiresAt;
}

/** Whether to renew it: its time has come, or the clock was turned back by more than the renewal is ahead. */
export function isDue({ fetchedAt, refreshAt, expiresAt }: CurrentValue, now: number): boolean {
  return now >= refreshAt || now < fetchedAt - (expiresAt - refreshAt);
}

/** What to do next, seen from one caller. `meanwhile` is what it may use without waiting. */
export type Step =
  | { do: "use"; current: CurrentValue }
  | { do: "fail"; error: Error }
  | { do: "wait" }
  | { do: "fetch"; meanwhile: CurrentValue | null };

/**
 * @param dead a value that WeChat refused: as good as none
 * @param leaseMs how long a fetch may take before its process counts as dead
 */
export function nextStep(record: SharedRecord, dead: string | null, leaseMs: number, now: number): Step {
  const { current, failure, lease } = record;
  const usable = current && current.value !== dead && isAlive(current, now) ? current : null;
  if (usable && !isDue(usable, now)) return { do: "use", current: usable };
  if (failure && isRecent(failure.at, pauseMs(failure, usable), now)) {
    return usable ? { do: "use", current: usable } : { do: "fail", error: rememberedError(failure.error) };
  }
  if (lease && isRecent(lease.at, leaseMs, now))
    return usable ? { do: "use", current: usable } : { do: "wait" };
  return { do: "fetch", meanwhile: usable };
}

/** The other process's clock may be ahead of ours, but not by more than the span in question. */
function isRecent(at: number, spanMs: number, now: number): boolean {
  return Math.abs(now - at) < spanMs;
}

/** How long after a failure nobody tries again: longer while the old value serves, shorter towards its end. */
function pauseMs(failure: { at: number; error: StoredError }, usable: CurrentValue | null): number {
  if (usable) return Math.min(30_000, Math.max(1_000, (usable.expiresAt - failure.at) / 3));
  // The day's quota comes back, but not in seconds.
  return failure.error.retryable && failure.error.code !== "45009" ? 2_000 : 10_000;
}

/**
 * When the dearest way of fetching is gone now: what to remember of it; null when it is too early. It may be gone at
 * once, again after a minute, and then after twice as long each time, which makes 11 in a day.
 */
export function nextForced(forced: Forced | undefined, now: number): Forced | null {
  if (!forced || !isRecent(forced.at, dayMs, now)) return { at: now, times: 1 };
  const pause = 60_000 * 2 ** (forced.times - 1);
  return isRecent(forced.at, pause, now) ? null : { at: now, times: forced.times + 1 };
}
