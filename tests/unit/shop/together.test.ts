import { describe, expect, it, vi } from "vitest";
import type { Tx } from "@/lib/db";
import { together } from "@/lib/shop/together";

type Work = (tx: Tx, items: number[]) => Promise<string[]>;

/** Stands for a transaction: nothing here looks into it. */
const transaction = () => ({}) as Tx;
const tx = transaction();

function joined(implementation: Work = async (_, items) => items.map(String)) {
  const work = vi.fn<Work>(implementation);
  const ask = together(work);
  const seen = () => work.mock.calls.map(([, items]) => items);
  return { ask, work, seen };
}

describe("calls that are made together", () => {
  it("in one transaction at one moment are one, and each gets its own result", async () => {
    const { ask, work, seen } = joined();
    expect(await Promise.all([ask(tx, 3), ask(tx, 1), ask(tx, 2)])).toEqual(["3", "1", "2"]);
    expect(seen()).toEqual([[3, 1, 2]]);
    expect(work.mock.calls[0]?.[0]).toBe(tx);
  });

  it("are one too when some of the callers have a few steps to go", async () => {
    const { ask, seen } = joined();
    const later = async (item: number) => {
      await null;
      await null;
      return ask(tx, item);
    };
    expect(await Promise.all([ask(tx, 1), later(2), later(3)])).toEqual(["1", "2", "3"]);
    expect(seen()).toEqual([[1, 2, 3]]);
  });

  it("one after the other are as many", async () => {
    const { ask, seen } = joined();
    expect([await ask(tx, 1), await ask(tx, 2)]).toEqual(["1", "2"]);
    expect(seen()).toEqual([[1], [2]]);
  });

  it("of two transactions, or of two kinds, are never mixed", async () => {
    const [one, other] = [joined(), joined()];
    const another = transaction();
    await Promise.all([one.ask(tx, 1), one.ask(another, 2), other.ask(tx, 3), one.ask(tx, 4)]);
    expect(one.seen()).toEqual([[1, 4], [2]]);
    expect(one.work.mock.calls.map(([given]) => given === tx)).toEqual([true, false]);
    expect(other.seen()).toEqual([[3]]);
  });

  it("fail together, and the next ones do not", async () => {
    const { ask, work } = joined();
    work.mockRejectedValueOnce(new Error("no such luck"));
    const results = await Promise.allSettled([ask(tx, 1), ask(tx, 2)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await ask(tx, 3)).toBe("3");
  });

  it("fail when there is no result for one of them", async () => {
    const { ask } = joined(async () => ["1"]);
    const results = await Promise.allSettled([ask(tx, 1), ask(tx, 2)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
