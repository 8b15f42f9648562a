import { describe, expect, it } from "vitest";
import { type RefundRequest, type SignType, verify, type XmlFields } from "@/lib/wechat";
import { rejection } from "./support";
import { answer, appid, key, mchid, signed } from "./wxpay-support";
import { certified } from "./wxpay-v2-support";

const request = { out_trade_no: "20240501120000abc", out_refund_no: "R1@a", total_fee: 100, refund_fee: 40 };
const accepted = answer({ ...request, transaction_id: "4200", refund_id: "5000", cash_fee: 100 });

describe("refund, before anything is sent", () => {
  it.each<[string, Partial<RefundRequest>]>([
    ["out_trade_no", { out_trade_no: "x" }],
    ["out_refund_no", { out_refund_no: "" }],
    ["out_refund_no", { out_refund_no: "a b" }],
    ["out_refund_no", { out_refund_no: "x".repeat(65) }],
    ["total_fee", { total_fee: 100.5 }],
    ["refund_fee", { refund_fee: 0 }],
    ["refund_fee", { refund_fee: -40 }],
    ["refund_fee", { refund_fee: 19.99 * 100 }],
    ["refund_fee", { refund_fee: 101 }],
  ])("names %s for %j", async (field, change) => {
    const { wxpay, calls } = certified(signed(accepted));
    const error = await rejection(wxpay.refund({ ...request, ...change }));
    expect(error).toMatchObject({ kind: "config", message: `The refund is faulty in: ${field}` });
    expect(calls).toEqual([]);
  });

  it("wants the certificate", async () => {
    const { wxpay, calls } = certified(signed(accepted), "MD5", { certificate: null });
    expect(await rejection(wxpay.refund(request))).toMatchObject({ code: "CERT", kind: "config" });
    expect(calls).toEqual([]);
  });

  it("refuses a notify_url with a query, and a number that is none", async () => {
    const { wxpay, calls } = certified(signed(accepted));
    const notify_url = "https://shop.example/x?a=1";
    expect(await rejection(wxpay.refund({ ...request, notify_url }))).toMatchObject({ code: "NOTIFY_URL" });
    expect(await rejection(wxpay.refundQuery({ out_refund_no: "" }))).toMatchObject({ kind: "config" });
    expect(await rejection(wxpay.refundsOf({ out_trade_no: "x" }))).toMatchObject({ kind: "config" });
    expect(calls).toEqual([]);
  });
});

describe("refund", () => {
  it.each<SignType>(["MD5", "HMAC-SHA256"])("sends exactly this, signed (%s)", async (type) => {
    const { wxpay, calls, last } = certified(signed(accepted, type), type);
    const refund = await wxpay.refund({ ...request, refund_desc: "宝".repeat(40) });
    expect(refund).toMatchObject({
      ...request,
      refund_id: "5000",
      transaction_id: "4200",
      refund_status: "PROCESSING",
      raw: { cash_fee: "100" },
    });
    expect(calls[0]).toMatchObject({
      url: "https://api.mch.weixin.qq.com/secapi/pay/refund",
      method: "POST",
      certified: true,
    });
    const { sign, nonce_str, ...fields } = last();
    expect(fields).toEqual({
      appid,
      mch_id: mchid,
      sign_type: type,
      out_trade_no: request.out_trade_no,
      out_refund_no: "R1@a",
      total_fee: "100",
      refund_fee: "40",
      refund_desc: "宝".repeat(26),
      notify_url: "https://shop.example/wxpay/refund/callback",
    });
    expect(verify(last(), key, type)).toBe(true);
    expect([sign?.length, nonce_str?.length]).toEqual([type === "MD5" ? 32 : 64, 32]);
  });

  it("goes out twice under the same number when it is repeated: the number is ours to keep", async () => {
    const { wxpay, sent } = certified(signed(accepted));
    await wxpay.refund(request);
    await wxpay.refund(request);
    expect(sent().map(({ out_refund_no }) => out_refund_no)).toEqual(["R1@a", "R1@a"]);
  });

  it.each<[string, string]>([
    ["an unsigned one", signed(accepted).replace(/<sign>.*<\/sign>/, "")],
    ["a forged one", signed(accepted, "MD5", "x")],
    ["another merchant's", signed({ ...accepted, mch_id: "1" })],
    ["another app's", signed({ ...accepted, appid: "wx1" })],
    ["another refund's", signed({ ...accepted, out_refund_no: "R2" })],
    ["another order's", signed({ ...accepted, out_trade_no: "other1" })],
    ["of another amount", signed({ ...accepted, refund_fee: 41 })],
    ["of another total", signed({ ...accepted, total_fee: 101 })],
    ["without a refund_id", signed({ ...accepted, refund_id: undefined })],
    ["without a result", signed({ ...accepted, result_code: undefined })],
    ["an empty one", ""],
    ["an empty root", "<xml></xml>"],
    ["half of one", signed(accepted).slice(0, 200)],
    [
      "an unsigned failure of the refund",
      signed(answer({ result_code: "FAIL", err_code: "NOTENOUGH" })).replace(/<sign>.*<\/sign>/, ""),
    ],
  ])("an answer that cannot be trusted leaves it open: %s", async (_, text) => {
    const { wxpay } = certified(text);
    expect(await rejection(wxpay.refund(request))).toMatchObject({ outcome: "unknown", advice: "query" });
  });

  it.each([
    ["SYSTEMERROR", "query"],
    ["BIZERR_NEED_RETRY", "query"],
    ["TRADE_OVERDUE", "stop"],
    ["ERROR", "stop"],
    ["USER_ACCOUNT_ABNORMAL", "stop"],
    ["INVALID_REQ_TOO_MUCH", "retry"],
    ["NOTENOUGH", "stop"],
    ["INVALID_TRANSACTIONID", "stop"],
    ["PARAM_ERROR", "stop"],
    ["APPID_NOT_EXIST", "stop"],
    ["MCHID_NOT_EXIST", "stop"],
    ["ORDERNOTEXIST", "stop"],
    ["REQUIRE_POST_METHOD", "stop"],
    ["SIGNERROR", "stop"],
    ["XML_FORMAT_ERROR", "stop"],
    ["FREQUENCY_LIMITED", "retry"],
    ["REFUND_FEE_MISMATCH", "stop"],
    ["ORDER_NOT_READY", "retry"],
    ["CERT_ERROR", "stop"],
    ["INVALID_REQUEST", "stop"],
  ])("%s: %s, and a hint in both languages", async (err_code, advice) => {
    const { wxpay } = certified(signed(answer({ result_code: "FAIL", err_code, err_code_des: "描述" })));
    expect(await rejection(wxpay.refund(request))).toMatchObject({
      name: "WechatPayError",
      errCode: err_code,
      rawCode: err_code,
      errCodeDes: "描述",
      advice,
      hint: expect.stringMatching(/\.$/),
      hintZh: expect.stringMatching(/。$/),
    });
  });
});

/** A page of the query's answer: refunds numbered from `first`. */
function page(first: number, count: number, total: number | undefined, change: XmlFields = {}): string {
  const fields: Record<string, string | number | undefined> = {
    ...answer({ out_trade_no: request.out_trade_no, transaction_id: "4200", total_fee: 1000 }),
    refund_count: count,
    total_refund_count: total,
  };
  for (let index = 0; index < count; index += 1) {
    fields[`out_refund_no_${index}`] = `R${first + index}`;
    fields[`refund_id_${index}`] = `50${first + index}`;
    fields[`refund_fee_${index}`] = 10;
    fields[`refund_status_${index}`] = "SUCCESS";
    fields[`refund_recv_accout_${index}`] = "支付用户零钱";
    fields[`refund_success_time_${index}`] = "2016-07-25 15:26:26";
    fields[`refund_channel_${index}`] = "ORIGINAL";
  }
  return signed({ ...fields, ...change });
}

describe("refundQuery", () => {
  it.each([
    ["SUCCESS", "SUCCESS"],
    ["PROCESSING", "PROCESSING"],
    ["REFUNDCLOSE", "CLOSED"],
    ["CHANGE", "ABNORMAL"],
    ["FROZEN", "UNKNOWN"],
  ])("%s is %s", async (theirs, ours) => {
    const { wxpay, calls, last } = certified(page(1, 1, 1, { refund_status_0: theirs }));
    expect(await wxpay.refundQuery({ out_refund_no: "R1" })).toMatchObject({
      out_refund_no: "R1",
      refund_id: "501",
      out_trade_no: request.out_trade_no,
      transaction_id: "4200",
      refund_status: ours,
      refund_fee: 10,
      total_fee: 1000,
      account: "支付用户零钱",
      success_time: new Date("2016-07-25T07:26:26Z"),
    });
    expect(calls[0]?.url).toBe("https://api.mch.weixin.qq.com/pay/refundquery");
    expect(calls[0]).not.toHaveProperty("certified");
    expect(last()).toMatchObject({ out_refund_no: "R1" });
  });

  it("finds its own among several, and takes none for another", async () => {
    const { wxpay } = certified(page(1, 3, 3));
    expect(await wxpay.refundQuery({ out_refund_no: "R3" })).toMatchObject({ refund_id: "503" });
    expect(await rejection(wxpay.refundQuery({ out_refund_no: "R4" }))).toMatchObject({ outcome: "unknown" });
  });

  it("NOTEXIST is an answer; SYSTEMERROR is none", async () => {
    const failing = (err_code: string) => certified(signed(answer({ result_code: "FAIL", err_code }))).wxpay;
    const ref = { out_refund_no: "R1" };
    expect(await failing("REFUNDNOTEXIST").refundQuery(ref)).toEqual({ refund_status: "NOTEXIST" });
    expect(await rejection(failing("SYSTEMERROR").refundQuery(ref))).toMatchObject({ advice: "query" });
  });

  it.each<[string, XmlFields]>([
    ["no status", { refund_status_0: undefined }],
    ["no amount", { refund_fee_0: undefined }],
    ["an amount with a point", { refund_fee_0: "1.5" }],
    ["no count", { refund_count: undefined }],
    ["no order", { out_trade_no: undefined }],
  ])("does not believe one with %s", async (_, change) => {
    const { wxpay } = certified(page(1, 1, 1, change));
    expect(await rejection(wxpay.refundQuery({ out_refund_no: "R1" }))).toMatchObject({
      kind: "malformed",
      outcome: "unknown",
    });
  });
});

describe("refundsOf", () => {
  const ref = { out_trade_no: request.out_trade_no };

  it("asks page after page, ten at a time", async () => {
    const { wxpay, sent } = certified(({ offset = "0" }) => {
      const first = Number(offset);
      return page(first, Math.min(10, 23 - first), 23);
    });
    const refunds = await wxpay.refundsOf(ref);
    expect(refunds.map(({ out_refund_no }) => out_refund_no)).toEqual(
      Array.from({ length: 23 }, (_, index) => `R${index}`),
    );
    expect(sent().map(({ offset }) => offset)).toEqual([undefined, "10", "20"]);
  });

  it("is empty for an order without refunds, and needs no second page without a total", async () => {
    const none = certified(signed(answer({ result_code: "FAIL", err_code: "REFUNDNOTEXIST" })));
    expect(await none.wxpay.refundsOf(ref)).toEqual([]);
    const few = certified(page(0, 2, undefined));
    expect(await few.wxpay.refundsOf(ref)).toHaveLength(2);
    expect(few.calls).toHaveLength(1);
  });

  it.each<[string, (offset: number) => string]>([
    ["the same page again and again", () => page(0, 10, 23)],
    ["fewer than it counts", (offset) => page(offset, offset === 0 ? 10 : 0, 23)],
    [
      "nothing more",
      (offset) =>
        offset === 0 ? page(0, 10, 23) : signed(answer({ result_code: "FAIL", err_code: "REFUNDNOTEXIST" })),
    ],
    ["another order's", () => page(0, 1, 1, { out_trade_no: "other1" })],
  ])("does not take %s for all", async (_, reply) => {
    const { wxpay, calls } = certified(({ offset = "0" }) => reply(Number(offset)));
    expect(await rejection(wxpay.refundsOf(ref))).toMatchObject({ kind: "malformed", outcome: "unknown" });
    expect(calls.length).toBeLessThanOrEqual(2);
  });
});
