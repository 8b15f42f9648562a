import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { untilAnswered } from "@/lib/robot/late-answers";

const { stopOnSignals }: { stopOnSignals: (server: object, app: object) => void } = await import(
  new URL("../../scripts/server/stop.mjs", import.meta.url).href
);
const steps: string[] = [];
const server = {
  closeIdleConnections: () => {},
  close: (done: () => void) => {
    steps.push("no more requests");
    done();
  },
};
const app = { close: async () => void steps.push("app closed") };

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
async function stop(): Promise<void> {
  const before = process.listeners("SIGTERM");
  stopOnSignals(server, app);
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
});

it("but not for ever", async () => {
  untilAnswered(new Promise(() => {}));
  await stop();
  await vi.advanceTimersByTimeAsync(7000);
  expect(steps).toEqual(["no more requests"]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(steps).toEqual(["no more requests", "app closed", "exit 143"]);
});
