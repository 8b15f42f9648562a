import { describe, expect, it } from "vitest";
import { newOutTradeNo, type OrderRef } from "@/lib/wechat";
import { rejection } from "./support";
import { answer, merchant, signed } from "./wxpay-support";

const ref = { out_trade_no: "20240501120000abc" };
const paid = answer({
  ...ref,
  trade_state: "SUCCESS",
  transaction_id: "1004400740201409030005092168",
  openid: "o1",
  is_subscribe: "N",
  trade_type: "JSAPI",
  bank_type: "CFT",
  total_fee: 100,
  cash_fee: 90,
  attach: "宝石",
  time_end: "20140903131540",
});

describe("orderQuery, bad input", () => {
  it.each([
    { out_trade_no: "" },
    { out_trade_no: "a b c d e" },
    { transaction_id: "" },
    { transaction_id: "a b" },
  ] as OrderRef[])("refuses %j without asking", async (bad) => {
    const { wxpay, calls } = merchant(() => signed(paid));
    expect(await rejection(wxpay.orderQuery(bad))).toMatchObject({ kind: "config" });
    expect(calls).toHaveLength(0);
  });

  it.each([
    ["no trade_state", { trade_state: undefined }],
    ["no openid", { openid: undefined }],
    ["no transaction_id", { transaction_id: undefined }],
    ["no amount", { total_fee: undefined }],
    ["an amount of nothing", { total_fee: 0 }],
    ["an amount with a point", { total_fee: "1.5" }],
    ["an amount with a zero before it", { total_fee: "0100" }],
    ["an impossible time", { time_end: "20140231131540" }],
    ["another order", { out_trade_no: "20240501120000xyz" }],
  ])("does not believe a paid order with %s", async (_, change) => {
    const { wxpay } = merchant(() => signed({ ...paid, ...change }));
    expect(await rejection(wxpay.orderQuery(ref))).toMatchObject({ kind: "malformed", outcome: "unknown" });
  });

  it("does not believe an unsigned or forged payment", async () => {
    for (const text of [
      signed(paid).replace(/<sign>.*<\/sign>/, ""),
      signed(paid, "MD5", "x"),
      signed(paid).replace("<total_fee>100", "<total_fee>999"),
    ]) {
      const { wxpay } = merchant(() => text);
      expect(await rejection(wxpay.orderQuery(ref))).toMatchObject({ kind: "signature", outcome: "unknown" });
    }
  });

  it("does not take another transaction for the one asked for", async () => {
    const { wxpay } = merchant(() => signed(paid));
    expect(await rejection(wxpay.orderQuery({ transaction_id: "1" }))).toMatchObject({ kind: "malformed" });
  });
});

describe("orderQuery", () => {
  it("returns a paid order with its amount as a number and its time as a moment", async () => {
    const { wxpay, calls, sent } = merchant(() => signed(paid));
    expect(await wxpay.orderQuery(ref)).toMatchObject({
      trade_state: "SUCCESS",
      ...ref,
      transaction_id: "1004400740201409030005092168",
      openid: "o1",
      total_fee: 100,
      cash_fee: 90,
      bank_type: "CFT",
      attach: "宝石",
      time_end: new Date("2014-09-03T05:15:40Z"),
      raw: { total_fee: "100" },
    });
    expect(calls[0]?.url).toBe("https://api.mch.weixin.qq.com/pay/orderquery");
    expect(sent()[0]).toMatchObject(ref);
    expect(sent()[0]).not.toHaveProperty("transaction_id");
  });

  it("asks by WeChat's number", async () => {
    const { wxpay, sent } = merchant(() => signed(paid));
    const transaction_id = "1004400740201409030005092168";
    expect(await wxpay.orderQuery({ transaction_id })).toMatchObject({ trade_state: "SUCCESS" });
    expect(sent()[0]).toMatchObject({ transaction_id });
  });

  it.each(["REFUND", "NOTPAY", "CLOSED", "REVOKED", "USERPAYING", "PAYERROR", "ACCEPT"])(
    "returns %s with little else",
    async (trade_state) => {
      const { wxpay } = merchant(() => signed(answer({ ...ref, trade_state, trade_state_desc: "描述" })));
      expect(await wxpay.orderQuery(ref)).toMatchObject({ trade_state, ...ref, trade_state_desc: "描述" });
    },
  );

  it("keeps a state that it does not know", async () => {
    const { wxpay } = merchant(() => signed(answer({ ...ref, trade_state: "FROZEN" })));
    expect(await wxpay.orderQuery(ref)).toMatchObject({ trade_state: "UNKNOWN", value: "FROZEN" });
  });

  it("returns NOTEXIST for an order that WeChat never saw, and throws what else it says", async () => {
    const failing = (err_code: string) =>
      merchant(() => signed(answer({ result_code: "FAIL", err_code }))).wxpay;
    expect(await failing("ORDERNOTEXIST").orderQuery(ref)).toEqual({ trade_state: "NOTEXIST" });
    expect(await rejection(failing("SYSTEMERROR").orderQuery(ref))).toMatchObject({ outcome: "unknown" });
  });
});

describe("close", () => {
  it("refuses what is no order number", async () => {
    const { wxpay, calls } = merchant(() => "");
    expect(await rejection(wxpay.close("x"))).toMatchObject({ kind: "config" });
    expect(calls).toHaveLength(0);
  });

  it("closes, and takes closed for closed", async () => {
    const open = merchant(() => signed(answer({ result_msg: "OK" })));
    expect(await open.wxpay.close(ref.out_trade_no)).toBe("closed");
    expect(open.calls[0]?.url).toBe("https://api.mch.weixin.qq.com/pay/closeorder");
    const closed = merchant(() => signed(answer({ result_code: "FAIL", err_code: "ORDERCLOSED" })));
    expect(await closed.wxpay.close(ref.out_trade_no)).toBe("closed");
  });

  it.each([
    ["ORDERPAID", "refused"],
    ["ORDERNOTEXIST", "refused"],
    ["SYSTEMERROR", "unknown"],
  ])("throws %s", async (err_code, outcome) => {
    const { wxpay } = merchant(() => signed(answer({ result_code: "FAIL", err_code })));
    expect(await rejection(wxpay.close(ref.out_trade_no))).toMatchObject({
      name: "WechatPayError",
      errCode: err_code,
      outcome,
    });
  });

  it("does not take an unsigned word for it", async () => {
    const { wxpay } = merchant(() => signed(answer(), "MD5", "x"));
    expect(await rejection(wxpay.close(ref.out_trade_no))).toMatchObject({
      kind: "signature",
      outcome: "unknown",
    });
  });
});

describe("newOutTradeNo", () => {
  it("is a number that WeChat takes, new each time, with Beijing's date", () => {
    const now = new Date("2024-05-01T16:00:00Z");
    const numbers = Array.from({ length: 1000 }, () => newOutTradeNo("", now));
    expect(new Set(numbers).size).toBe(1000);
    for (const number of numbers) expect(number).toMatch(/^20240502000000[0-9a-z]{14}$/);
    expect(newOutTradeNo("v-_|")).toMatch(/^v-_\|\d{14}[0-9a-z]{14}$/);
  });

  it.each(["12345", "宝", "a b", "a@"])("refuses the prefix %j", (prefix) => {
    expect(() => newOutTradeNo(prefix)).toThrow(expect.objectContaining({ kind: "config" }));
  });
});
