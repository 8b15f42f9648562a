import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { untilAnswered } from "@/lib/robot/late-answers";

const { stopOnSignals }: { stopOnSignals: (server: object, app: object) => void } = await import(
  new URL("../../scripts/server/stop.mjs", import.meta.url).href
);
const steps: string[] = [];
/** A server with so many requests under way that never end. */
const serverWith = (halfSent: number) => {
  let hungUp = () => {};
  return {
    closeIdleConnections: () => {},
    closeAllConnections: () => {
      steps.push("hung up");
      hungUp();
    },
    close: (done: () => void) => {
      steps.push("no more requests");
      if (halfSent === 0) done();
      else hungUp = done;
    },
  };
};
const goodApp = { close: async () => void steps.push("app closed") };

beforeEach(() => {
  steps.length = 0;
  vi.useFakeTimers();
  vi.spyOn(process, "exit").mockImplementation((code) => {
    steps.push(`exit ${code}`);
    return undefined as never;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Sends the signal to this server alone. */
async function stop({ halfSent = 0, app = goodApp } = {}): Promise<void> {
  const before = process.listeners("SIGTERM");
  stopOnSignals(serverWith(halfSent), app);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const added = process.listeners(signal).filter((listener) => !before.includes(listener));
    for (const listener of added.slice(-1)) {
      process.off(signal, listener);
      if (signal === "SIGTERM") listener(signal);
    }
  }
  await vi.advanceTimersByTimeAsync(0);
}

it("a server ends at once when nothing is left to do", async () => {
  await stop();
  expect(steps).toEqual(["no more requests", "app closed", "exit 143"]);
});

it("waits for answers that are still under way", async () => {
  let end = () => {};
  untilAnswered(
    new Promise((resolve) => {
      end = resolve;
    }),
  );
  await stop();
  expect(steps).toEqual(["no more requests"]);
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(steps).toEqual(["no more requests", "app closed", "exit 143"]);
  // What has come to an end is forgotten.
  await stop();
  expect(steps).toHaveLength(6);
  // And whoever has ended hangs up on nobody.
  await vi.advanceTimersByTimeAsync(10_000);
  expect(steps).toHaveLength(6);
});

it("but not for ever", async () => {
  untilAnswered(new Promise(() => {}));
  await stop();
  await vi.advanceTimersByTimeAsync(6000);
  expect(steps).toEqual(["no more requests"]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(steps).toEqual(["no more requests", "app closed", "exit 143"]);
});

it("hangs up on requests that do not come to an end", async () => {
  await stop({ halfSent: 1 });
  await vi.advanceTimersByTimeAsync(6000);
  expect(steps).toEqual(["no more requests"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(steps).toEqual(["no more requests", "hung up", "app closed", "exit 143"]);
});

it("ends before whoever stops it loses patience, whatever there is to wait for", async () => {
  untilAnswered(new Promise(() => {}));
  await stop({ halfSent: 1, app: { close: () => new Promise(() => {}) } });
  await vi.advanceTimersByTimeAsync(8500);
  expect(steps).toEqual(["no more requests", "hung up", "exit 143"]);
});
