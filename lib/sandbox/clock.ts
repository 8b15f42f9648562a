import { clockOffset, now, nowMs, setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { deliverDue } from "./deliveries";
import { readSetting, writeSetting } from "./settings";

/** One clock for the shop and WeChat, which the console can move. */

const setting = "clock";

/** Takes over the clock as it was last moved, by this process or another. For the server's start, too. */
export async function loadSandboxClock(): Promise<void> {
  const stored = Number((await readSetting(setting)) ?? 0);
  if (Number.isFinite(stored) && stored !== clockOffset()) setClockOffset(stored);
}

async function move(offsetMs: number): Promise<void> {
  await writeSetting(setting, String(Math.round(offsetMs)));
  setClockOffset(Math.round(offsetMs));
}

/**
 * Moves the clock ahead, stopping wherever WeChat has something to do on the way: a notification that fails all day
 * is sent sixteen times, as it would be.
 */
export async function advanceClock(seconds: number): Promise<void> {
  const target = clockOffset() + seconds * 1000;
  await deliverDue();
  for (;;) {
    const next = await db().sandboxNotice.findFirst({
      where: { status: "waiting", nextAttemptAt: { lte: new Date(Date.now() + target) } },
      orderBy: [{ nextAttemptAt: "asc" }, { id: "asc" }],
      select: { nextAttemptAt: true },
    });
    if (!next) break;
    const ahead = next.nextAttemptAt.getTime() - nowMs();
    if (ahead > 0) await move(Math.min(clockOffset() + ahead, target));
    if ((await deliverDue()) === 0) break;
  }
  await move(target);
}

/** Back to the machine's time. What happened later than that stays as it is. */
export async function resetClock(): Promise<void> {
  await move(0);
}

export const clockState = (): { offsetMs: number; now: string } => ({
  offsetMs: clockOffset(),
  now: now().toISOString(),
});
