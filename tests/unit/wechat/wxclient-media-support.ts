import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGateway, createTransport, createWxclient, MemoryStore, type Wxclient } from "@/lib/wechat";
import { appid, secret } from "./wxclient-support";

/** Timers that run when a test says so. */
export function fakeTimers() {
  const running = new Set<() => void>();
  const started: number[] = [];
  return {
    started,
    pending: () => running.size,
    after(ms: number, run: () => void) {
      started.push(ms);
      const timer = () => run();
      running.add(timer);
      return () => void running.delete(timer);
    },
    fire() {
      for (const timer of [...running]) timer();
    },
  };
}

export interface Upload {
  url: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

type Listener = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

interface World {
  client: Wxclient;
  timers: ReturnType<typeof fakeTimers>;
  /** How many requests came besides those for a token. */
  attempts: () => number;
}

/** A real server in WeChat's place that gives tokens, and a client that reaches it. */
export async function serving(listener: Listener, use: (world: World) => Promise<void>): Promise<void> {
  let tokens = 0;
  let attempts = 0;
  const server = createServer((request, response) => {
    if (!request.url?.startsWith("/api.weixin.qq.com/cgi-bin/stable_token")) {
      attempts += 1;
      return listener(request, response, attempts);
    }
    tokens += 1;
    response.end(JSON.stringify({ access_token: `TOKEN-${tokens}`, expires_in: 7200 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const timers = fakeTimers();
  const transport = createTransport({
    gateway: createGateway(base),
    after: timers.after,
    random: (size) => Buffer.alloc(size, 1),
  });
  const client = createWxclient({ app: { appid, secret }, store: new MemoryStore(), transport });
  try {
    await use({ client, timers, attempts: () => attempts });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Reads all of a request, then answers with this. */
export async function readAll(request: IncomingMessage): Promise<Upload> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return { url: request.url ?? "", headers: request.headers, body: Buffer.concat(parts) };
}

/** A file in parts, which tells how far it was read and whether it was given up. */
export function fileStream(parts: number, partBytes: number, failAt?: { part: number; error: unknown }) {
  const seen = { read: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (failAt?.part === seen.read) return controller.error(failAt.error);
        if (seen.read === parts) return controller.close();
        seen.read += 1;
        controller.enqueue(new Uint8Array(partBytes).fill(seen.read));
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen, size: parts * partBytes };
}

/** Resolves when `condition` holds, looked at whenever the process has nothing else to do. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
