import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { act } from "@/lib/sandbox/chat/acts";
import {
  type AllowanceCause,
  allowanceRules,
  grantAllowance,
  spendAllowance,
} from "@/lib/sandbox/chat/allowances";
import { pushMessage } from "@/lib/sandbox/chat/pushes";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { changePerson } from "@/lib/sandbox/people";
import { freshChat } from "./chat-support";
import { placeOrder, shop, stopTime, wait } from "./support";

beforeEach(async () => {
  await freshChat();
  stopTime();
});

const hour = 3600;
const spend = () => spendAllowance("lin");

async function spendAll(): Promise<number> {
  for (let count = 0; ; count += 1) if (count > 20 || (await spend()) !== "spent") return count;
}

/** What each interaction allows: how many messages, and for how many seconds. */
const rules: [AllowanceCause, number, number][] = [
  ["message", 5, 48 * hour],
  ["menu", 3, 60],
  ["follow", 3, 60],
  ["scan", 3, 60],
];

describe.each(rules)("%s", (cause, count, seconds) => {
  it(`allows ${count} messages within ${seconds} seconds`, async () => {
    expect(await spend()).toBe("closed");
    await grantAllowance("lin", cause);
    expect(await spendAll()).toBe(count);
    expect(await spend()).toBe("used_up");
    wait(seconds - 1);
    expect(await spend()).toBe("used_up");
    wait(seconds);
    expect(await spend()).toBe("closed");
  });

  it("begins anew with the next one, and does not add up", async () => {
    await grantAllowance("lin", cause);
    await spend();
    wait(seconds - 1);
    await grantAllowance("lin", cause);
    wait(seconds + 1);
    expect(await spendAll()).toBe(count);
  });

  it("is another's for nobody", async () => {
    await changePerson("chen", { follows: true });
    await grantAllowance("chen", cause);
    expect(await spend()).toBe("closed");
  });
});

it("who has paid may be written to any number of times for 48 hours, if they follow", async () => {
  await grantAllowance("lin", "pay");
  wait(48 * hour - 1);
  expect(await spendAll()).toBe(21);
  await changePerson("lin", { follows: false });
  expect(await spend()).toBe("closed");
  await changePerson("lin", { follows: true });
  wait(48 * hour);
  expect(await spend()).toBe("closed");
});

it("takes from the window that ends first", async () => {
  await grantAllowance("lin", "message");
  await grantAllowance("lin", "menu");
  for (let time = 0; time < 4; time += 1) expect(await spend()).toBe("spent");
  wait(61);
  expect(await spendAll()).toBe(4);
});

it("what a person does in the chat opens the windows", async () => {
  const causes = async () => (await db().sandboxAllowance.findMany()).map(({ cause }) => cause);
  await pushMessage("lin", { kind: "text", text: "满意", menuId: "1" });
  expect(await causes()).toEqual(["menu"]);
  await pushMessage("lin", { kind: "text", text: "在吗" });
  expect(await causes()).toEqual(["menu", "message"]);
  await act("lin", { act: "location", latitude: 1, longitude: 2 });
  await act("lin", { act: "enter" });
  expect(await causes()).toEqual(["menu", "message"]);
});

it("paying opens a window; cancelling does not", async () => {
  const { prepay_id: prepayId = "" } = await placeOrder({
    notify_url: "http://127.0.0.1:9/wxpay/shop/callback",
  });
  shop.reset();
  await finishSheet({ prepayId, action: "cancel" }, "lin");
  expect(await spend()).toBe("closed");
  await finishSheet({ prepayId, action: "pay" }, "lin");
  expect(await db().sandboxAllowance.findMany()).toMatchObject([{ cause: "pay", left: null }]);
  expect(await spend()).toBe("spent");
});

it("many at the same moment get exactly what is there", async () => {
  await grantAllowance("lin", "message");
  await grantAllowance("lin", "scan");
  const results = await Promise.all(Array.from({ length: 12 }, spend));
  expect(results.filter((result) => result === "spent")).toHaveLength(8);
  expect(results.filter((result) => result === "used_up")).toHaveLength(4);
});

it("many interactions at the same moment open one window", async () => {
  await Promise.all(Array.from({ length: 6 }, () => grantAllowance("lin", "message")));
  expect(await spendAll()).toBe(5);
});

const causes = Object.keys(allowanceRules) as AllowanceCause[];
const step = fc.oneof(
  fc.record({ grant: fc.constantFrom(...causes) }),
  fc.constant({ spend: true as const }),
  fc.record({ pass: fc.constantFrom(1, 30, 59, 60, 61, 24 * hour, 48 * hour) }),
);

it("does what a list of windows does, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await db().sandboxAllowance.deleteMany();
      wait(0);
      let time = 0;
      const windows = new Map<AllowanceCause, { until: number; left: number }>();
      for (const one of steps) {
        if ("pass" in one) {
          time += one.pass;
          wait(time);
        } else if ("grant" in one) {
          await grantAllowance("lin", one.grant);
          const { seconds, count } = allowanceRules[one.grant];
          windows.set(one.grant, { until: time + seconds, left: count ?? Number.POSITIVE_INFINITY });
        } else {
          const open = [...windows.values()].filter(({ until }) => until > time);
          const best = open.filter(({ left }) => left > 0).sort((a, b) => a.until - b.until)[0];
          expect(await spend()).toBe(best ? "spent" : open.length > 0 ? "used_up" : "closed");
          // Of those that end together the older one gives: the sum is what counts.
          if (best) best.left -= 1;
        }
      }
    }),
    { numRuns: 40 },
  );
});
