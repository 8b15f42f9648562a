import { type FaultName, strikes } from "../faults";
import type { PushFlaw } from "./push-request";
import type { PushMode } from "./types";

/** What the console has arranged to go wrong with a push. */

export interface PushPlan {
  /** Not delivered at all. */
  lost: boolean;
  /** The first delivery goes out twice at once. */
  doubled: boolean;
  /** Answers do not count before the last delivery. */
  retried: boolean;
  /** What comes ahead of it and must be refused. */
  flaws: PushFlaw[];
}

const flawFaults: readonly [FaultName, PushFlaw, encrypted: boolean][] = [
  ["push_stale", "stale", false],
  ["push_forged", "forged", false],
  ["push_plain", "plain", true],
  ["push_other_appid", "other_appid", true],
  ["push_bad_padding", "bad_padding", true],
];

/** Takes the faults that strike a push, at its first delivery. What only an envelope can have waits for one. */
export async function planPush(attempt: number, mode: PushMode): Promise<PushPlan> {
  if (attempt > 1) return { lost: false, doubled: false, retried: false, flaws: [] };
  if (await strikes("push_lost")) return { lost: true, doubled: false, retried: false, flaws: [] };
  const flaws: PushFlaw[] = [];
  for (const [name, flaw, encrypted] of flawFaults) {
    if ((!encrypted || mode !== "plain") && (await strikes(name))) flaws.push(flaw);
  }
  return {
    lost: false,
    doubled: await strikes("push_doubled"),
    retried: await strikes("push_retry"),
    flaws,
  };
}
