import type { Job, Outcome } from "./load";
import type { Loader } from "./loader";

/** One thing that is measured. Its job may differ from round to round; round -1 warms it up and does not count. */
export type Side = { name: string; job: (round: number) => Job };

/** What is measured in turns: things of the shop, and the bare one that they are compared with. */
export type Group = { ours: Side[]; bare: Side };

export type Line = {
  name: string;
  bareName: string;
  ours: Outcome;
  bare: Outcome;
  /** Of the requests per second, round by round: ours by bare. */
  ratio: { median: number; least: number; most: number };
};

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

const typical = (outcomes: Outcome[]): Outcome => ({
  perSecond: median(outcomes.map(({ perSecond }) => perSecond)),
  p50Ms: median(outcomes.map(({ p50Ms }) => p50Ms)),
  p99Ms: median(outcomes.map(({ p99Ms }) => p99Ms)),
});

/** A ratio is taken within a round: what slows the machine down for a while slows both. */
function lineOf(name: string, bareName: string, ours: Outcome[], bare: Outcome[]): Line {
  const ratios = ours.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? Number.NaN));
  const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  return { name, bareName, ours: typical(ours), bare: typical(bare), ratio };
}

/** Measures a group in interleaved rounds; who begins changes from round to round. */
export async function measure({ ours, bare }: Group, rounds: number, loader: Loader): Promise<Line[]> {
  const outcomes = new Map<Side, Outcome[]>([...ours, bare].map((side) => [side, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? [...ours, bare] : [bare, ...ours]) {
      const outcome = await loader.run(side.job(round));
      if (round >= 0) outcomes.get(side)?.push(outcome);
    }
  }
  const of = (side: Side) => outcomes.get(side) ?? [];
  return ours.map((side) => lineOf(side.name, bare.name, of(side), of(bare)));
}
