import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { answerHost } from "@/lib/sandbox/hosts";
import { nonceStr, sign } from "@/lib/wechat/sign";
import { parseBill } from "@/lib/wechat/wxpay/bill";
import { buildXml, parseXml } from "@/lib/wechat/xml";
import { payOrder, refund } from "./money-support";
import { freshSandbox, lastCall, mp, pay, stopTime, wait } from "./support";

const hour = 3600;
/** Ten o'clock in the morning of 15 June in Beijing. */
const start = "2026-06-15T02:00:00Z";
const day = "20260615";

beforeEach(async () => {
  stopTime(start);
  await freshSandbox();
});

type Fields = Record<string, string>;

async function ask(changes: Fields = {}): Promise<Response> {
  const fields: Fields = {
    appid: mp.appid,
    mch_id: pay.mchid,
    nonce_str: nonceStr(32),
    bill_date: day,
    bill_type: "ALL",
    ...changes,
  };
  const body = buildXml({ ...fields, sign: sign(fields, pay.key, "MD5") });
  const request = new Request("http://x/", { method: "POST", body });
  const answer = await answerHost("api.mch.weixin.qq.com", "/pay/downloadbill", request);
  if (!answer) throw new Error("No such address");
  return answer;
}

const bill = async (changes?: Fields): Promise<string> => (await ask(changes)).text();
const refusal = async (changes?: Fields) => parseXml(await bill(changes));
const none = { return_code: "FAIL", return_msg: "No Bill Exist", error_code: "20002" };

/** Two payments and a refund on the day. */
async function trade(): Promise<void> {
  await payOrder({ attach: "a`1,`2" });
  await payOrder({ out_trade_no: "T20260101000002", total_fee: 100, body: "石头,`两块" });
  await refund();
  await advanceClock(3);
}

describe("a day's bill", () => {
  it("has every payment and refund, with WeChat's titles and totals", async () => {
    await trade();
    wait(24 * hour);
    const text = await bill();
    const [titles, first, second, third, totalTitles, totals, end] = text.split("\r\n");
    expect(titles?.replace(/^\uFEFF/, "")).toBe(
      "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注",
    );
    expect(first).toMatch(/^`2026-06-15 10:00:00,`wx7f3c/);
    expect(first).toMatch(/,`0\.52800,`0\.60%,`88\.00,`0\.00,`$/);
    expect(second).toContain(",`石头,`两块,`");
    expect(third).toMatch(/,`REFUND,.*,`R1,`30\.00,`0\.00,`ORIGINAL,`SUCCESS,/);
    expect(totalTitles).toBe(
      "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
    );
    expect(totals).toBe("`3,`89.00,`30.00,`0.00,`0.35400,`89.00,`30.00");
    expect(end).toBe("");
    expect(await lastCall()).toMatchObject({ ok: true, outcome: `账单 ${day} ALL` });
  });

  it("is read by the SDK", async () => {
    await trade();
    wait(24 * hour);
    const { rows } = parseBill(await bill());
    expect(rows).toMatchObject([
      { out_trade_no: "T20260101000001", trade_state: "SUCCESS", total_fee: 8800, trade_type: "JSAPI" },
      { out_trade_no: "T20260101000002", trade_state: "SUCCESS", total_fee: 100 },
      { out_refund_no: "R1", trade_state: "REFUND", refund_fee: 3000, refund_status: "SUCCESS" },
    ]);
  });

  it.each([
    ["SUCCESS", ["", ""], false],
    ["REFUND", ["R1"], true],
  ] as const)("of %s has only those", async (bill_type, numbers, times) => {
    await trade();
    wait(24 * hour);
    const text = await bill({ bill_type });
    expect(parseBill(text).rows.map((row) => row.out_refund_no)).toEqual(numbers);
    expect(text.includes("退款申请时间,退款成功时间")).toBe(times);
  });

  it("comes packed when asked for", async () => {
    await trade();
    wait(24 * hour);
    const answer = await ask({ tar_type: "GZIP" });
    const packed = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
    expect(packed).toBe(`\uFEFF${await bill()}`);
  });

  it("leaves out a refund that was closed, and says of one that it is under way", async () => {
    await payOrder();
    await setFault("refund_closed", true);
    await refund();
    await advanceClock(3);
    await setFault("refund_slow", true);
    await refund({ out_refund_no: "R2" });
    wait(24 * hour);
    expect(parseBill(await bill()).rows).toMatchObject([
      { trade_state: "SUCCESS" },
      { out_refund_no: "R2", refund_status: "PROCESSING" },
    ]);
  });

  it("ends where the day ends in Beijing", async () => {
    await payOrder();
    wait(14 * hour - 1);
    await payOrder({ out_trade_no: "T20260101000002" });
    wait(14 * hour);
    await payOrder({ out_trade_no: "T20260101000003" });
    wait(48 * hour);
    const numbers = async (bill_date: string) =>
      parseBill(await bill({ bill_date })).rows.map((row) => row.out_trade_no);
    expect(await numbers(day)).toEqual(["T20260101000001", "T20260101000002"]);
    expect(await numbers("20260616")).toEqual(["T20260101000003"]);
  });
});

describe("there is no bill", () => {
  it("before 10 o'clock of the next day, and after three months", async () => {
    await payOrder();
    expect(await refusal()).toEqual(none);
    wait(24 * hour - 1);
    expect(await refusal()).toEqual(none);
    wait(24 * hour);
    expect(await bill()).toContain("T20260101000001");
    wait(93 * 24 * hour);
    expect(await refusal()).toEqual(none);
  });

  it("of a day without trade", async () => {
    wait(24 * hour);
    expect(await refusal()).toEqual(none);
    expect(await lastCall()).toMatchObject({ ok: false, why: { rule: expect.any(String) } });
  });

  it.each([
    [{ bill_type: "MINE" }, "invalid bill_type"],
    [{ bill_type: "RECHARGE_REFUND" }, "No Bill Exist"],
    [{ bill_date: "2026-06-15" }, "data format error"],
    [{ bill_date: "20260230" }, "data format error"],
    [{ tar_type: "ZIP" }, "data format error"],
  ])("for %o", async (changes, text) => {
    expect(await refusal(changes)).toEqual({ return_code: "FAIL", return_msg: text, error_code: "20002" });
  });

  it("when WeChat is in trouble", async () => {
    await setFault("pay_systemerror", true);
    expect(await refusal()).toMatchObject({ return_code: "FAIL", error_code: "SYSTEMERROR" });
  });
});

describe("a bill that is wrong", () => {
  it.each([
    ["bill_missing", ["T20260101000002"], 100],
    ["bill_extra", [expect.stringMatching(/^X/), "T20260101000001", "T20260101000002"].reverse(), 100],
    ["bill_amount", ["T20260101000001", "T20260101000002"], 8799],
  ] as const)("%s", async (fault, numbers, amount) => {
    await trade();
    wait(24 * hour);
    await setFault(fault, true);
    const rows = parseBill(await bill()).rows.filter((row) => row.trade_state === "SUCCESS");
    expect(rows.map((row) => row.out_trade_no)).toEqual(expect.arrayContaining([...numbers]));
    expect(rows).toHaveLength(numbers.length);
    expect(rows.map((row) => row.total_fee)).toContain(amount);
    // The next one is right.
    expect(parseBill(await bill()).rows).toHaveLength(3);
  });
});
