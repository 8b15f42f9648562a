import { createGateway, MemoryStore, type Transport } from "@/lib/wechat";

/** A call that the code under test made. */
export interface Call {
  url: string;
  method: string;
  body: string;
  /** That the merchant's certificate was shown. */
  certified?: true;
}

export type Handler = (call: Call) => Response | string | object | Promise<Response | string | object>;

/** A WeChat that answers as told and remembers what it was asked. */
export function fakeWechat(handler: Handler, base?: string) {
  const calls: Call[] = [];
  const clock = fakeClock();
  const fetching =
    (certified: boolean): typeof fetch =>
    async (input, init) => {
      const body = String(init?.body ?? "");
      const shown = certified ? { certified } : {};
      const call: Call = { url: String(input), method: init?.method ?? "GET", body, ...shown };
      calls.push(call);
      const answer = await handler(call);
      if (answer instanceof Response) return answer;
      return new Response(typeof answer === "string" ? answer : JSON.stringify(answer));
    };
  const transport: Transport = {
    fetch: fetching(false),
    mutualTls: () => fetching(true),
    timeoutMs: 10_000,
    gateway: createGateway(base),
    now: clock.now,
  };
  return { calls, clock, transport, store: new MemoryStore(clock.now) };
}

export function fakeClock(start = Date.UTC(2024, 4, 1, 4)) {
  let time = start;
  return {
    now: () => time,
    advance: (seconds: number) => {
      time += seconds * 1000;
    },
  };
}

/** What a promise was rejected with; fails when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
