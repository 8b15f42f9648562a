import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { inBatches } from "@/lib/batches";

type Work = (items: string[]) => Promise<PromiseSettledResult<string>[]>;

const done = (value: string): PromiseSettledResult<string> => ({ status: "fulfilled", value });
const refused = (reason: string): PromiseSettledResult<string> => ({ status: "rejected", reason });
const upper: Work = async (items) => items.map((item) => done(item.toUpperCase()));

/** The key of an item is its first letter. */
function batches(implementation: Work = upper, most = 50) {
  const work = vi.fn<Work>(implementation);
  const run = inBatches<string, string>({ most, keyOf: (item) => item.slice(0, 1), work });
  const seen = () => work.mock.calls.map(([items]) => items.join(" "));
  return { run, work, seen };
}

/** Work that waits until it is told to go on. */
function held() {
  const waiting: (() => void)[] = [];
  const work: Work = async (items) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return upper(items);
  };
  const next = async () => {
    await vi.waitFor(() => expect(waiting).not.toHaveLength(0));
    waiting.shift()?.();
  };
  return { work, next };
}

describe("batches", () => {
  it("a call that comes alone is done alone, and so is the next one", async () => {
    const { run, seen } = batches();
    expect(await run("a")).toBe("A");
    expect(await run("b")).toBe("B");
    expect(seen()).toEqual(["a", "b"]);
  });

  it("what comes at one moment, or while another is done, is done together in the order of coming", async () => {
    const { work, next } = held();
    const { run, seen } = batches(work);
    const first = [run("a"), run("b")];
    await next();
    const second = ["c", "d", "e"].map(run);
    await vi.waitFor(() => expect(seen()).toHaveLength(2));
    const third = run("f");
    expect(await Promise.all(first)).toEqual(["A", "B"]);
    await next();
    expect(await Promise.all(second)).toEqual(["C", "D", "E"]);
    await next();
    expect(await third).toBe("F");
    expect(seen()).toEqual(["a b", "c d e", "f"]);
  });

  it("are no larger than they may be", async () => {
    const { run, seen } = batches(upper, 2);
    await Promise.all(["a", "b", "c", "d", "e"].map(run));
    expect(seen()).toEqual(["a b", "c d", "e"]);
  });

  it("have each key once: the second of a key comes later", async () => {
    const { run, seen } = batches();
    expect(await Promise.all(["a1", "b1", "a2", "c1", "a3"].map(run))).toEqual([
      "A1",
      "B1",
      "A2",
      "C1",
      "A3",
    ]);
    expect(seen()).toEqual(["a1 b1 c1", "a2", "a3"]);
  });
});

describe("what goes wrong", () => {
  it("an item that is refused leaves the others alone", async () => {
    const { run, seen } = batches(async (items) =>
      items.map((item) => (item === "b" ? refused("no b") : done(item))),
    );
    const results = await Promise.allSettled(["a", "b", "c"].map(run));
    expect(results).toEqual([done("a"), refused("no b"), done("c")]);
    expect(seen()).toEqual(["a b c"]);
  });

  it("a batch that fails is done one by one, and only the culprit hears of it", async () => {
    const { run, seen } = batches(async (items) => {
      if (items.includes("b")) throw "the fault of b";
      return upper(items);
    });
    const results = await Promise.allSettled(["a", "b", "c"].map(run));
    expect(results).toEqual([done("A"), refused("the fault of b"), done("C")]);
    expect(seen()).toEqual(["a b c", "a", "b", "c"]);
    expect(await run("d")).toBe("D");
  });

  it("one that fails alone is not tried again", async () => {
    const { run, work } = batches(async () => {
      throw new Error("no such luck");
    });
    await expect(run("a")).rejects.toThrow("no such luck");
    expect(work).toHaveBeenCalledOnce();
  });

  it("a call without an outcome does not wait for ever", async () => {
    const { run } = batches(async () => []);
    await expect(run("a")).rejects.toThrow("not an outcome");
  });

  it("whatever fails when: each call has its own outcome, and is done once", async () => {
    const calls = fc.array(fc.tuple(fc.stringMatching(/^[a-e][0-9]{1,4}$/), fc.boolean(), fc.boolean()), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 6 }), async (made, most) => {
        const named = made.map(([name, bad, late], index) => ({ name: `${name}.${index}`, bad, late }));
        const bad = new Set(named.filter((call) => call.bad).map(({ name }) => name));
        const finished: string[] = [];
        const { run, seen } = batches(async (items) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (items.some((item) => bad.has(item))) throw items.find((item) => bad.has(item));
          finished.push(...items);
          return items.map(done);
        }, most);
        const outcomes = await Promise.allSettled(
          named.map(async ({ name, late }) => {
            if (late) await new Promise((resolve) => setImmediate(resolve));
            return run(name);
          }),
        );
        expect(outcomes).toEqual(named.map(({ name, bad: isBad }) => (isBad ? refused(name) : done(name))));
        expect([...finished].sort()).toEqual(
          named
            .filter((call) => !call.bad)
            .map(({ name }) => name)
            .sort(),
        );
        for (const batch of seen().map((text) => text.split(" "))) {
          expect(batch.length).toBeLessThanOrEqual(most);
          expect(new Set(batch.map((item) => item[0])).size).toBe(batch.length);
        }
      }),
      { numRuns: 50 },
    );
  });
});
