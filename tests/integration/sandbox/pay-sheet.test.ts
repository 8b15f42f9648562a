import { beforeEach, describe, expect, it } from "vitest";
import { nowMs } from "@/lib/clock";
import { setFault } from "@/lib/sandbox/faults";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { changePerson, type PersonId, readPerson } from "@/lib/sandbox/people";
import { readState } from "@/lib/sandbox/state";
import { sign } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import {
  bridgeParams,
  callUp,
  freshSandbox,
  lastCall,
  mp,
  pay,
  placeOrder,
  postSigned,
  qrcode,
  query,
  wait,
} from "./support";

beforeEach(freshSandbox);

const fail = "get_brand_wcpay_request:fail";
const prepay = async (changes: Record<string, string> = {}, signType?: "MD5"): Promise<string> =>
  (await placeOrder(changes, signType)).prepay_id ?? "";
const finish = (prepayId: string, action: "pay" | "cancel" | "fail" = "pay", payer: PersonId = "lin") =>
  finishSheet({ prepayId, action }, payer);
const wallet = async (): Promise<number> => (await readPerson("lin")).wallet;

describe("the page's call", () => {
  it.each([undefined, "MD5"] as const)("brings up the sheet (%s)", async (signType) => {
    const prepayId = await prepay({}, signType);
    const opened = await callUp(bridgeParams(prepayId, {}, signType));
    expect(opened).toMatchObject({
      ok: true,
      order: {
        prepayId,
        body: "月光石",
        totalFee: 8800,
        merchant: "月光宝石",
        payer: { id: "lin", name: "林月" },
      },
    });
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ["no timeStamp", { timeStamp: undefined }, "缺少参数 timeStamp", "timeStamp"],
    ["a timeStamp that is a number", { timeStamp: 1790000000 }, "缺少参数 timeStamp", "timeStamp"],
    ["no paySign", { paySign: "" }, "缺少参数 paySign", "paySign"],
    ["no signType", { signType: undefined }, "缺少参数 signType", "signType"],
    ["a package without its name", { package: "wx123" }, "调用支付JSAPI缺少参数：total_fee", "package"],
    ["an unknown prepay_id", { package: "prepay_id=wx0" }, "调用支付JSAPI缺少参数：total_fee", "package"],
    ["another appid", { appId: qrcode.appid }, "调用支付JSAPI缺少参数：total_fee", "appId"],
    ["another signType than the order's", { signType: "MD5" }, "支付验证签名失败", "signType"],
    ["a wrong signature", { nonceStr: "another" }, "支付验证签名失败", "paySign"],
  ])("with %s fails as in WeChat", async (_name, changes, errDesc, field) => {
    const opened = await callUp(bridgeParams(await prepay(), changes));
    expect(opened).toEqual({ ok: false, errMsg: fail, errDesc });
    expect(await lastCall()).toMatchObject({ direction: "page", ok: false, why: { field } });
  });

  it.each([
    "https://localhost:3000/pay",
    "http://127.0.0.1:3000/pay",
    "http://localhost:3001/pay",
    "about:blank",
  ])("from %s fails: not in the payment directory", async (url) => {
    const opened = await callUp(bridgeParams(await prepay()), url);
    expect(opened).toMatchObject({ ok: false, errDesc: "当前页面的URL未注册" });
  });

  it("says why a signature is wrong", async () => {
    const prepayId = await prepay();
    const { paySign: _, ...params } = bridgeParams(prepayId);
    const { timeStamp, ...rest } = params;
    await callUp({ ...params, paySign: sign({ ...rest, timestamp: timeStamp }, pay.key, "HMAC-SHA256") });
    expect((await lastCall()).why?.diagnosis).toMatchObject({ mistake: "renamed", field: "timeStamp" });
  });

  it("tells timestamp from timeStamp", async () => {
    const { timeStamp, ...rest } = bridgeParams(await prepay());
    await callUp({ ...rest, timestamp: timeStamp });
    expect((await lastCall()).why).toMatchObject({ field: "timeStamp", given: "timestamp" });
  });

  it("fails with a prepay_id of more than two hours", async () => {
    const prepayId = await prepay();
    wait(7201);
    const opened = await callUp(bridgeParams(prepayId));
    expect(opened).toMatchObject({ ok: false, errDesc: "调用支付JSAPI缺少参数：total_fee" });
  });

  it("fails for an order that is over", async () => {
    const time_expire = beijingTime(new Date(nowMs() + 120_000));
    const overdue = await prepay({ time_expire });
    wait(121);
    expect(await callUp(bridgeParams(overdue))).toMatchObject({ errDesc: "该订单已过期" });
    expect(await finish(overdue)).toEqual({ errMsg: fail, errDesc: "该订单已过期" });
    await postSigned("/pay/closeorder", { out_trade_no: "T20260101000001" });
    expect(await callUp(bridgeParams(overdue))).toMatchObject({ errDesc: "该订单已关闭" });
  });

  it("fails for another person than the order's", async () => {
    const prepayId = await prepay();
    const opened = await callUp(bridgeParams(prepayId), undefined, "chen");
    expect(opened).toMatchObject({ ok: false, errDesc: "下单账号与支付账号不一致，请核实后再支付" });
    expect(await finish(prepayId, "pay", "chen")).toMatchObject({ errMsg: fail });
  });
});

describe("paying", () => {
  it("changes the books, the wallet and the queue of notifications", async () => {
    const before = await wallet();
    const prepayId = await prepay({ attach: "a1" });
    expect(await finish(prepayId)).toEqual({ errMsg: "get_brand_wcpay_request:ok" });
    expect(await wallet()).toBe(before - 8800);
    const answer = await query();
    expect(answer).toMatchObject({
      trade_state: "SUCCESS",
      total_fee: "8800",
      cash_fee: "8800",
      attach: "a1",
      is_subscribe: "Y",
      appid: mp.appid,
    });
    expect(answer.transaction_id).toMatch(/^\d{28}$/);
    expect(answer.time_end).toMatch(/^\d{14}$/);
    expect(await postSigned("/pay/orderquery", { transaction_id: answer.transaction_id })).toMatchObject({
      trade_state: "SUCCESS",
    });
    expect((await readState("lin")).orders[0]?.notices).toMatchObject([
      { status: "waiting", kind: "genuine", attempts: 0 },
    ]);
    expect(await callUp(bridgeParams(prepayId))).toMatchObject({ errDesc: "该订单已支付" });
    expect(await placeOrder({ attach: "a1" })).toMatchObject({ err_code: "ORDERPAID" });
    expect(await postSigned("/pay/closeorder", { out_trade_no: "T20260101000001" })).toMatchObject({
      err_code: "ORDERPAID",
    });
  });

  it("happens once, also when many taps come at once", async () => {
    const before = await wallet();
    const prepayId = await prepay();
    const results = await Promise.all(Array.from({ length: 6 }, () => finish(prepayId)));
    expect(results.filter((result) => result.errMsg.endsWith(":ok"))).toHaveLength(1);
    expect(await wallet()).toBe(before - 8800);
    expect((await readState("lin")).orders[0]?.notices).toHaveLength(1);
  });

  it("needs the money", async () => {
    await changePerson("lin", { wallet: 8799 });
    const prepayId = await prepay();
    expect(await finish(prepayId)).toEqual({ errMsg: fail, errDesc: "零钱余额不足" });
    expect(await wallet()).toBe(8799);
    expect(await query()).toMatchObject({ trade_state: "NOTPAY" });
  });

  it("can be cancelled, or refused by the bank, and tried again", async () => {
    const prepayId = await prepay();
    expect(await finish(prepayId, "cancel")).toEqual({ errMsg: "get_brand_wcpay_request:cancel" });
    expect(await finish(prepayId, "fail")).toMatchObject({ errMsg: fail });
    expect(await finish("wx-unknown")).toMatchObject({ errMsg: fail });
    expect(await query()).toMatchObject({ trade_state: "NOTPAY" });
    expect(await finish(prepayId)).toEqual({ errMsg: "get_brand_wcpay_request:ok" });
  });

  it("fails or is cancelled once when the console asked for it", async () => {
    const prepayId = await prepay();
    await setFault("pay_fails", true);
    expect(await finish(prepayId)).toMatchObject({ errMsg: fail });
    await setFault("user_cancels", true);
    expect(await finish(prepayId)).toEqual({ errMsg: "get_brand_wcpay_request:cancel" });
    expect(await finish(prepayId)).toEqual({ errMsg: "get_brand_wcpay_request:ok" });
  });

  it("fails until it is switched off when the fault is sticky", async () => {
    const prepayId = await prepay();
    await setFault("pay_fails", true, true);
    expect(await finish(prepayId)).toMatchObject({ errMsg: fail });
    expect(await finish(prepayId)).toMatchObject({ errMsg: fail });
    await setFault("pay_fails", false);
    expect(await finish(prepayId)).toEqual({ errMsg: "get_brand_wcpay_request:ok" });
  });
});
