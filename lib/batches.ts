type Call<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
};

export type Batching<Item, Result> = {
  /** How many are done at once at most. */
  most: number;
  /** Two of the same key never share a batch: the second finds what the first has done. */
  keyOf: (item: Item) => string;
  /** Does them all, or throws and has done nothing. Each has an outcome of its own, in the same order. */
  work: (items: Item[]) => Promise<PromiseSettledResult<Result>[]>;
};

/** Takes a batch out of those who wait, in the order in which they came. */
function takeBatch<Item, Result>(
  waiting: Call<Item, Result>[],
  { most, keyOf }: Batching<Item, Result>,
): Call<Item, Result>[] {
  const batch = new Map<string, Call<Item, Result>>();
  for (const call of waiting) {
    if (batch.size === most) break;
    const key = keyOf(call.item);
    if (!batch.has(key)) batch.set(key, call);
  }
  const taken = [...batch.values()];
  const isTaken = new Set(taken);
  waiting.splice(0, waiting.length, ...waiting.filter((call) => !isTaken.has(call)));
  return taken;
}

/** Does a batch; one that fails as a whole is taken apart, so that nobody suffers from another's fault. */
async function doBatch<Item, Result>(
  batch: Call<Item, Result>[],
  work: Batching<Item, Result>["work"],
): Promise<void> {
  try {
    const outcomes = await work(batch.map(({ item }) => item));
    if (outcomes.length !== batch.length) throw new Error("There is not an outcome for each of the batch");
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === "fulfilled") batch[index]?.resolve(outcome.value);
      else batch[index]?.reject(outcome.reason);
    }
  } catch (error) {
    if (batch.length > 1) await Promise.all(batch.map((call) => doBatch([call], work)));
    else for (const { reject } of batch) reject(error);
  }
}

/**
 * Group commit: what comes while `work` is busy waits, and is then done together. Nobody waits for company: a call
 * that comes alone is done at once.
 */
export function inBatches<Item, Result>(batching: Batching<Item, Result>): (item: Item) => Promise<Result> {
  const waiting: Call<Item, Result>[] = [];
  let busy = false;

  async function doAll(): Promise<void> {
    if (busy) return;
    busy = true;
    while (waiting.length > 0) {
      // Those whose requests have arrived come along: SQLite would work on and on without their being read.
      await new Promise((resolve) => setImmediate(resolve));
      await doBatch(takeBatch(waiting, batching), batching.work);
    }
    busy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      void doAll();
    });
}
