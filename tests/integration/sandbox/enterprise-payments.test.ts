import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { merchantBalance, openingBalance, setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { setFault } from "@/lib/sandbox/faults";
import { openidOf } from "@/lib/sandbox/people";
import { allMoney, wallet } from "./money-support";
import { type Fields, post } from "./payout-support";
import { freshSandbox, mp, pay } from "./support";

beforeEach(freshSandbox);

describe("an enterprise payment", () => {
  const pays = (changes: Fields = {}) => {
    const own = { mch_appid: mp.appid, mchid: pay.mchid, mch_id: undefined, partner_trade_no: "P1" };
    const rest = { openid: openidOf(mp.appid, "lin"), check_name: "NO_CHECK", amount: 300, desc: "兑换" };
    return post("/promotion/transfers", { ...own, ...rest, ...changes });
  };
  const ask = (partner_trade_no = "P1") => post("/gettransferinfo", { appid: mp.appid, partner_trade_no });

  it("is there at once, once", async () => {
    const before = await wallet();
    const answers = await Promise.all([pays(), pays()]);
    expect(answers[0]).toMatchObject({ result_code: "SUCCESS", payment_no: expect.any(String) });
    expect(answers[1]).toMatchObject({ payment_no: answers[0]?.payment_no });
    expect(answers[0]?.sign).toBeUndefined();
    expect(await wallet()).toBe(before + 300);
    expect(await merchantBalance()).toBe(openingBalance - 300);
    expect(await ask()).toMatchObject({ status: "SUCCESS", payment_amount: "300", transfer_name: "林月" });
  });

  it.each<[string, Fields, string]>([
    ["below 0.3 yuan", { amount: 29 }, "AMOUNT_LIMIT"],
    ["above 20000 yuan", { amount: 2_000_001 }, "AMOUNT_LIMIT"],
    ["in yuan", { amount: "3.00" }, "PARAM_ERROR"],
    ["with a number of 33", { partner_trade_no: "1".repeat(33) }, "PARAM_ERROR"],
    ["with another check", { check_name: "MAYBE" }, "PARAM_ERROR"],
    ["without the name to check", { check_name: "FORCE_CHECK" }, "PARAM_ERROR"],
    ["with another name", { check_name: "FORCE_CHECK", re_user_name: "陈星" }, "NAME_MISMATCH"],
    ["for nobody", { openid: "oNobody" }, "OPENID_ERROR"],
    ["with too long a text", { desc: "字".repeat(101) }, "PARAM_ERROR"],
  ])("%s is refused", async (_name, changes, code) => {
    expect(await pays(changes)).toMatchObject({ result_code: "FAIL", err_code: code });
    expect(await db().sandboxTransfer.count()).toBe(0);
  });

  it("follows the balance, the number and the faults", async () => {
    const money = await allMoney();
    await setMerchantBalance(299);
    expect(await pays()).toMatchObject({ err_code: "NOTENOUGH" });
    await setMerchantBalance(openingBalance);
    expect(await ask()).toMatchObject({ err_code: "NOT_FOUND" });
    await setFault("payout_failed", true);
    expect(await pays()).toMatchObject({ err_code: "SEND_FAILED" });
    expect(await ask()).toMatchObject({ status: "FAILED", reason: "SEND_FAILED" });
    await setFault("payout_risk", true);
    expect(await pays({ partner_trade_no: "P2" })).toMatchObject({ err_code: "NO_AUTH" });
    const named = { partner_trade_no: "P2", check_name: "FORCE_CHECK", re_user_name: "林月" };
    expect(await pays(named)).toMatchObject({ result_code: "SUCCESS" });
    expect(await pays({ ...named, amount: 301 })).toMatchObject({ err_code: "FATAL_ERROR" });
    expect(await allMoney()).toBe(money);
  });
});
