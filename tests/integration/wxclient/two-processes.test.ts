import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { store } from "@/lib/store";
import { type Child, startChild } from "@/tests/support/children";
import { freshDatabase } from "@/tests/support/database";
import { changeSettings } from "@/tests/support/settings";

const appid = "wx0123456789abcdef";
const processes = 2;
/** Of each kind in each process: 100 of each over both. */
const requests = 50;

/** WeChat's two calls, counted, and answered when the test lets them be. */
function upstream() {
  const calls: string[] = [];
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const name = pathname.replace("/api.weixin.qq.com/cgi-bin/", "");
    calls.push(name);
    const number = calls.filter((call) => call === name).length;
    await answered;
    const given =
      name === "stable_token" ? { access_token: `NEW-TOKEN-${number}` } : { ticket: `NEW-TICKET-${number}` };
    response.end(JSON.stringify({ errcode: 0, ...given, expires_in: 7200 }));
  });
  return { calls, server, answer };
}

const results = z.object({ given: z.array(z.string()), failed: z.array(z.string()) });

let server: Server;
let calls: string[];
let answer: () => void;
let undo: () => void;
let children: Child[];

beforeEach(async () => {
  ({ server, calls, answer } = upstream());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo = changeSettings({
    WECHAT_SANDBOX: "0",
    WXAUTH_MP_APPID: appid,
    WXAUTH_MP_SECRET: "0123456789abcdef0123456789abcdef",
    WECHAT_GATEWAY_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  await freshDatabase();
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map((child) => child.end()));
  server.closeAllConnections();
  server.close();
  undo();
});

/** Starts the processes and lets them begin at the same moment. */
async function startTogether(): Promise<void> {
  children = Array.from({ length: processes }, () =>
    startChild("tests/support/wxclient-process.ts", String(requests)),
  );
  for (const child of children) expect(await child.line()).toBe("ready");
}

/** Has all processes ask; WeChat answers at the latest when each of them knows whether to fetch or to wait. */
async function askTogether(): Promise<string[]> {
  for (const child of children) child.send("go");
  for (const child of children) expect(await child.line()).toBe("asked");
  answer();
  const answers = await Promise.all(
    children.map(async (child) => results.parse(JSON.parse(await child.line()))),
  );
  expect(answers.flatMap(({ failed }) => failed)).toEqual([]);
  const given = answers.flatMap(({ given }) => given);
  expect(given).toHaveLength(2 * processes * requests);
  return [...new Set(given)].sort();
}

/** What a process left in the store whose renewal is due since a second ago. */
async function putDue(kind: string, value: string): Promise<void> {
  const now = Date.now();
  const current = { value, fetchedAt: now - 6_921_000, refreshAt: now - 1_000, expiresAt: now + 279_000 };
  await store().put(`wxclient:${kind}:${appid}`, JSON.stringify({ current }), 279);
}

async function isStored(kind: string, value: string): Promise<boolean> {
  return (await store().get(`wxclient:${kind}:${appid}`))?.includes(value) ?? false;
}

describe("100 requests at once for token and ticket, over two processes", () => {
  it("with an empty database: one call for the token, one for the ticket", async () => {
    await startTogether();
    expect(await askTogether()).toEqual(["NEW-TICKET-1", "NEW-TOKEN-1"]);
    expect(await askTogether()).toEqual(["NEW-TICKET-1", "NEW-TOKEN-1"]);
    expect(calls.sort()).toEqual(["stable_token", "ticket/getticket"]);
  });

  it("when both are due: one call for each, and everyone goes on with the old ones meanwhile", async () => {
    await putDue("access_token", "OLD-TOKEN");
    await putDue("jsapi_ticket", "OLD-TICKET");
    await startTogether();
    expect(await askTogether()).toEqual(["OLD-TICKET", "OLD-TOKEN"]);
    const bothStored = async () =>
      (await isStored("access_token", "NEW-TOKEN-1")) && (await isStored("jsapi_ticket", "NEW-TICKET-1"));
    await expect.poll(bothStored, { timeout: 20_000 }).toBe(true);
    expect(await askTogether()).toEqual(["NEW-TICKET-1", "NEW-TOKEN-1"]);
    expect(calls.sort()).toEqual(["stable_token", "ticket/getticket"]);
  });
});
