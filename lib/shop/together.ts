import type { Tx } from "../db";

type Call<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
};

async function answerAll<Item, Result>(
  calls: Call<Item, Result>[],
  work: (items: Item[]) => Promise<Result[]>,
): Promise<void> {
  try {
    const results = await work(calls.map(({ item }) => item));
    if (results.length !== calls.length) throw new Error("There is not a result for each of the calls");
    for (const [index, result] of results.entries()) calls[index]?.resolve(result);
  } catch (error) {
    for (const { reject } of calls) reject(error);
  }
}

/**
 * Joins the calls that are made in one transaction at the same moment: handlers that run side by side each ask for
 * one thing, and `work` is asked for all of them. A call that is made alone is done alone.
 * @param work its results are in the order of the items
 */
export function together<Item, Result>(
  work: (tx: Tx, items: Item[]) => Promise<Result[]>,
): (tx: Tx, item: Item) => Promise<Result> {
  const open = new WeakMap<Tx, Call<Item, Result>[]>();

  function begin(tx: Tx): Call<Item, Result>[] {
    const calls: Call<Item, Result>[] = [];
    open.set(tx, calls);
    const run = () => {
      open.delete(tx);
      void answerAll(calls, (items) => work(tx, items));
    };
    // After all that can run without waiting for anything, and at once then.
    queueMicrotask(() => process.nextTick(run));
    return calls;
  }

  return (tx, item) =>
    new Promise((resolve, reject) => {
      (open.get(tx) ?? begin(tx)).push({ item, resolve, reject });
    });
}
