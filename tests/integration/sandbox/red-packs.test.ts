import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { merchantBalance, openingBalance, setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { openRedPack } from "@/lib/sandbox/books/red-packs";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { openidOf } from "@/lib/sandbox/people";
import { allMoney, lastWhy, wallet } from "./money-support";
import { type Fields, info, only, queryText, send } from "./payout-support";
import { freshSandbox, lastCall, mobile, mp, pay, stopTime, wait } from "./support";

beforeEach(freshSandbox);

describe("a red pack", () => {
  it("is sent, answered without a signature, and opened once", async () => {
    const before = await wallet();
    const answer = await send();
    expect(answer).toMatchObject({
      return_code: "SUCCESS",
      result_code: "SUCCESS",
      mch_billno: "B1",
      mch_id: pay.mchid,
      wxappid: mp.appid,
      total_amount: "500",
      send_listid: expect.stringMatching(/^1000\d{24}$/),
    });
    expect(answer.sign).toBeUndefined();
    expect(await merchantBalance()).toBe(openingBalance - 500);
    expect(await info()).toMatchObject({ status: "SENT", hb_type: "NORMAL", total_amount: "500" });
    const { id } = await only();
    const opened = await Promise.all([openRedPack(id, "lin"), openRedPack(id, "lin")]);
    expect(opened).toEqual([
      { ok: true, amount: 500 },
      { ok: true, amount: 500 },
    ]);
    expect(await wallet()).toBe(before + 500);
    expect(await info()).toMatchObject({ status: "RECEIVED", err_code: "SUCCESS", err_code_des: "OK" });
    expect(await queryText()).toContain(`<hbinfo><openid><![CDATA[${openidOf(mp.appid, "lin")}]]></openid>`);
  });

  it("is for its person only", async () => {
    await send();
    expect(await openRedPack((await only()).id, "chen")).toEqual({
      ok: false,
      message: "这个红包不是发给你的",
    });
    expect(await openRedPack(404, "lin")).toMatchObject({ ok: false });
  });

  it("of the same number is the same one, also when many come at once", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send()));
    expect(new Set(answers.map((answer) => answer.send_listid)).size).toBe(1);
    await openRedPack((await only()).id, "lin");
    expect(await send()).toMatchObject({ send_listid: answers[0]?.send_listid });
    expect(await merchantBalance()).toBe(openingBalance - 500);
  });

  it.each<[string, Fields]>([
    ["amount", { total_amount: 501 }],
    ["person", { re_openid: openidOf(mp.appid, "chen") }],
    ["wishes", { wishing: "再来" }],
  ])("of the same number with another %s is refused", async (_name, changes) => {
    await send();
    expect(await send(changes)).toMatchObject({
      err_code: "FATAL_ERROR",
      err_code_des: "重复请求时，参数与原单不一致",
    });
    expect((await lastWhy())?.differences).toHaveLength(1);
    expect(await db().sandboxRedPack.count()).toBe(1);
  });

  it("goes back after 24 hours", async () => {
    const money = await allMoney();
    await send();
    await advanceClock(24 * 3600 - 5);
    expect(await info()).toMatchObject({ status: "SENT" });
    await advanceClock(10);
    expect(await info()).toMatchObject({ status: "RFUND_ING" });
    expect(await openRedPack((await only()).id, "lin")).toMatchObject({ ok: false });
    await advanceClock(60);
    const answer = await info();
    expect(answer).toMatchObject({
      status: "REFUND",
      refund_amount: "500",
      refund_time: expect.any(String),
    });
    expect(await merchantBalance()).toBe(openingBalance);
    expect(await allMoney()).toBe(money);
  });

  it("cannot be opened after 24 hours, even when nobody has looked at the clock", async () => {
    await send();
    wait(24 * 3600 + 1);
    expect(await openRedPack((await only()).id, "lin")).toMatchObject({ ok: false });
  });
});

describe("a red pack is refused", () => {
  it.each<[string, Fields, string, string]>([
    ["below a yuan", { total_amount: 99 }, "MONEY_LIMIT", "total_amount"],
    ["above 200 yuan", { total_amount: 20_001 }, "MONEY_LIMIT", "total_amount"],
    ["of nothing", { total_amount: 0 }, "PARAM_ERROR", "total_amount"],
    ["in yuan", { total_amount: "5.00" }, "PARAM_ERROR", "total_amount"],
    ["with an unknown scene", { scene_id: "PRODUCT_9" }, "PARAM_ERROR", "scene_id"],
    ["for two", { total_num: 2 }, "PARAM_ERROR", "total_num"],
    ["with a number of 29", { mch_billno: "1".repeat(29) }, "PARAM_ERROR", "mch_billno"],
    ["with a number that has a dash", { mch_billno: "B-1" }, "PARAM_ERROR", "mch_billno"],
    ["with a name of 33 bytes", { send_name: "月".repeat(11) }, "PARAM_ERROR", "send_name"],
    ["with wishes of 129 bytes", { wishing: "福".repeat(43) }, "PARAM_ERROR", "wishing"],
    ["with an act_name of 33 bytes", { act_name: "宝".repeat(11) }, "PARAM_ERROR", "act_name"],
    ["with a remark of 258 bytes", { remark: "注".repeat(86) }, "PARAM_ERROR", "remark"],
    ["with an IPv6 address", { client_ip: "::1" }, "PARAM_ERROR", "client_ip"],
    ["for nobody", { re_openid: "oNobody" }, "OPENID_ERROR", "re_openid"],
    [
      "for another account's openid",
      { re_openid: openidOf(mobile.appid, "lin") },
      "OPENID_ERROR",
      "re_openid",
    ],
    ["by an app", { wxappid: mobile.appid }, "ILLEGAL_APPID", "wxappid"],
  ])("%s", async (_name, changes, code, field) => {
    const answer = await send(changes);
    expect(answer).toMatchObject({ return_code: "SUCCESS", result_code: "FAIL", err_code: code });
    expect(answer.sign).toBeUndefined();
    expect(await lastCall()).toMatchObject({ ok: false, why: { field, rule: expect.any(String) } });
    expect(await db().sandboxRedPack.count()).toBe(0);
    expect(await merchantBalance()).toBe(openingBalance);
  });

  it.each(["send_name", "re_openid", "wishing", "act_name", "remark", "client_ip", "wxappid", "mch_billno"])(
    "without %s",
    async (name) => {
      expect(await send({ [name]: undefined })).toEqual({
        return_code: "FAIL",
        return_msg: `缺少参数${name}`,
      });
    },
  );

  it("by another sign type", async () => {
    expect(await send({ sign_type: "HMAC-SHA256" })).toMatchObject({ return_msg: "签名类型错误" });
  });

  it("at the limits no more", async () => {
    expect(await send({ total_amount: 100 })).toMatchObject({ result_code: "SUCCESS" });
    expect(await send({ mch_billno: "B2", total_amount: 20_000 })).toMatchObject({ result_code: "SUCCESS" });
    const scene = { scene_id: "PRODUCT_1" };
    expect(await send({ mch_billno: "B3", total_amount: 99, ...scene })).toMatchObject({
      result_code: "SUCCESS",
    });
    expect(await send({ mch_billno: "B4", total_amount: 20_001, ...scene })).toMatchObject({
      result_code: "SUCCESS",
    });
  });

  it("as the eleventh of a day in Beijing", async () => {
    // Half past midnight there: the whole day counts.
    stopTime("2026-06-14T16:30:00Z");
    for (let n = 1; n <= 10; n += 1) await send({ mch_billno: `B${n}`, total_amount: 100 });
    wait(23 * 3600 + 29 * 60);
    expect(await send({ mch_billno: "B11", total_amount: 100 })).toMatchObject({ err_code: "SENDNUM_LIMIT" });
    const other = { re_openid: openidOf(mp.appid, "chen"), mch_billno: "C1" };
    expect(await send(other)).toMatchObject({ result_code: "SUCCESS" });
    wait(23 * 3600 + 30 * 60);
    expect(await send({ mch_billno: "B11", total_amount: 100 })).toMatchObject({ result_code: "SUCCESS" });
  });

  it("above 1000 yuan a day", async () => {
    for (let n = 1; n <= 5; n += 1) await send({ mch_billno: `B${n}`, total_amount: 19_999 });
    expect(await send({ mch_billno: "B6", total_amount: 100 })).toMatchObject({
      err_code: "RCVDAMOUNT_LIMIT",
    });
    await setFault("payout_failed", true);
    expect(await send({ mch_billno: "B7", total_amount: 100 })).toMatchObject({ err_code: "SEND_FAILED" });
  });

  it("while the merchant has not enough, and works with the same number afterwards", async () => {
    await setMerchantBalance(499);
    expect(await send()).toMatchObject({ err_code: "NOTENOUGH" });
    await setMerchantBalance(500);
    expect(await send()).toMatchObject({ result_code: "SUCCESS" });
    expect(await merchantBalance()).toBe(0);
  });
});

describe("what can go wrong", () => {
  it("SEND_FAILED: nothing is paid, and the number is used up", async () => {
    await setFault("payout_failed", true);
    expect(await send()).toMatchObject({ err_code: "SEND_FAILED" });
    expect(await send()).toMatchObject({ err_code: "SEND_FAILED" });
    expect(await info()).toMatchObject({ status: "FAILED", reason: expect.any(String) });
    expect(await merchantBalance()).toBe(openingBalance);
    expect(await openRedPack((await only()).id, "lin")).toMatchObject({ ok: false });
    expect(await send({ mch_billno: "B2" })).toMatchObject({ result_code: "SUCCESS" });
  });

  it("PROCESSING: only the query tells", async () => {
    await setFault("payout_processing", true);
    expect(await send()).toMatchObject({ err_code: "PROCESSING" });
    expect(await send()).toMatchObject({ err_code: "PROCESSING" });
    expect(await info()).toMatchObject({ status: "SENDING" });
    expect(await openRedPack((await only()).id, "lin")).toMatchObject({ ok: false });
    await advanceClock(10);
    expect(await info()).toMatchObject({ status: "SENT" });
    expect(await merchantBalance()).toBe(openingBalance - 500);
  });

  it("NO_AUTH: nothing is entered", async () => {
    await setFault("payout_risk", true);
    expect(await send()).toMatchObject({ err_code: "NO_AUTH" });
    expect(await info()).toMatchObject({ err_code: "NOT_FOUND" });
    expect(await send()).toMatchObject({ result_code: "SUCCESS" });
  });
});
