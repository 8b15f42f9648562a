import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { merchantBalance, openingBalance, setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { answerHost, type Connection } from "@/lib/sandbox/hosts";
import { nonceStr, sign, verify } from "@/lib/wechat/sign";
import { buildXml } from "@/lib/wechat/xml";
import { allMoney, lastWhy, payOrder, refund, refundQuery, wallet } from "./money-support";
import { freshSandbox, lastCall, orderFields, pay, placeOrder, postSigned, query, wait } from "./support";

beforeEach(freshSandbox);

const order = "T20260101000001";
const refundedOf = async () => (await db().sandboxOrder.findFirstOrThrow()).refunded;

describe("a refund", () => {
  it.each(["MD5", undefined] as const)("is taken on, and arrives three seconds later (%s)", async (type) => {
    await payOrder();
    const before = await wallet();
    const answer = await refund({}, type);
    expect(answer).toMatchObject({
      result_code: "SUCCESS",
      out_trade_no: order,
      out_refund_no: "R1",
      refund_id: expect.stringMatching(/^50\d{26}$/),
      refund_fee: "3000",
      total_fee: "8800",
      cash_refund_fee: "3000",
    });
    expect(verify(answer, pay.key, type ?? "HMAC-SHA256")).toBe(true);
    expect(await merchantBalance()).toBe(openingBalance + 8800 - 3000);
    expect(await refundQuery()).toMatchObject({ refund_status_0: "PROCESSING" });
    expect(await wallet()).toBe(before);
    await advanceClock(3);
    expect(await wallet()).toBe(before + 3000);
    expect(await refundQuery()).toMatchObject({
      refund_count: "1",
      refund_status_0: "SUCCESS",
      refund_recv_accout_0: "支付用户零钱",
      refund_success_time_0: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
  });

  it("turns the order's state into REFUND, which cannot be paid, closed or placed again", async () => {
    await payOrder();
    await refund();
    expect(await query()).toMatchObject({ trade_state: "REFUND", transaction_id: expect.any(String) });
    expect(await postSigned("/pay/closeorder", { out_trade_no: order })).toMatchObject({
      err_code: "ORDERPAID",
    });
    expect(await placeOrder()).toMatchObject({ err_code: "ORDERPAID" });
  });

  it("of the same number is the same refund, also when many come at once", async () => {
    await payOrder();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund()));
    expect(new Set(answers.map((answer) => answer.refund_id)).size).toBe(1);
    await advanceClock(3);
    expect(await refund()).toMatchObject({ refund_id: answers[0]?.refund_id });
    expect((await lastCall()).outcome).toContain("重入");
    expect(await refundedOf()).toBe(3000);
    expect(await merchantBalance()).toBe(openingBalance + 5800);
  });

  it("may be several, up to the payment and no fen more", async () => {
    await payOrder();
    await refund({ refund_fee: 8000 });
    expect(await refund({ out_refund_no: "R2", refund_fee: 801 })).toMatchObject({
      err_code: "ERROR",
      err_code_des: "累计退款金额大于支付金额",
    });
    expect(await refund({ out_refund_no: "R2", refund_fee: 800 })).toMatchObject({ result_code: "SUCCESS" });
    expect((await lastWhy())?.notes?.join()).toContain("间隔 1 分钟");
    expect(await refundedOf()).toBe(8800);
  });

  it("above the rest is refused to all but one of many that come at once", async () => {
    await payOrder();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, n) => refund({ out_refund_no: `R${n}`, refund_fee: 5000 })),
    );
    expect(answers.filter((answer) => answer.result_code === "SUCCESS")).toHaveLength(1);
    expect(await refundedOf()).toBe(5000);
  });

  it("is possible 50 times", async () => {
    await payOrder();
    for (let n = 1; n <= 50; n += 1) await refund({ out_refund_no: `R${n}`, refund_fee: 1 });
    expect(await refund({ out_refund_no: "R51", refund_fee: 1 })).toMatchObject({ err_code: "ERROR" });
    expect((await lastWhy())?.rule).toContain("50");
    expect(await refundedOf()).toBe(50);
  });
});

describe("a refund is refused", () => {
  it.each<[string, Record<string, string | number | undefined>, string, string]>([
    ["without the order's number", { out_trade_no: undefined }, "PARAM_ERROR", "out_trade_no"],
    ["of an unknown order", { out_trade_no: "T404404" }, "ORDERNOTEXIST", "out_trade_no"],
    ["of an unknown transaction", { transaction_id: "4200000001" }, "ORDERNOTEXIST", "out_trade_no"],
    ["of another total", { total_fee: 8801 }, "REFUND_FEE_MISMATCH", "total_fee"],
    ["of more than the order", { refund_fee: 8801 }, "ERROR", "refund_fee"],
    ["of nothing", { refund_fee: 0 }, "PARAM_ERROR", "refund_fee"],
    ["in yuan", { refund_fee: "30.00" }, "PARAM_ERROR", "refund_fee"],
    ["with a number of 65 letters", { out_refund_no: "r".repeat(65) }, "PARAM_ERROR", "out_refund_no"],
    ["with a number that has blanks", { out_refund_no: "R 1" }, "PARAM_ERROR", "out_refund_no"],
    ["with a reason of 81 letters", { refund_desc: "因".repeat(81) }, "PARAM_ERROR", "refund_desc"],
    ["with an account that is none", { refund_account: "MINE" }, "PARAM_ERROR", "refund_account"],
    ["in another currency", { refund_fee_type: "USD" }, "PARAM_ERROR", "refund_fee_type"],
    ["with a notify_url that has a query", { notify_url: "http://a.cn/?b" }, "PARAM_ERROR", "notify_url"],
  ])("%s", async (_name, changes, code, field) => {
    await payOrder();
    const before = await allMoney();
    const answer = await refund(changes);
    expect(answer).toMatchObject({ return_code: "SUCCESS", result_code: "FAIL", err_code: code });
    expect(verify(answer, pay.key, "HMAC-SHA256")).toBe(true);
    expect(await lastCall()).toMatchObject({ ok: false, why: { field, rule: expect.any(String) } });
    expect(await db().sandboxRefund.count()).toBe(0);
    expect(await allMoney()).toBe(before);
  });

  it.each([
    ["out_refund_no", { out_refund_no: undefined }],
    ["total_fee", { total_fee: "" }],
    ["refund_fee", { refund_fee: undefined }],
  ])("without %s", async (name, changes) => {
    expect(await refund(changes)).toEqual({ return_code: "FAIL", return_msg: `缺少参数${name}` });
  });

  it.each([
    ["another amount", { refund_fee: 3001 }],
    ["another order", { out_trade_no: "T20260101000002" }],
    ["another total", { total_fee: 1 }],
  ])("of the same number with %s", async (_name, changes) => {
    await payOrder();
    await payOrder({ out_trade_no: "T20260101000002" });
    await refund();
    expect(await refund(changes)).toMatchObject({
      err_code: "REFUND_FEE_MISMATCH",
      err_code_des: "订单金额或退款金额与之前请求不一致，请核实后再试",
    });
    expect(await db().sandboxRefund.count()).toBe(1);
  });

  it("of an order that is not paid, or closed", async () => {
    await placeOrder();
    expect(await refund()).toMatchObject({ err_code: "ERROR", err_code_des: "订单未支付，不能退款" });
    await postSigned("/pay/closeorder", { out_trade_no: order });
    expect(await refund()).toMatchObject({ err_code: "ERROR" });
  });

  it("more than 365 days after the payment", async () => {
    await payOrder();
    wait(365 * 24 * 3600 - 60);
    expect(await refund()).toMatchObject({ result_code: "SUCCESS" });
    wait(365 * 24 * 3600 + 60);
    expect(await refund({ out_refund_no: "R2" })).toMatchObject({ err_code: "TRADE_OVERDUE" });
  });

  it("while the merchant has not enough, and works with the same number afterwards", async () => {
    await payOrder();
    await setMerchantBalance(2999);
    expect(await refund()).toMatchObject({ err_code: "NOTENOUGH", err_code_des: "余额不足" });
    expect(await refundedOf()).toBe(0);
    expect(await query()).toMatchObject({ trade_state: "SUCCESS" });
    await setMerchantBalance(3000);
    expect(await refund()).toMatchObject({ result_code: "SUCCESS" });
    expect(await merchantBalance()).toBe(0);
  });

  it("with a wrong signature, compared with the first request", async () => {
    await payOrder();
    await refund();
    const fields = { appid: pay.appid, mch_id: pay.mchid, nonce_str: nonceStr(32), out_refund_no: "R1" };
    const rest = { out_trade_no: order, total_fee: 8800, refund_fee: 1, sign: "0".repeat(32) };
    const request = new Request("http://x/", { method: "POST", body: buildXml({ ...fields, ...rest }) });
    const answer = await answerHost("api.mch.weixin.qq.com", "/secapi/pay/refund", request);
    expect(await answer?.text()).toContain("签名错误");
    expect(await refundedOf()).toBe(3000);
  });
});

describe("how a refund ends", () => {
  it.each([
    ["refund_slow", 600, "SUCCESS", 3000],
    ["refund_abnormal", 3, "CHANGE", 0],
    ["refund_closed", 3, "REFUNDCLOSE", 0],
  ] as const)("%s", async (fault, seconds, status, arrived) => {
    await payOrder();
    const [before, money] = [await wallet(), await allMoney()];
    await setFault(fault, true);
    await refund();
    await advanceClock(seconds - 2);
    expect(await refundQuery()).toMatchObject({ refund_status_0: "PROCESSING" });
    await advanceClock(2);
    const answer = await refundQuery();
    expect(answer).toMatchObject({ refund_status_0: status });
    expect(answer.refund_success_time_0 !== undefined).toBe(status === "SUCCESS");
    expect(await wallet()).toBe(before + arrived);
    expect(await allMoney()).toBe(money);
    // The next one is as usual.
    await refund({ out_refund_no: "R2" });
    await advanceClock(3);
    expect(await refundQuery({ out_refund_no: "R2" })).toMatchObject({ refund_status_0: "SUCCESS" });
  });

  it("a closed one gives its amount free again, and is no longer one of the 50", async () => {
    await payOrder();
    await setFault("refund_closed", true);
    await refund({ refund_fee: 8800 });
    expect(await refund({ out_refund_no: "R2" })).toMatchObject({ err_code: "ERROR" });
    await advanceClock(3);
    expect(await refund({ out_refund_no: "R2", refund_fee: 8800 })).toMatchObject({ result_code: "SUCCESS" });
  });
});

describe("the merchant's certificate", () => {
  const fields = { appid: pay.appid, mch_id: pay.mchid, nonce_str: "n", ...orderFields() };
  const call = async (path: string, connection: Connection) => {
    const body = buildXml({ ...fields, sign: sign(fields, pay.key, "MD5") });
    const request = new Request("http://x/", { method: "POST", body });
    const answer = await answerHost("api.mch.weixin.qq.com", path, request, connection);
    return { status: answer?.status, text: (await answer?.text()) ?? "" };
  };
  const path = "/secapi/pay/refund";

  it("is demanded where it can be seen", async () => {
    const none = await call(path, { clientCertificate: "none" });
    expect(none).toMatchObject({ status: 400, text: expect.stringContaining("No required SSL certificate") });
    expect(await lastCall()).toMatchObject({ ok: false, httpStatus: 400, why: { rule: expect.any(String) } });
    const foreign = await call(path, { clientCertificate: "foreign" });
    expect(foreign).toMatchObject({ status: 200, text: expect.stringContaining("CA_ERROR") });
    expect((await call(path, { clientCertificate: "verified" })).text).toContain("缺少参数out_refund_no");
  });

  it("is not demanded for orders", async () => {
    expect((await call("/pay/unifiedorder", { clientCertificate: "none" })).text).toContain("prepay_id");
  });

  it("is missing over HTTP: the ledger says that the sandbox looked away", async () => {
    await payOrder();
    await refund();
    expect((await lastWhy())?.notes?.join()).toContain("双向 TLS");
  });
});

describe("the query", () => {
  it.each([
    ["refund_id", async () => ({ refund_id: (await db().sandboxRefund.findFirstOrThrow()).refundId })],
    ["out_refund_no", async () => ({ out_refund_no: "R1" })],
    ["transaction_id", async () => ({ transaction_id: (await query()).transaction_id })],
    ["out_trade_no", async () => ({ out_trade_no: order })],
    ["the most telling of them", async () => ({ out_trade_no: "T404404", out_refund_no: "R1" })],
  ])("finds it by %s", async (_name, fields) => {
    await payOrder();
    await refund();
    expect(await refundQuery(await fields())).toMatchObject({ out_refund_no_0: "R1", refund_fee_0: "3000" });
  });

  it.each([
    ["nothing", {}, "PARAM_ERROR"],
    ["an unknown number", { out_refund_no: "R404" }, "REFUNDNOTEXIST"],
    ["an offset that is none", { out_trade_no: order, offset: "-1" }, "PARAM_ERROR"],
    ["an offset past the end", { out_trade_no: order, offset: "1" }, "REFUNDNOTEXIST"],
  ])("of %s is refused", async (_name, fields, code) => {
    await payOrder();
    await refund();
    expect(await refundQuery(fields)).toMatchObject({ result_code: "FAIL", err_code: code });
  });

  it("gives ten at a time", async () => {
    await payOrder();
    for (let n = 0; n < 12; n += 1) await refund({ out_refund_no: `R${n}`, refund_fee: n + 1 });
    const first = await refundQuery({ out_trade_no: order });
    expect(first).toMatchObject({ refund_count: "10", out_refund_no_9: "R9" });
    expect(first.total_refund_count).toBeUndefined();
    expect((await lastWhy())?.notes?.join()).toContain("offset");
    const second = await refundQuery({ out_trade_no: order, offset: 10 });
    expect(second).toMatchObject({
      total_refund_count: "12",
      refund_count: "2",
      out_refund_no_0: "R10",
      refund_fee_1: "12",
    });
  });
});
