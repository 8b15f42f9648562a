import { clockOffset, now, nowMs, setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { nextDue, settleDue } from "./books/due";
import { deliverPushes, nextPush } from "./chat/pushes";
import { deliverDue } from "./deliveries";
import { readSetting, writeSetting } from "./settings";

/** One clock for the shop and WeChat, which the console can move. */

const setting = "clock";

// A value that was read before the clock moved is stale, whichever copy of this module read it.
const key = Symbol.for("moonstone.sandbox.clock-moves");
const holder = globalThis as { [key]?: { count: number } };
holder[key] ??= { count: 0 };
const moves = holder[key];

/** Takes over the clock as it was last moved, by this process or another. For the server's start, too. */
export async function loadSandboxClock(): Promise<void> {
  const before = moves.count;
  const stored = Number((await readSetting(setting)) ?? 0);
  if (moves.count !== before) return;
  if (Number.isFinite(stored) && stored !== clockOffset()) setClockOffset(stored);
}

async function move(offsetMs: number): Promise<void> {
  moves.count += 1;
  await writeSetting(setting, String(Math.round(offsetMs)));
  setClockOffset(Math.round(offsetMs));
  moves.count += 1;
}

/**
 * Moves the clock ahead, stopping wherever WeChat has something to do on the way: a notification that fails all day
 * is sent sixteen times, as it would be, and a refund arrives before its notification is sent.
 */
export async function advanceClock(seconds: number): Promise<void> {
  const target = clockOffset() + seconds * 1000;
  await doDue();
  for (;;) {
    const next = await nextMoment();
    const ahead = next === null ? Number.POSITIVE_INFINITY : next.getTime() - nowMs();
    if (ahead > target - clockOffset()) break;
    if (ahead > 0) await move(clockOffset() + ahead);
    if ((await doDue()) === 0) break;
  }
  await move(target);
}

/** Does what is due by the sandbox's clock. @returns how much there was to do */
export async function doDue(): Promise<number> {
  return (await settleDue()) + (await deliverDue()) + (await deliverPushes());
}

/** When WeChat has something to do next; null when nothing waits. */
async function nextMoment(): Promise<Date | null> {
  const [due, push, notice] = await Promise.all([
    nextDue(),
    nextPush(),
    db().sandboxNotice.findFirst({
      where: { status: "waiting" },
      orderBy: { nextAttemptAt: "asc" },
      select: { nextAttemptAt: true },
    }),
  ]);
  const moments = [due, push, notice?.nextAttemptAt ?? null].filter((moment) => moment !== null);
  return moments.reduce<Date | null>((first, moment) => (first && first <= moment ? first : moment), null);
}

/** Back to the machine's time. What happened later than that stays as it is. */
export async function resetClock(): Promise<void> {
  await move(0);
}

export const clockState = (): { offsetMs: number; now: string } => ({
  offsetMs: clockOffset(),
  now: now().toISOString(),
});
