import { describe, expect, it } from "vitest";
import { type TransferRequest, verify, type XmlFields } from "@/lib/wechat";
import { rejection } from "./support";
import { appid, key, mchid } from "./wxpay-support";
import { certified, refusing, unsigned } from "./wxpay-v2-support";

const request: TransferRequest = {
  out_bill_no: "T20260501x",
  openid: "oUpF8uMuAJO",
  amount: 30,
  remark: "兑换",
};
const paid: XmlFields = {
  mch_appid: appid,
  mchid,
  partner_trade_no: request.out_bill_no,
  payment_no: "1000018301201505190181489473",
  payment_time: "2015-05-19 15:26:59",
};

describe("transfer", () => {
  it("sends exactly this: mch_appid and mchid, MD5", async () => {
    const { wxpay, calls, last } = certified(unsigned(paid));
    expect(await wxpay.transfer(request)).toMatchObject({
      out_bill_no: request.out_bill_no,
      bill_id: paid.payment_no,
      state: "SUCCESS",
      amount: 30,
      openid: request.openid,
    });
    expect(calls[0]).toMatchObject({
      url: "https://api.mch.weixin.qq.com/mmpaymkttransfers/promotion/transfers",
      certified: true,
    });
    const { sign, nonce_str, ...fields } = last();
    expect(fields).toEqual({
      mch_appid: appid,
      mchid,
      partner_trade_no: request.out_bill_no,
      openid: request.openid,
      check_name: "NO_CHECK",
      amount: "30",
      desc: "兑换",
      spbill_create_ip: "203.0.113.9",
    });
    expect(verify({ ...fields, nonce_str, sign }, key, "MD5")).toBe(true);
    await wxpay.transfer({ ...request, user_name: "沈掌柜" });
    expect(last()).toMatchObject({ check_name: "FORCE_CHECK", re_user_name: "沈掌柜" });
  });

  it.each<[string, Partial<TransferRequest>]>([
    ["out_bill_no", { out_bill_no: "a-b" }],
    ["out_bill_no", { out_bill_no: "x".repeat(33) }],
    ["openid", { openid: "" }],
    ["amount", { amount: 0 }],
    ["amount", { amount: 1.5 }],
    ["remark", { remark: "宝".repeat(34) }],
  ])("names %s for %j, and sends nothing", async (field, change) => {
    const { wxpay, calls } = certified(unsigned(paid));
    const message = `The transfer is faulty in: ${field}`;
    expect(await rejection(wxpay.transfer({ ...request, ...change }))).toMatchObject({ message });
    expect(calls).toEqual([]);
  });

  it.each([
    unsigned({ ...paid, partner_trade_no: "other" }),
    unsigned({ ...paid, mchid: "1" }),
    unsigned({ ...paid, mch_appid: "wx1" }),
    unsigned({ ...paid, payment_no: "" }),
    refusing("SYSTEMERROR"),
  ])("is open after %s", async (text) => {
    expect(await rejection(certified(text).wxpay.transfer(request))).toMatchObject({ outcome: "unknown" });
  });

  it.each([
    "NAME_MISMATCH",
    "V2_ACCOUNT_SIMPLE_BAN",
    "AMOUNT_LIMIT",
    "RECV_ACCOUNT_NOT_ALLOWED",
    "PAY_CHANNEL_NOT_ALLOWED",
    "PARAM_IS_NOT_UTF8",
  ])("%s stops, and says why", async (code) => {
    const error = await rejection(certified(refusing(code)).wxpay.transfer(request));
    expect(error).toMatchObject({ errCode: code, advice: "stop", hintZh: expect.stringMatching(/。$/) });
  });

  it("is asked about by our number", async () => {
    const ref = { out_bill_no: request.out_bill_no, kind: "transfer" } as const;
    const known = {
      mch_id: mchid,
      appid,
      partner_trade_no: ref.out_bill_no,
      detail_id: "D1",
      payment_amount: 30,
    };
    const states = { SUCCESS: "SUCCESS", FAILED: "FAILED", PROCESSING: "PROCESSING", X: "UNKNOWN" };
    for (const [status, state] of Object.entries(states)) {
      const { wxpay, last, calls } = certified(unsigned({ ...known, status, openid: "o1" }));
      expect(await wxpay.payoutQuery(ref)).toMatchObject({ state, bill_id: "D1", amount: 30, openid: "o1" });
      expect(last()).toMatchObject({ mch_id: mchid, appid, partner_trade_no: ref.out_bill_no });
      expect(calls[0]).toMatchObject({ certified: true, url: expect.stringMatching(/gettransferinfo$/) });
    }
    expect(await certified(refusing("NOT_FOUND")).wxpay.payoutQuery(ref)).toEqual({ state: "NOTEXIST" });
    for (const change of [{ partner_trade_no: "x" }, { mch_id: "1" }, { appid: "wx1" }, { status: "" }]) {
      const { wxpay } = certified(unsigned({ ...known, status: "SUCCESS", ...change }));
      expect(await rejection(wxpay.payoutQuery(ref))).toMatchObject({ outcome: "unknown" });
    }
  });
});
