import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** Requests that do not come to an end, at scripts/server in front of a stand-in for Next. */

type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

const script = (name: string) => import(new URL(`../../../scripts/server/${name}`, import.meta.url).href);
const { aheadOf }: { aheadOf: (next: Listener, isStatic: () => boolean) => Listener } =
  await script("ahead.mjs");
const { limits }: { limits: (ms?: number) => ServerOptions } = await script("limits.mjs");
const key = Symbol.for("moonstone.machineRoutes");
const holder = globalThis as { [key]?: () => ((request: Request) => Promise<Response>) | null };

/** Next reads a form to its end. */
const next = vi.fn<Listener>(async (req, res) => void buffer(req).then(() => res.end("next"), vi.fn()));
const server = () => createServer(limits(200), (req, res) => void aheadOf(next, () => false)(req, res));
let running: ReturnType<typeof server>;
let heard: string;

beforeEach(async () => {
  next.mockClear();
  heard = "";
  running = server().listen(0, "127.0.0.1");
  await once(running, "listening");
});

afterEach(async () => {
  delete holder[key];
  running.closeAllConnections();
  await new Promise((resolve) => running.close(resolve));
});

/** Sends so much and nothing more; what is heard until the server hangs up is in `heard`. */
async function sendOnly(...lines: string[]): Promise<Socket> {
  const socket = connect((running.address() as AddressInfo).port, "127.0.0.1");
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  const closed = once(socket, "close");
  socket.write(lines.join("\r\n"));
  await closed;
  return socket;
}

describe("a request that does not end is answered 408 and hung up on", () => {
  const bodies = [
    ["of known length", ["Content-Length: 100", "", "abc"]],
    ["of a great length", ["Content-Length: 9999999999", "", "abc"]],
    ["of unknown length", ["Transfer-Encoding: chunked", "", "3", "abc"]],
  ] as const;

  it.each(bodies)("%s, read by Next", async (_, rest) => {
    await sendOnly("POST /cart/items HTTP/1.1", "Host: a", ...rest);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(next).toHaveBeenCalledOnce();
  });

  it.each(bodies)("%s, read ahead of Next; nothing is logged", async (_, rest) => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    holder[key] = () => async (request) => new Response(await request.text());
    await sendOnly("POST /machine HTTP/1.1", "Host: a", ...rest);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(next).not.toHaveBeenCalled();
    expect(logged).not.toHaveBeenCalled();
    logged.mockRestore();
  });

  it("its head, too", async () => {
    await sendOnly("POST /machine HTTP/1.1", "Host: a");
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
  });
});

it("some seconds are enough", () => {
  const { requestTimeout = 0, headersTimeout, connectionsCheckingInterval = 0 } = limits();
  expect(requestTimeout + connectionsCheckingInterval).toBeLessThan(20_000);
  expect(headersTimeout).toBe(requestTimeout);
});

it("an answer that is there before the body's end is heard, though the end never comes", async () => {
  holder[key] = () => async () => new Response("forged", { status: 403 });
  running.requestTimeout = 60_000;
  await sendOnly("POST /machine HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "3", "abc", "");
  expect(heard).toMatch(/^HTTP\/1\.1 403 /);
  expect(heard).toMatch(/forged$/);
});

it("an address of another server, as proxies are asked, is refused and not redirected to", async () => {
  for (const target of ["http://evil.example/login", "*", "?next=/"]) {
    heard = "";
    await sendOnly(`GET ${target} HTTP/1.1`, "Host: a", "", "");
    expect(heard, target).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard).not.toContain("evil");
  }
  expect(next).not.toHaveBeenCalled();
});
