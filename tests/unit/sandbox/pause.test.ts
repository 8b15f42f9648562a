import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pauseFor } from "@/lib/sandbox/pause";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A signal that tells how many listen to it. */
function counted(signal: AbortSignal): () => number {
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  vi.spyOn(signal, "addEventListener").mockImplementation((...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  });
  vi.spyOn(signal, "removeEventListener").mockImplementation((...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  });
  return () => listeners;
}

test("a pause lasts as long as it should, and leaves nothing behind", async () => {
  const { signal } = new AbortController();
  const listeners = counted(signal);
  let over = false;
  const pause = pauseFor(15_000, signal).then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(14_999);
  expect([over, vi.getTimerCount(), listeners()]).toEqual([false, 1, 1]);
  await vi.advanceTimersByTimeAsync(1);
  await pause;
  expect([over, vi.getTimerCount(), listeners()]).toEqual([true, 0, 0]);
});

test("it ends when nobody waits any more, and leaves nothing behind", async () => {
  const caller = new AbortController();
  const listeners = counted(caller.signal);
  const pause = pauseFor(15_000, caller.signal);
  caller.abort();
  await pause;
  expect([vi.getTimerCount(), listeners()]).toEqual([0, 0]);
});

test("it does not begin when nobody waits", async () => {
  await pauseFor(15_000, AbortSignal.abort());
  expect(vi.getTimerCount()).toBe(0);
});
