import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { advanceClock } from "@/lib/sandbox/clock";
import { keepHouse } from "@/lib/shop/housekeeping";
import { bookFaults, stockNow } from "@/tests/support/books";
import { takeEverything } from "@/tests/support/control";
import { commands, type Real } from "@/tests/support/schedule/commands";
import { freshWorld, makeUser } from "@/tests/support/world";

/** How many schedules are tried for each interface: always the same ones, or with SCHEDULES as many new ones. */
const { SCHEDULES } = process.env;
const search = SCHEDULES ? { numRuns: Number(SCHEDULES) } : { numRuns: 20, seed: 20260601 };

const minute = 60;
const hour = 60 * minute;

/** No faults any more, and enough time for everything that is on its way to arrive. */
async function letEverythingEnd(): Promise<void> {
  await db().sandboxSetting.deleteMany({ where: { name: { startsWith: "fault:" } } });
  await takeEverything();
  for (const seconds of [
    minute,
    2 * minute,
    11 * minute,
    31 * minute,
    2 * hour,
    6 * hour,
    13 * hour,
    25 * hour,
    35 * hour,
  ]) {
    await advanceClock(seconds);
    await keepHouse(paymentHandlers);
    await keepHouse(paymentHandlers);
  }
}

async function begin(api: string): Promise<Real> {
  await freshWorld({ WXPAY_API: api });
  const lin = await makeUser("lin");
  const chen = await makeUser("chen");
  return {
    buyers: [
      { userId: lin.id, person: "lin" },
      { userId: chen.id, person: "chen" },
    ],
  };
}

/** What is still on its way although it had all the time there is. */
async function unfinished(): Promise<string[]> {
  const payments = await db().payment.findMany({ where: { state: "created" } });
  const refunds = await db().refund.findMany({ where: { state: { in: ["granted", "processing"] } } });
  const transfers = await db().transfer.findMany({ where: { state: { in: ["created", "waiting"] } } });
  return [
    ...payments.map(({ outTradeNo, state }) => `payment ${outTradeNo} ${state}`),
    ...refunds.map(({ outRefundNo, state, problem }) => `refund ${outRefundNo} ${state} ${problem}`),
    ...transfers.map(({ outBillNo, state, problem }) => `cash-in ${outBillNo} ${state} ${problem}`),
  ];
}

describe.each(["v2", "v3"])(
  "any schedule of buying, paying, cancelling, refunding and cashing in over %s",
  (api) => {
    it("ends with equal books at the shop and at WeChat", { timeout: 600_000 }, async () => {
      const schedule = fc.commands(commands, { size: "max", maxCommands: 60 });
      const property = fc.asyncProperty(schedule, async (list) => {
        const real = await begin(api);
        const stock = await stockNow();
        await fc.asyncModelRun(() => ({ model: {}, real }), list);
        await letEverythingEnd();
        expect(await unfinished()).toEqual([]);
        expect(await bookFaults(stock)).toEqual([]);
        const differences = await db().billDifference.findMany({
          select: { kind: true, what: true, number: true },
        });
        expect(differences).toEqual([]);
      });
      await fc.assert(property, { ...search, endOnFailure: true });
    });
  },
);
