import { type FaultName, strikes } from "../faults";
import { readSetting, writeSetting } from "../settings";

/** WeChat's signature probes: answers and notices whose signature is wrong on purpose. (WeChat Pay v3, verification) */

const setting = "v3_signtest_every";
const inDevelopment = 50;

const key = Symbol.for("moonstone.sandbox.v3-answers");
const holder = globalThis as { [key]?: { count: number } };

/** Of how many answers and notices one is a probe; 0 for none. Without a word about it: every 50th in development. */
export async function probeRate(): Promise<number> {
  const stored = Number((await readSetting(setting)) ?? Number.NaN);
  if (Number.isInteger(stored)) return stored;
  return process.env.NODE_ENV === "development" ? inDevelopment : 0;
}

export async function setProbeRate(every: number): Promise<void> {
  await writeSetting(setting, String(every));
}

/**
 * Whether this answer, or this notice, is a probe: because somebody asked for one, or because its turn has come.
 * @param fault by which somebody asks
 */
export async function isProbe(fault: FaultName): Promise<boolean> {
  if (await strikes(fault)) return true;
  const every = await probeRate();
  if (every <= 0) return false;
  holder[key] ??= { count: 0 };
  holder[key].count += 1;
  return holder[key].count % every === 0;
}
