import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { sandboxSettings } from "@/lib/sandbox/accounts";
import { bookFaults, stockNow } from "./books";
import { type Child, startChild } from "./children";
import { freePort, startWorld, type World } from "./control";
import { freshDatabase } from "./database";
import { changeSettings } from "./settings";
import { makeUser } from "./world";

/** How many points of the shop's work the power goes at, spread over all of it: fewer on the second database. */
const cuts = inject("template").kind === "sqlite" ? 20 : 6;
const file = "tests/support/dying-shop.ts";

let world: World;
let shopAddress = "";
let userId = "";
let restore = () => {};

/** A fresh database with one customer. @returns how many stones there are */
async function begin(): Promise<Map<string, number>> {
  await freshDatabase();
  setClockOffset(0);
  userId = (await makeUser()).id;
  return stockNow();
}

/** What makes a process a shop of its own, whose WeChat lives in this process. */
const shopEnvironment = (api: string) => ({
  ...process.env,
  ...sandboxSettings(shopAddress),
  WECHAT_GATEWAY_URL: `${world.address}/sandbox`,
  WECHAT_SANDBOX: "0",
  WXPAY_API: api,
  TEST_WORLD: world.address,
});

/** Runs the shop until it comes to its end, or to point `dieAt`. @returns how many points it passed, or null if it died */
async function runShop(api: string, dieAt: number): Promise<number | null> {
  const args = [file, String(dieAt), userId];
  const child = spawn("node_modules/.bin/tsx", args, { env: shopEnvironment(api) });
  const [output, errors, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  // tsx passes the signal on as the shell does: 128 + 9.
  if (signal === "SIGKILL" || code === 137) return null;
  const points = /^points (\d+)$/m.exec(output)?.[1];
  if (code !== 0 || !points) throw new Error(`The shop failed with ${code}: ${errors}`);
  return Number(points);
}

/** Starts the server that goes on where others died: it knows nothing but the database. */
function startSuccessor(api: string): Child & { takeOver(): Promise<void> } {
  const restoreEnvironment = changeSettings(shopEnvironment(api));
  const child = startChild(file);
  restoreEnvironment();
  const takeOver = async () => {
    child.send(JSON.stringify({ databaseUrl: config().databaseUrl, userId }));
    while ((await child.line()) !== "done");
  };
  return { ...child, takeOver };
}

const states = async () => ({
  order: (await db().order.findFirst())?.state,
  refund: (await db().refund.findFirst())?.state,
  cashIn: (await db().transfer.findFirst())?.state,
});
const atTheEnd = { order: "paid", refund: "success", cashIn: "success" };

/**
 * Has the power go at many points of a payment, a refund and a cash-in, over one interface. A test file for each
 * interface calls this: they take minutes, and so go side by side.
 */
export function describePowerCuts(api: "v2" | "v3"): void {
  beforeEach(async () => {
    world = await startWorld();
    shopAddress = `http://127.0.0.1:${await freePort()}`;
    restore = changeSettings({ WECHAT_SANDBOX: "1", APP_URL: shopAddress });
  });

  afterEach(async () => {
    await world.close();
    restore();
  });

  it(`agree with WeChat's books, at whichever of ${cuts} points the power goes`, {
    timeout: 600_000,
  }, async () => {
    await begin();
    const points = (await runShop(api, 0)) ?? 0;
    expect(points).toBeGreaterThan(cuts);
    const successor = startSuccessor(api);
    for (let cut = 1; cut <= cuts; cut += 1) {
      const dieAt = Math.round((cut * points) / (cuts + 1));
      const before = await begin();
      const died = (await runShop(api, dieAt)) === null;
      await successor.takeOver();
      const found = { dieAt, died, faults: await bookFaults(before), states: await states() };
      expect(found).toEqual({ dieAt, died: true, faults: [], states: atTheEnd });
    }
    await successor.end();
  });
}
