// A shop in a process of its own: somebody buys, pays, has a part refunded and cashes gems in. It does every step
// again that may have been done before, as people and machines do.
// With a number as its argument it dies at that point, or says "points N" when it came to the end. Without one it is
// the server that takes over: for each line of its input, a JSON text, it goes on where another died, and says "done".
import { createServer, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { setClockOffset } from "@/lib/clock";
import { resetConfig } from "@/lib/config";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { cashIn } from "@/lib/shop/cash-in/open";
import { checkCashIn } from "@/lib/shop/cash-in/queries";
import { ShopError } from "@/lib/shop/errors";
import { keepHouse } from "@/lib/shop/housekeeping";
import { placeOrder } from "@/lib/shop/orders/place";
import { checkPayment } from "@/lib/shop/payments/check";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { grantRefund } from "@/lib/shop/refunds/decide";
import { requestRefund } from "@/lib/shop/refunds/request";
import { arm, pointsPassed } from "./die-at";

const world = process.env.TEST_WORLD ?? "";
const clientIp = "127.0.0.1";
const address = { receiver: "林月", phone: "13800138000", region: "上海市 徐汇区", address: "月光路 1 号" };
const shipping = { ...address, note: "" };

/** Has something done by the people and by WeChat, who live in the other process. */
async function ask(what: string, body: object = {}): Promise<number> {
  const answer = await fetch(`${world}/control/${what}`, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
  return Number(await answer.text());
}

async function notified(request: IncomingMessage): Promise<Response> {
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const type = /^\/wxpay\/(\w+)\/callback$/.exec(request.url ?? "")?.[1] ?? "";
  const init = { method: "POST", headers, body: await text(request) };
  return answerPaymentNotification(new Request(`http://shop${request.url}`, init), type, paymentHandlers);
}

/** Takes WeChat's notifications, as the shop's own server would. */
async function listen(): Promise<() => void> {
  const { port } = new URL(process.env.APP_URL ?? "");
  const server = createServer(async (request, response) => {
    const answer = await notified(request);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(Number(port), "127.0.0.1", resolve));
  return () => {
    server.closeAllConnections();
    server.close();
  };
}

/** What was done before the power went is no reason to stop. */
async function unlessDone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
  }
}

async function live(userId: string): Promise<void> {
  const lines = [{ productId: "garnet", quantity: 2 }];
  const orderId = await placeOrder(userId, lines, shipping, { fromCart: false, once: "dying-shop" });
  const prepared = await prepareOrder({ userId, clientIp }, orderId, paymentHandlers);
  if (prepared.state === "ready") await ask("pay", { outTradeNo: prepared.outTradeNo });
  await checkPayment(userId, prepared.outTradeNo, paymentHandlers);

  const items = [{ productId: "garnet", quantity: 1 }];
  const refundNo = await requestRefund(userId, orderId, { items, reason: "尺寸不合适", once: "dying-shop" });
  await unlessDone(grantRefund("operator", refundNo));
  await ask("advance", { seconds: 60 });

  const billNo = "C20260101000000dyingshopgems";
  await unlessDone(cashIn(userId, 100, billNo));
  await ask("take");
  await checkCashIn(userId, billNo);
}

/** What a server that lives on does by itself. */
async function recover(): Promise<void> {
  for (const minutes of [2, 5, 30, 120]) {
    setClockOffset(await ask("advance", { seconds: minutes * 60 }));
    await keepHouse(paymentHandlers);
    await ask("take");
    await keepHouse(paymentHandlers);
  }
}

/** Gets ready, so that nothing but the shop's own work is counted afterwards. */
async function wake(userId: string): Promise<void> {
  await db().user.findUniqueOrThrow({ where: { id: userId } });
  setClockOffset(await ask("advance", { seconds: 0 }));
}

async function liveAndDie(userId: string, dieAt: number): Promise<void> {
  await listen();
  await wake(userId);
  arm(dieAt);
  await live(userId);
  process.stdout.write(`points ${pointsPassed()}\n`, () => process.exit(0));
}

const task = z.object({ databaseUrl: z.string(), userId: z.string() });

async function takeOver(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { databaseUrl, userId } = task.parse(JSON.parse(line));
    process.env.DATABASE_URL = databaseUrl;
    resetConfig();
    const close = await listen();
    await wake(userId);
    await live(userId);
    await recover();
    close();
    process.stdout.write("done\n");
  }
  process.exit(0);
}

const [, , dieAt, userId = ""] = process.argv;
(dieAt ? liveAndDie(userId, Number(dieAt)) : takeOver()).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
