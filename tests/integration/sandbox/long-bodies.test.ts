import type { AddressInfo } from "node:net";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { POST as decide } from "@/app/sandbox/open.weixin.qq.com/connect/confirm/decide/route";
import { callShop } from "@/lib/sandbox/chat/shop-call";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { answerHost } from "@/lib/sandbox/hosts";
import { lastCallId, readCall } from "@/lib/sandbox/ledger";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { answerPhone } from "@/lib/sandbox/phone";
import { createSandboxServer } from "../../../scripts/sandbox/server";
import { freshSandbox, placeOrder } from "./support";

/** Whoever sends the sandbox more than it takes is not listened to: all of it would lie in memory. */

/** The server's own fetch, since the sandbox's is stubbed. */
const ask = globalThis.fetch;
const mebi = 1024 * 1024;
let sent = 0;

/** A body of 64 MB. */
const endless = () =>
  new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        sent += 1;
        if (sent > 64) controller.close();
        else controller.enqueue(new Uint8Array(mebi).fill(120));
      },
    },
    { highWaterMark: 0 },
  );

const post = (path: string, headers: Record<string, string> = {}) => {
  const init = { method: "POST", body: endless(), headers, duplex: "half" };
  return new Request(`http://localhost:3000${path}`, init as RequestInit);
};

beforeEach(async () => {
  await freshSandbox();
  sent = 0;
});

it.each(["/pay/unifiedorder", "/v3/pay/transactions/jsapi"])("of %s it sees the beginning", async (path) => {
  const answer = await answerHost("api.mch.weixin.qq.com", path, post(path));
  expect(await answer?.text()).toMatch(/FAIL|code/);
  expect(sent).toBe(1);
  const call = await readCall(await lastCallId());
  expect(call?.ok).toBe(false);
});

it("WeChat's pages refuse a form", async () => {
  const form = post("/decide", { "sec-fetch-site": "same-origin" });
  expect((await decide(form, undefined)).status).toBe(413);
  expect(sent).toBe(1);
});

it("the phone passes on what a page may well send, and no more", async () => {
  const answer = await answerPhone(post("/sandbox/phone/cart/items"));
  expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining("16 MB")]);
  expect(sent).toBe(17);
});

it("of the shop's answer to a notice, and to a message, it reads the beginning", async () => {
  vi.stubGlobal("fetch", async () => new Response(endless()));
  const { prepay_id: prepayId = "" } = await placeOrder();
  await finishSheet({ prepayId, action: "pay" }, "lin");
  expect(await deliverDue()).toBe(1);
  expect(sent).toBe(1);
  const { text } = await callShop("http://shop.test/", "<xml/>", () => new AbortController().signal);
  expect(text).toBe("x".repeat(mebi));
  expect(sent).toBe(3);
});

it("by itself it answers 413 and goes on", async () => {
  const server = createSandboxServer({ tls: false, host: "api.mch.weixin.qq.com" });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const body of [new Uint8Array(64 * mebi), endless()]) {
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const answer = await ask(`${base}/pay/unifiedorder`, init);
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining("这么大")]);
  }
  expect((await ask(`${base}/sandbox/api/clock`, { method: "POST", body: "{}" })).status).toBe(400);
});
