import type { Job, Outcome } from "./load";
import type { Loader } from "./loader";

/** One thing that is measured. Its job may differ from round to round; round -1 warms it up and does not count. */
export type Side = { name: string; server: { cpuMs: () => number }; job: (round: number) => Job };

/** `cpuMs`: what the server used for one request; NaN where that cannot be told. */
export type Figures = Omit<Outcome, "requests"> & { cpuMs: number };

/**
 * What is measured in turns: things of the shop, and the bare one that they are compared with. `check` looks
 * afterwards whether all was done, and says so in a sentence.
 */
export type Group = { ours: Side[]; bare: Side; check?: (rounds: number) => Promise<string> };

export type Line = {
  name: string;
  bareName: string;
  ours: Figures;
  bare: Figures;
  /** Of the requests per second, round by round: ours by bare. */
  ratio: { median: number; least: number; most: number };
  /** Of the requests per second of CPU time: waiting for a core does not count, what busy caches cost does. */
  cpuRatio: number;
};

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

const typical = (rounds: Figures[]): Figures => ({
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
  p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
  cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)),
});

/** A ratio is taken within a round: what slows the machine down for a while slows both. */
function lineOf(name: string, bareName: string, ours: Figures[], bare: Figures[]): Line {
  const ratios = ours.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? Number.NaN));
  const cpuRatio = median(ours.map(({ cpuMs }, round) => (bare[round]?.cpuMs ?? Number.NaN) / cpuMs));
  const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  return { name, bareName, ours: typical(ours), bare: typical(bare), ratio, cpuRatio };
}

async function figuresOf({ server, job }: Side, round: number, loader: Loader): Promise<Figures> {
  const before = server.cpuMs();
  const { requests, ...figures } = await loader.run(job(round));
  return { ...figures, cpuMs: (server.cpuMs() - before) / requests };
}

/** Measures a group in interleaved rounds; who begins changes from round to round. */
export async function measure({ ours, bare }: Group, rounds: number, loader: Loader): Promise<Line[]> {
  const figures = new Map<Side, Figures[]>([...ours, bare].map((side) => [side, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? [...ours, bare] : [bare, ...ours]) {
      const found = await figuresOf(side, round, loader);
      if (round >= 0) figures.get(side)?.push(found);
    }
  }
  const of = (side: Side) => figures.get(side) ?? [];
  return ours.map((side) => lineOf(side.name, bare.name, of(side), of(bare)));
}
