import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { clockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { openRedPack } from "@/lib/sandbox/books/red-packs";
import { confirmTransfer } from "@/lib/sandbox/books/transfers";
import { advanceClock } from "@/lib/sandbox/clock";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { answerHost } from "@/lib/sandbox/hosts";
import { finishSheet } from "@/lib/sandbox/pay-sheet";

/** The sandbox's WeChat and its people behind an address, for a shop that lives in another process. */

const payInput = z.object({ outTradeNo: z.string() });
const advanceInput = z.object({ seconds: z.number() });

/** Lin pays an order, if it still can be paid, and WeChat notifies the shop. */
async function pay(input: unknown): Promise<void> {
  const { outTradeNo } = payInput.parse(input);
  const order = await db().sandboxOrder.findFirstOrThrow({ where: { outTradeNo } });
  if (order.tradeState === "NOTPAY") await finishSheet({ prepayId: order.prepayId, action: "pay" }, "lin");
  await deliverDue();
}

/** Lin takes every red pack and confirms every transfer. */
export async function takeEverything(): Promise<void> {
  for (const { id } of await db().sandboxRedPack.findMany({ where: { status: "SENT" } })) {
    await openRedPack(id, "lin");
  }
  const waiting = { state: "WAIT_USER_CONFIRM" };
  for (const { id } of await db().sandboxTransfer.findMany({ where: waiting })) {
    await confirmTransfer(id, "lin");
  }
  await deliverDue();
}

async function control(what: string, input: unknown): Promise<void> {
  if (what === "pay") return pay(input);
  if (what === "take") return takeEverything();
  if (what === "advance") return advanceClock(advanceInput.parse(input).seconds);
  throw new Error(`No such control: ${what}`);
}

async function wechat(path: string, request: IncomingMessage): Promise<Response> {
  const url = new URL(path, "http://localhost");
  const [, , host = "", ...rest] = url.pathname.split("/");
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const body = request.method === "POST" ? { body: new Uint8Array(await buffer(request)) } : {};
  const init = { method: request.method ?? "GET", headers, ...body };
  const answer = await answerHost(host, `/${rest.join("/")}`, new Request(url, init));
  return answer ?? new Response(null, { status: 404 });
}

async function answer(request: IncomingMessage): Promise<Response> {
  const path = request.url ?? "/";
  if (path.startsWith("/sandbox/")) return wechat(path, request);
  const what = /^\/control\/(\w+)$/.exec(path)?.[1] ?? "";
  await control(what, JSON.parse((await buffer(request)).toString()));
  return new Response(String(clockOffset()));
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, headers, ...rest } = await answer(request).then(async (given) => ({
      status: given.status,
      headers: Object.fromEntries(given.headers),
      body: Buffer.from(await given.arrayBuffer()),
    }));
    response.writeHead(status, headers).end(rest.body);
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.stack : "failed");
  }
}

export interface World {
  /** http://127.0.0.1:PORT: the hosts are below /sandbox/. */
  address: string;
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startWorld(): Promise<World> {
  const server: Server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
