import { beforeEach, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { advanceClock } from "@/lib/sandbox/clock";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { cashIn, cashInQuote } from "@/lib/shop/cash-in/open";
import { cashInOf, checkCashIn, gemLinesOf } from "@/lib/shop/cash-in/queries";
import { sendDueTransfers } from "@/lib/shop/cash-in/send";
import { settleTransfer, TransferMismatch } from "@/lib/shop/cash-in/settle";
import { changeGems } from "@/lib/shop/gems";
import { takeEverything } from "@/tests/support/control";
import { freshWorld, makeUser } from "@/tests/support/world";

const day = 24 * 3600;
let userId = "";

const gemsOf = async (id = userId) => (await db().user.findUniqueOrThrow({ where: { id } })).gems;
const give = (delta: number, ref = "M1") =>
  transaction((tx) => changeGems(tx, { userId, kind: "earned", ref, delta, at: now() }));
const tryCashIn = async (gems: number) => cashIn(userId, gems, (await cashInQuote(userId)).once);
const packsAtWechat = async () =>
  (await db().sandboxRedPack.count()) + (await db().sandboxTransfer.count({ where: { api: "v3" } }));

/** Lets enough time pass for what hangs to be looked at again. */
async function later(seconds = 120): Promise<void> {
  await advanceClock(seconds);
  await sendDueTransfers();
}

describe.each(["v2", "v3"])("gems cashed in over %s", (api) => {
  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
    userId = (await makeUser()).id;
    await give(550);
  });

  it("go out, wait for the person, and are theirs once taken", async () => {
    expect(await cashInQuote(userId)).toMatchObject({ gems: 550, least: 100, most: 500, possible: true });
    const { outBillNo, state } = await tryCashIn(300);
    expect(state).toBe("waiting");
    expect(await gemsOf()).toBe(250);
    const waiting = await cashInOf(userId, outBillNo);
    expect(waiting).toMatchObject({ amount: 300, gems: 300, api });
    expect(waiting?.conf === null).toBe(api === "v2");
    await takeEverything();
    await later();
    expect(await checkCashIn(userId, outBillNo)).toMatchObject({ state: "success", conf: null });
    expect(await gemsOf()).toBe(250);
    expect((await gemLinesOf(userId)).map(({ kind, delta }) => [kind, delta])).toEqual([
      ["cashed", -300],
      ["earned", 550],
    ]);
  });

  it.each([0, -100, 50, 150, 99.5, 20_100, Number.NaN, Number.POSITIVE_INFINITY])(
    "cannot be %s: nothing is taken",
    async (gems) => {
      await give(30_000, "M2");
      await expect(tryCashIn(gems)).rejects.toMatchObject({ code: "invalid" });
      expect(await gemsOf()).toBe(30_550);
      expect(await db().transfer.count()).toBe(0);
    },
  );

  it("cannot be more than there are, nor any of a debt", async () => {
    await expect(tryCashIn(600)).rejects.toMatchObject({ code: "not_enough" });
    await transaction((tx) => changeGems(tx, { userId, kind: "taken", ref: "R1", delta: -700, at: now() }));
    expect(await cashInQuote(userId)).toMatchObject({ gems: -150, most: 0 });
    await expect(tryCashIn(100)).rejects.toMatchObject({ code: "not_enough" });
    expect(await db().transfer.count()).toBe(0);
  });

  it("at once, in many taps of one form or of several, go out as often as they are there", async () => {
    const { once } = await cashInQuote(userId);
    const taps = await Promise.all([1, 2, 3].map(() => cashIn(userId, 300, once)));
    expect(new Set(taps.map(({ outBillNo }) => outBillNo)).size).toBe(1);
    const others = await Promise.allSettled([tryCashIn(200), tryCashIn(200), tryCashIn(200)]);
    expect(others.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await gemsOf()).toBe(50);
    expect(await packsAtWechat()).toBe(2);
  });

  it("are not cashed in with another one's form, or a made-up one", async () => {
    const { once } = await cashInQuote(userId);
    await cashIn(userId, 100, once);
    const other = await makeUser("chen");
    await transaction((tx) =>
      changeGems(tx, { userId: other.id, kind: "earned", ref: "M9", delta: 500, at: now() }),
    );
    await expect(cashIn(other.id, 100, once)).rejects.toMatchObject({ code: "invalid" });
    await expect(cashIn(userId, 100, "C1")).rejects.toMatchObject({ code: "invalid" });
    expect(await gemsOf(other.id)).toBe(500);
    expect(await cashInOf(other.id, once)).toBeNull();
    await expect(checkCashIn(other.id, once)).rejects.toMatchObject({ code: "payment_not_found" });
  });

  // SEND_FAILED is v2's alone.
  it.each<FaultName>(api === "v2" ? ["payout_failed", "payout_risk"] : ["payout_risk"])(
    "come back when WeChat refuses (%s)",
    async (fault) => {
      await setFault(fault, true);
      const { outBillNo, state } = await tryCashIn(300);
      expect(state).toBe("failed");
      expect(await gemsOf()).toBe(550);
      await later();
      expect(await cashInOf(userId, outBillNo)).toMatchObject({ state: "failed" });
      expect(await gemsOf()).toBe(550);
    },
  );

  it.each<FaultName>([
    "pay_systemerror",
    "pay_systemerror_after",
    "pay_no_answer",
    "pay_no_answer_after",
    "pay_half",
    "pay_half_after",
  ])("are sent once, and not lost, when WeChat's answer is (%s)", async (fault) => {
    await setFault(fault, true);
    const { outBillNo } = await tryCashIn(300);
    expect(await gemsOf()).toBe(250);
    await later();
    await later(600);
    expect(await cashInOf(userId, outBillNo)).toMatchObject({ state: "waiting" });
    expect(await packsAtWechat()).toBe(1);
    expect(await gemsOf()).toBe(250);
  });

  it("wait for money when the merchant has none, and are given up after a day", async () => {
    await setMerchantBalance(0);
    const { outBillNo, state } = await tryCashIn(300);
    expect(state).toBe("created");
    const { problem } = await db().transfer.findUniqueOrThrow({ where: { outBillNo } });
    expect(problem).toMatch(/NOTENOUGH|NOT_ENOUGH|余额/);
    const second = await tryCashIn(200);
    await later(600);
    await setMerchantBalance(100_000);
    await later(1200);
    expect(await cashInOf(userId, outBillNo)).toMatchObject({ state: "waiting" });
    expect(await cashInOf(userId, second.outBillNo)).toMatchObject({ state: "waiting" });
    await setMerchantBalance(0);
    await give(100, "M2");
    const third = await tryCashIn(100);
    await later(day + 3600);
    await later(6 * 3600);
    expect(await cashInOf(userId, third.outBillNo)).toMatchObject({
      state: "failed",
      failReason: "NOT_SENT",
    });
  });

  it("come back when nobody takes what they became", async () => {
    const { outBillNo } = await tryCashIn(300);
    await later(day + 3600);
    await later(6 * 3600);
    await later(7 * 3600);
    const ended = await cashInOf(userId, outBillNo);
    expect(["returned", "failed"]).toContain(ended?.state);
    expect(await gemsOf()).toBe(550);
  });

  it("are not moved by what does not fit them", async () => {
    const { outBillNo } = await tryCashIn(300);
    const facts = { out_bill_no: outBillNo, bill_id: "1", state: "SUCCESS" } as const;
    for (const wrong of [{ amount: 301 }, { openid: "o-somebody-else" }, { out_bill_no: "C0" }]) {
      await expect(settleTransfer({ ...facts, amount: 300, ...wrong })).rejects.toThrow(TransferMismatch);
    }
    expect(await cashInOf(userId, outBillNo)).toMatchObject({ state: "waiting" });
    expect(await settleTransfer({ ...facts, state: "PROCESSING" })).toBe("already");
    expect(await settleTransfer({ ...facts, amount: 300 })).toBe("settled");
    expect(await settleTransfer({ ...facts, amount: 300 })).toBe("already");
    await expect(settleTransfer({ ...facts, state: "FAILED" })).rejects.toThrow(TransferMismatch);
    expect(await gemsOf()).toBe(250);
  });
});
