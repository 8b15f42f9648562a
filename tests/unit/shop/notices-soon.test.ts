import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AfterAnswer } from "@/lib/shop/notices/soon";

const key = Symbol.for("moonstone.notice-sender");

beforeEach(() => {
  vi.useFakeTimers();
  Reflect.deleteProperty(globalThis, key);
});
afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(globalThis, key);
});

const fresh = () => import("@/lib/shop/notices/soon");

it("sends once for what is enqueued within half a second, and again for what comes later", async () => {
  const { startSender, wakeSender } = await fresh();
  const send = vi.fn(async () => undefined);
  wakeSender();
  startSender(send);
  wakeSender();
  wakeSender();
  await vi.advanceTimersByTimeAsync(499);
  expect(send).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(send).toHaveBeenCalledTimes(1);
  wakeSender();
  await vi.advanceTimersByTimeAsync(500);
  expect(send).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(send).toHaveBeenCalledTimes(2);
});

it("sends one at a time: what comes while WeChat is slow waits for the end, and goes then", async () => {
  const { startSender, wakeSender } = await fresh();
  const ends: (() => void)[] = [];
  const send = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  startSender(send);
  wakeSender();
  await vi.advanceTimersByTimeAsync(500);
  wakeSender();
  wakeSender();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(send).toHaveBeenCalledTimes(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(500);
  expect(send).toHaveBeenCalledTimes(2);
});

it("goes on after a send that failed", async () => {
  const { startSender, wakeSender } = await fresh();
  const send = vi.fn(async () => {
    throw new Error("away");
  });
  startSender(send);
  wakeSender();
  await vi.advanceTimersByTimeAsync(500);
  wakeSender();
  await vi.advanceTimersByTimeAsync(500);
  expect(send).toHaveBeenCalledTimes(2);
});

it("leaves it to the platform where a process ends with its answer, for each request by itself", async () => {
  const { startSender, wakeSender } = await fresh();
  const send = vi.fn(async () => undefined);
  const left: (() => Promise<void>)[] = [];
  const afterAnswer = vi.fn<AfterAnswer>((work) => void left.push(work));
  startSender(send, afterAnswer);
  wakeSender();
  wakeSender();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(send).toHaveBeenCalledTimes(0);
  for (const work of left) await work();
  expect(send).toHaveBeenCalledTimes(2);
  afterAnswer.mockImplementation(() => {
    throw new Error("no request");
  });
  expect(() => wakeSender()).not.toThrow();
});
