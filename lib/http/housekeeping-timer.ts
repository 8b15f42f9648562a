import { log } from "../log";
import { nonceStr } from "../wechat/sign";

/**
 * Pages can be made anew only from within a request. So the timer of a long-lived process calls the process's own
 * cron address, with a key that only this process knows.
 */
const key = Symbol.for("moonstone.housekeeping");
const holder = globalThis as { [key]?: { secret: string; timer: NodeJS.Timeout } };

/** The key of this process's own timer, or null when none runs. */
export const timerSecret = (): string | null => holder[key]?.secret ?? null;

async function knock(secret: string): Promise<void> {
  const address = `http://127.0.0.1:${process.env.PORT || 3000}/api/cron/reconcile`;
  const response = await fetch(address, { method: "POST", headers: { authorization: `Bearer ${secret}` } });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
}

/** Has the house kept every minute for as long as this process lives. */
export function startHousekeeping(): void {
  if (holder[key]) return;
  const secret = nonceStr();
  const round = () => knock(secret).catch((error: unknown) => log.warn("housekeeping.failed", { error }));
  holder[key] = { secret, timer: setInterval(round, 60_000).unref() };
}
