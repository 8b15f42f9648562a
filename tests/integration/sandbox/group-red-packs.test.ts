import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { merchantBalance, openingBalance } from "@/lib/sandbox/books/merchant";
import { openRedPack, share } from "@/lib/sandbox/books/red-packs";
import { advanceClock } from "@/lib/sandbox/clock";
import { allMoney } from "./money-support";
import { type Fields, group, info, only, queryText } from "./payout-support";
import { freshSandbox, stopTime } from "./support";

beforeEach(freshSandbox);

describe("a group's red pack", () => {
  beforeEach(() => stopTime("2026-06-15T04:00:00Z"));

  it("is shared by three at random, each once", async () => {
    expect(await group()).toMatchObject({ result_code: "SUCCESS", total_amount: "900" });
    const { id } = await only();
    const people = ["lin", "chen", "guest"] as const;
    const opened = await Promise.all([...people, ...people].map((person) => openRedPack(id, person)));
    const amounts = opened.map((opening) => (opening.ok ? opening.amount : 0));
    expect(amounts.slice(0, 3)).toEqual(amounts.slice(3));
    expect(amounts.slice(0, 3).reduce((sum, amount) => sum + amount, 0)).toBe(900);
    expect(await openRedPack(id, "owner")).toEqual({ ok: false, message: "手慢了，红包派完了" });
    expect(await info()).toMatchObject({ status: "RECEIVED", hb_type: "GROUP", total_num: "3" });
    expect((await queryText()).match(/<hbinfo>/g)).toHaveLength(3);
  });

  it("gives back what nobody took", async () => {
    const money = await allMoney();
    await group();
    const opened = await openRedPack((await only()).id, "chen");
    const taken = opened.ok ? opened.amount : 0;
    await advanceClock(25 * 3600);
    expect(await info()).toMatchObject({ status: "REFUND", refund_amount: String(900 - taken) });
    expect(await merchantBalance()).toBe(openingBalance - taken);
    expect(await allMoney()).toBe(money);
  });

  it.each<[string, Fields, string]>([
    ["for two", { total_num: 2, total_amount: 300 }, "PARAM_ERROR"],
    ["without three to share", { total_num: 1 }, "PARAM_ERROR"],
    ["above 1000 yuan", { total_amount: 100_001, total_num: 10 }, "MONEY_LIMIT"],
    ["of less than a yuan each", { total_amount: 299 }, "MONEY_LIMIT"],
    ["of more than 200 yuan each", { total_amount: 60_001 }, "MONEY_LIMIT"],
    ["with another amt_type", { amt_type: "EQUAL" }, "PARAM_ERROR"],
  ])("%s is refused", async (_name, changes, code) => {
    expect(await group(changes)).toMatchObject({ err_code: code });
    expect(await db().sandboxRedPack.count()).toBe(0);
  });

  it("is not sent at night in Beijing", async () => {
    stopTime("2026-06-15T16:00:00Z");
    expect(await group()).toMatchObject({ err_code: "TIME_LIMITED" });
    stopTime("2026-06-15T23:59:59Z");
    expect(await group()).toMatchObject({ err_code: "TIME_LIMITED" });
    stopTime("2026-06-16T00:00:00Z");
    expect(await group()).toMatchObject({ result_code: "SUCCESS" });
  });

  it("is shared without a fen lost", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 0, max: 100_000 }), (people, more) => {
        let rest = people + more;
        for (let left = people; left > 0; left -= 1) {
          const amount = share(rest, left);
          expect(amount).toBeGreaterThanOrEqual(1);
          expect(amount).toBeLessThanOrEqual(left === 1 ? rest : Math.max(1, (2 * rest) / left));
          rest -= amount;
        }
        expect(rest).toBe(0);
      }),
    );
  });
});
