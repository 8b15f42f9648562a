import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "@playwright/test";
import { startShop } from "./support/server";

/** scripts/server.mjs as `npm start` runs it. */

test.describe.configure({ timeout: 120_000 });

/** A notification whose end is still to come. */
function beginNotification(url: string): ClientRequest {
  const headers = { "content-type": "text/xml", "content-length": "12" };
  const sent = request(`${url}/wxpay/shop/callback`, { method: "POST", headers });
  sent.write("<xml>");
  return sent;
}

const responseTo = async (sent: ClientRequest): Promise<IncomingMessage> => (await once(sent, "response"))[0];

test("notifications are answered ahead of Next, everything else at the address by Next", async () => {
  const shop = await startShop();
  try {
    const address = `${shop.url}/wxpay/shop/callback`;
    const ahead = await fetch(address, { method: "POST", body: "<xml></xml>" });
    expect(ahead.status).toBe(400);
    expect(await ahead.text()).toContain("<return_code><![CDATA[FAIL]]>");
    expect(ahead.headers.get("x-content-type-options")).toBe("nosniff");
    // What next.config.mjs sends along shows who answered.
    expect(ahead.headers.has("content-security-policy")).toBe(false);
    for (const method of ["GET", "HEAD", "PUT"]) {
      const byNext = await fetch(address, { method });
      expect(byNext.status).toBe(405);
      expect(byNext.headers.has("content-security-policy")).toBe(true);
    }
    const large = await fetch(address, { method: "POST", body: "x".repeat(200_000) });
    expect(large.status).toBe(413);
    expect(await large.text()).toContain("too large");
  } finally {
    await shop.stop();
  }
});

test("a shop that is told to stop finishes what it has begun, begins nothing, and ends at once", async () => {
  // Connections that are kept alive would keep the server waiting.
  const shop = await startShop({ args: ["--keepAliveTimeout", "600000", "-H", "127.0.0.1"] });
  const healthy = await fetch(`${shop.url}/healthz`);
  expect(healthy.status).toBe(200);
  expect(healthy.headers.get("keep-alive")).toBe("timeout=600");
  const sent = beginNotification(shop.url);
  await once(sent, "socket");
  await fetch(`${shop.url}/healthz`);
  const stopped = shop.stop();
  await expect(async () => {
    await expect(fetch(`${shop.url}/healthz`)).rejects.toThrow();
  }).toPass();
  sent.end("</xml>x");
  const answer = await responseTo(sent);
  expect(answer.statusCode).toBe(400);
  expect(await text(answer)).toContain("malformed");
  expect(await stopped).toBe(0);
  expect(shop.output()).not.toMatch(/^\s+at |⨯|Unhandled/m);
});

test("a static page keeps nothing of the address of whoever it was made for", async () => {
  const shop = await startShop();
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(shop.url + path, { headers });
    const told = (await answer.text()).includes("SECRET") ? "with the secret" : "without";
    return [answer.headers.get("x-nextjs-cache"), answer.headers.get("content-type"), told];
  };
  try {
    for (const [path, first, headers] of [
      ["/", "/?sharer=SECRET"],
      ["/catalogue/new", "/catalogue/new?sharer=SECRET", { rsc: "1" }],
      ["/products/opal", "/products/opal?sharer=SECRET&_rsc=SECRET"],
      ["/products/garnet", "/products/garnet?sharer=SECRET&_rsc=SECRET", { rsc: "1" }],
      ["/products/pearl", "/products/%70earl?SECRET"],
      ["/products/none", "/products/none?SECRET"],
    ] as const) {
      await ask(first, headers);
      expect(await ask(path), path).toEqual(["HIT", "text/html; charset=utf-8", "without"]);
    }
  } finally {
    await shop.stop();
  }
});

const start = (...args: string[]) =>
  spawnSync(process.execPath, ["scripts/start.mjs", ...args], { encoding: "utf8", timeout: 30_000 });

test("an option that is none, or holds nonsense, is named, and nothing starts", () => {
  for (const args of [
    ["--prot", "4000"],
    ["-p", "seven"],
    ["-p", "70000"],
    ["--keepAliveTimeout", "1s"],
    ["x"],
  ]) {
    const { status, stderr } = start(...args);
    expect(status, args.join(" ")).toBe(1);
    expect(stderr).toContain(args[0] === "-p" ? "--port" : args[0]);
    expect(stderr).not.toMatch(/^\s+at /m);
  }
});
