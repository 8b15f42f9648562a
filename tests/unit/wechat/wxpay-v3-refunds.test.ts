import { describe, expect, it } from "vitest";
import { WechatConfigError } from "@/lib/wechat";
import { rejection } from "./support";
import { order, type Reply, v3Merchant } from "./wxpay-v3-support";

const refundRequest = {
  out_trade_no: order.out_trade_no,
  out_refund_no: "R1",
  total_fee: 8800,
  refund_fee: 100,
};
const refunded = {
  refund_id: "50000000382019052709732678859",
  out_refund_no: "R1",
  transaction_id: "42",
  out_trade_no: order.out_trade_no,
  channel: "ORIGINAL",
  user_received_account: "招商银行信用卡0403",
  create_time: "2026-06-01T12:00:00+08:00",
  status: "PROCESSING",
  amount: { total: 8800, refund: 100, payer_total: 8800, payer_refund: 100, currency: "CNY" },
};

describe("refund", () => {
  const ask = (reply: Reply, change = {}) =>
    v3Merchant(() => reply).wxpay.refund({ ...refundRequest, ...change });
  const find = (reply: Reply) => v3Merchant(() => reply).wxpay.refundQuery({ out_refund_no: "R1" });

  it.each([
    ["PROCESSING", "PROCESSING"],
    ["SUCCESS", "SUCCESS"],
    ["ABNORMAL", "ABNORMAL"],
    ["CLOSED", "CLOSED"],
    ["DREAMING", "UNKNOWN"],
  ])("%s", async (status, refund_status) => {
    const body = {
      ...refunded,
      status,
      ...(status === "SUCCESS" ? { success_time: "2026-06-01T12:00:00+08:00" } : {}),
    };
    const expected = {
      out_refund_no: "R1",
      refund_id: refunded.refund_id,
      out_trade_no: order.out_trade_no,
      transaction_id: "42",
      refund_status,
      refund_fee: 100,
      total_fee: 8800,
      account: "招商银行信用卡0403",
      success_time: status === "SUCCESS" ? new Date("2026-06-01T04:00:00Z") : undefined,
      raw: body,
    };
    expect(await ask({ body })).toEqual(expected);
    expect(await find({ body })).toEqual(expected);
  });

  it.each(["RESOURCE_NOT_EXISTS", "REFUND_NOT_EXISTS", "REFUNDNOTEXIST", "NOT_FOUND"])(
    "%s: there is none",
    async (code) => {
      expect(await find({ status: 404, body: { code, message: "x" } })).toEqual({
        refund_status: "NOTEXIST",
      });
    },
  );

  it.each([
    ["another refund's number", { out_refund_no: "R2" }],
    ["no number of WeChat's", { refund_id: undefined }],
    ["another currency", { amount: { ...refunded.amount, currency: "USD" } }],
    ["no state", { status: undefined }],
  ])("%s: not believed", async (_, change) => {
    const body = { ...refunded, ...change };
    expect(await rejection(ask({ body }))).toMatchObject({ kind: "malformed", outcome: "unknown" });
    expect(await rejection(find({ body }))).toMatchObject({ kind: "malformed", outcome: "unknown" });
  });

  it.each([
    ["another order", { out_trade_no: "20260601120000abd" }],
    ["another amount", { amount: { ...refunded.amount, refund: 101 } }],
    ["another total", { amount: { ...refunded.amount, total: 8801 } }],
  ])("of %s than was asked for: not believed", async (_, change) => {
    expect(await rejection(ask({ body: { ...refunded, ...change } }))).toMatchObject({ outcome: "unknown" });
  });

  it.each([
    ["nothing", { refund_fee: 0 }],
    ["a negative amount", { refund_fee: -1 }],
    ["half a fen", { refund_fee: 0.5 }],
    ["more than was paid", { refund_fee: 8801 }],
    ["an odd number", { out_refund_no: "R 1" }],
    ["a long number", { out_refund_no: "R".repeat(65) }],
    ["no number", { out_refund_no: "" }],
    ["an order that is none", { out_trade_no: "x" }],
    ["to an address with a query", { notify_url: "https://shop.example/x?y" }],
  ])("%s: nothing is sent", async (_, change) => {
    const { wxpay, calls } = v3Merchant(() => ({}));
    expect(await rejection(wxpay.refund({ ...refundRequest, ...change }))).toBeInstanceOf(WechatConfigError);
    expect(calls).toEqual([]);
  });

  it("repeats itself to the letter, so that WeChat knows it again, and cuts the reason to 80 bytes", async () => {
    const { wxpay, calls } = v3Merchant(() => ({ status: 500 }));
    const request = { ...refundRequest, refund_desc: "月".repeat(40) };
    for (let i = 0; i < 2; i++)
      expect(await rejection(wxpay.refund(request))).toMatchObject({ outcome: "unknown" });
    expect(calls[0]?.text).toBe(calls[1]?.text);
    expect(calls[0]?.json).toMatchObject({ reason: "月".repeat(26) });
  });
});
