import { describe, expect, it } from "vitest";
import { createTransport } from "@/lib/wechat";
import { sendStreaming } from "@/lib/wechat/streaming";
import { rejection } from "./support";
import { fileStream } from "./wxclient-media-support";
import { settled } from "./wxclient-support";

const host = "api.weixin.qq.com";

/** Timers on a clock that a test moves. */
function clockwork() {
  let now = 0;
  const timers = new Map<() => void, number>();
  return {
    pending: () => timers.size,
    after(ms: number, run: () => void) {
      const timer = () => run();
      timers.set(timer, now + ms);
      return () => void timers.delete(timer);
    },
    advance(ms: number) {
      now += ms;
      for (const [timer, due] of [...timers]) if (due <= now && timers.delete(timer)) timer();
    },
  };
}

type Fetch = (init: { body: ReadableStream<Uint8Array>; signal: AbortSignal }) => Promise<Response>;

/** A transport that gives up after 10 s without movement, and a fetch in the hands of the test. */
function transportOf(clock: ReturnType<typeof clockwork>, fetching: Fetch) {
  const fetch = ((_: unknown, init: Parameters<Fetch>[0]) => {
    const aborted = new Promise<never>((_resolve, reject) => {
      init.signal.addEventListener("abort", () => reject(init.signal.reason));
    });
    return Promise.race([fetching(init), aborted]);
  }) as unknown as typeof globalThis.fetch;
  return createTransport({ timeoutMs: 10_000, after: clock.after, fetch });
}

describe("a long upload", () => {
  it("goes on as long as it moves, and is read no faster than it is taken", async () => {
    const clock = clockwork();
    const { stream, seen } = fileStream(20, 10);
    const transport = transportOf(clock, async ({ body }) => {
      const reader = body.getReader();
      for (let taken = 1; !(await reader.read()).done; taken += 1) {
        expect(seen.read).toBe(taken);
        clock.advance(9_000);
      }
      clock.advance(9_000);
      return new Response("done");
    });
    const answer = await sendStreaming(transport, host, "/x", { method: "POST", body: stream, maxBytes: 10 });
    expect(seen.read).toBe(20);
    expect(clock.pending()).toBe(0);
    expect(await new Response(answer.body).text()).toBe("done");
  });

  it("ends when nothing moved for the time allowed, at whatever point", async () => {
    for (const taken of [0, 1, 20]) {
      const clock = clockwork();
      const { stream, seen } = fileStream(20, 10);
      const transport = transportOf(clock, async ({ body }) => {
        const reader = body.getReader();
        for (let part = 0; part < taken; part += 1) await reader.read();
        return new Promise<Response>(() => {});
      });
      const sending = rejection(
        sendStreaming(transport, host, "/x", { method: "POST", body: stream, maxBytes: 10 }),
      );
      while (seen.read < taken) await settled();
      await settled();
      clock.advance(9_999);
      expect(clock.pending()).toBe(1);
      clock.advance(1);
      expect(await sending).toMatchObject({ code: "TIMEOUT" });
      expect(clock.pending()).toBe(0);
      await settled();
      expect(seen.cancelled).toBe(true);
    }
  });

  it("whose end is taken after the answer starts no timer again", async () => {
    const clock = clockwork();
    const { stream } = fileStream(2, 10);
    let rest = async (): Promise<unknown> => null;
    const transport = transportOf(clock, async ({ body }) => {
      const reader = body.getReader();
      await reader.read();
      rest = () => reader.read();
      return new Response("early");
    });
    await sendStreaming(transport, host, "/x", { method: "POST", body: stream, maxBytes: 10 });
    await rest();
    expect(clock.pending()).toBe(0);
  });
});

describe("a long download", () => {
  it("goes on as long as it moves, and for as long as nobody asks for more", async () => {
    const clock = clockwork();
    let next = (_: string | null): void => {};
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) =>
          new Promise<void>((resolve) => {
            next = (text) => {
              if (text === null) controller.close();
              else controller.enqueue(Buffer.from(text));
              resolve();
            };
          }),
      },
      { highWaterMark: 0 },
    );
    const transport = transportOf(clock, async () => new Response(body));
    const answer = await sendStreaming(transport, host, "/x", { method: "GET", maxBytes: 100 });
    const reader = answer.body.getReader();
    for (const text of ["a", "b", "c", null]) {
      clock.advance(1_000_000);
      const part = reader.read();
      await settled();
      clock.advance(9_999);
      next(text);
      expect((await part).done).toBe(text === null);
    }
    expect(clock.pending()).toBe(0);
  });

  it("that tells it is too long is let go at once", async () => {
    const clock = clockwork();
    const { stream, seen } = fileStream(2, 10);
    const transport = transportOf(
      clock,
      async () => new Response(stream, { headers: { "content-length": "20" } }),
    );
    const sending = sendStreaming(transport, host, "/x", { method: "GET", maxBytes: 19 });
    expect(await rejection(sending)).toMatchObject({ code: "TOO_LARGE" });
    expect(seen).toEqual({ read: 0, cancelled: true });
    expect(clock.pending()).toBe(0);
  });
});
