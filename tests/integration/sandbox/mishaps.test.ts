import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { merchantBalance, openingBalance } from "@/lib/sandbox/books/merchant";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { answerHost } from "@/lib/sandbox/hosts";
import { deliverAnswer } from "@/lib/sandbox/mishaps";
import { nonceStr, sign, verify } from "@/lib/wechat/sign";
import { buildXml, parseXml } from "@/lib/wechat/xml";
import { payOrder } from "./money-support";
import { freshSandbox, lastCall, orderFields, pay, placeOrder } from "./support";

beforeEach(freshSandbox);

type Fields = Record<string, string | number | undefined>;

async function call(path: string, fields: Fields): Promise<Response> {
  const all = { appid: pay.appid, mch_id: pay.mchid, nonce_str: nonceStr(32), ...fields };
  const body = buildXml({ ...all, sign: sign(all, pay.key, "MD5") });
  const request = new Request("http://x/", { method: "POST", body });
  const answer = await answerHost("api.mch.weixin.qq.com", path, request);
  if (!answer) throw new Error("No such address");
  return answer;
}

const refundFields = { out_trade_no: "T20260101000001", out_refund_no: "R1", total_fee: 8800, refund_fee: 1 };
const refunds = () => db().sandboxRefund.count();
const askRefund = () => call("/secapi/pay/refund", refundFields);
const askOrder = () => call("/pay/unifiedorder", orderFields({ out_trade_no: "T20260101000002" }));

const code = (err_code: string) => async (answer: Response) => {
  const fields = parseXml(await answer.text());
  expect(fields).toMatchObject({ return_code: "SUCCESS", result_code: "FAIL", err_code });
  expect(verify(fields, pay.key, "MD5")).toBe(true);
};

const broken = async (answer: Response) => {
  await expect(answer.text()).rejects.toThrow("ended this connection");
};

const half = async (answer: Response) => {
  const text = await answer.text();
  expect(text).toMatch(/^<xml>/);
  expect(() => parseXml(text)).toThrow();
};

const wronglySigned = async (answer: Response) => {
  const fields = parseXml(await answer.text());
  expect(fields).toMatchObject({ return_code: "SUCCESS", result_code: "SUCCESS" });
  expect(fields.sign).toMatch(/^[0-9A-F]{32}$/);
  expect(verify(fields, pay.key, "MD5")).toBe(false);
};

const cases: [FaultName, boolean, (answer: Response) => Promise<void>][] = [
  ["pay_systemerror", false, code("SYSTEMERROR")],
  ["pay_systemerror_after", true, code("SYSTEMERROR")],
  ["pay_need_retry", false, code("BIZERR_NEED_RETRY")],
  ["pay_need_retry_after", true, code("BIZERR_NEED_RETRY")],
  ["pay_no_answer", false, broken],
  ["pay_no_answer_after", true, broken],
  ["pay_half", false, half],
  ["pay_half_after", true, half],
  ["pay_bad_sign", false, wronglySigned],
  ["pay_bad_sign_after", true, wronglySigned],
];

describe.each(cases)("%s (done: %s)", (fault, done, check) => {
  it("strikes a refund once", async () => {
    await payOrder();
    await setFault(fault, true);
    await check(await askRefund());
    expect(await refunds()).toBe(done ? 1 : 0);
    expect(await merchantBalance()).toBe(openingBalance + 8800 - (done ? 1 : 0));
    const outcome = await lastCall();
    expect(outcome).toMatchObject({ ok: false, why: { rule: expect.stringContaining("控制台安排的故障") } });
    expect(outcome.why?.rule).toContain(done ? "已经办了" : "什么也没办");
    // The same number once more: the same refund, and only one.
    expect(parseXml(await (await askRefund()).text())).toMatchObject({ result_code: "SUCCESS" });
    expect(await refunds()).toBe(1);
  });

  it("strikes an order, again and again until it is switched off", async () => {
    await setFault(fault, true, true);
    await check(await askOrder());
    await check(await askOrder());
    expect(await db().sandboxOrder.count()).toBe(done ? 1 : 0);
    await setFault(fault, false);
    expect(parseXml(await (await askOrder()).text())).toMatchObject({ result_code: "SUCCESS" });
  });
});

it("of several that are on, each call takes one", async () => {
  await setFault("pay_systemerror_after", true);
  await setFault("pay_need_retry", true);
  await code("SYSTEMERROR")(await askOrder());
  await code("BIZERR_NEED_RETRY")(await askOrder());
  expect(parseXml(await (await askOrder()).text())).toMatchObject({ result_code: "SUCCESS" });
});

it("does not strike a request that is refused before any work", async () => {
  await setFault("pay_systemerror", true);
  await placeOrder({ body: undefined });
  expect(await placeOrder()).toMatchObject({ err_code: "SYSTEMERROR" });
});

it("a late answer waits, and says what was done", async () => {
  const waits: number[] = [];
  const pause = async (ms: number) => void waits.push(ms);
  const signal = new AbortController().signal;
  const answer = await deliverAnswer("<xml/>", { status: 200 }, "late", signal, pause);
  expect(await answer.text()).toBe("<xml/>");
  expect(waits).toEqual([15_000]);
});

it("a payout's answer has no signature that could be wrong", async () => {
  await setFault("pay_bad_sign", true);
  const fields = { appid: pay.appid, mch_billno: "B1", bill_type: "MCHT" };
  const answer = parseXml(await (await call("/mmpaymkttransfers/gethbinfo", fields)).text());
  expect(answer).toMatchObject({ result_code: "FAIL", err_code: "SYSTEMERROR" });
});
