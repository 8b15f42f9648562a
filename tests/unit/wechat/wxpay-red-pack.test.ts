import { describe, expect, it } from "vitest";
import { type RedPack, verify, type XmlFields } from "@/lib/wechat";
import { rejection } from "./support";
import { appid, key, mchid } from "./wxpay-support";
import { certified, refusing, unsigned } from "./wxpay-v2-support";

const pack: RedPack = {
  mch_billno: "B20260501x",
  re_openid: "oUpF8uMuAJO",
  total_amount: 100,
  wishing: "恭喜发财",
  act_name: "月光宝石",
  remark: "兑换",
};
const sent: XmlFields = {
  mch_billno: pack.mch_billno,
  mch_id: mchid,
  wxappid: appid,
  re_openid: pack.re_openid,
  total_amount: 100,
  send_listid: "100000000020150520314766074200",
};
describe("a red pack that WeChat would not send", () => {
  it.each<[string, Partial<RedPack>]>([
    ["mch_billno", { mch_billno: "" }],
    ["mch_billno", { mch_billno: "x".repeat(29) }],
    ["mch_billno", { mch_billno: "a_b" }],
    ["re_openid", { re_openid: "" }],
    ["total_amount", { total_amount: 99 }],
    ["total_amount", { total_amount: 20_001 }],
    ["total_amount", { total_amount: 100.5 }],
    ["total_amount", { total_amount: 0, scene_id: "PRODUCT_1" }],
    ["wishing", { wishing: "" }],
    ["wishing", { wishing: "宝".repeat(43) }],
    ["act_name", { act_name: "宝".repeat(11) }],
    ["remark", { remark: "宝".repeat(86) }],
    ["scene_id", { scene_id: "PRODUCT_9" }],
  ])("names %s for %j, and sends nothing", async (field, change) => {
    const { wxpay, calls } = certified(unsigned(sent));
    const message = `The red pack is faulty in: ${field}`;
    expect(await rejection(wxpay.sendRedPack({ ...pack, ...change }))).toMatchObject({
      kind: "config",
      message,
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ["send_name", { sendName: "宝".repeat(11) }],
    ["client_ip", { clientIp: "2001:db8::1" }],
  ])("names our own %s", async (field, changes) => {
    const { wxpay } = certified(unsigned(sent), "MD5", changes);
    expect(await rejection(wxpay.sendRedPack(pack))).toMatchObject({
      message: expect.stringContaining(field),
    });
  });

  it.each([
    [2, 300],
    [3, 299],
    [3, 60_001],
    [20, 100_001],
    [3, 99],
  ])("a group of %i for %i fen", async (total_num, total_amount) => {
    const { wxpay, calls } = certified(unsigned(sent));
    const error = await rejection(wxpay.sendGroupRedPack({ ...pack, total_num, total_amount }));
    expect(error).toMatchObject({ kind: "config", outcome: "refused" });
    expect(calls).toEqual([]);
  });
});

describe("sendRedPack", () => {
  it("sends exactly this, in its own names, signed with MD5 whatever the merchant's orders use", async () => {
    const { wxpay, calls, last } = certified(unsigned(sent), "HMAC-SHA256");
    expect(await wxpay.sendRedPack(pack)).toEqual({
      out_bill_no: pack.mch_billno,
      bill_id: "100000000020150520314766074200",
      state: "WAIT_USER",
      amount: 100,
      openid: pack.re_openid,
      raw: expect.objectContaining({ send_listid: "100000000020150520314766074200" }),
    });
    expect(calls[0]).toMatchObject({
      url: "https://api.mch.weixin.qq.com/mmpaymkttransfers/sendredpack",
      certified: true,
    });
    const { sign, nonce_str, ...fields } = last();
    expect(fields).toEqual({
      mch_id: mchid,
      wxappid: appid,
      mch_billno: pack.mch_billno,
      send_name: "月光宝石",
      re_openid: pack.re_openid,
      total_amount: "100",
      total_num: "1",
      wishing: "恭喜发财",
      act_name: "月光宝石",
      remark: "兑换",
      client_ip: "203.0.113.9",
    });
    expect(nonce_str).toHaveLength(32);
    expect(verify({ ...fields, nonce_str, sign }, key, "MD5")).toBe(true);
  });

  it("goes below 1 yuan and above 200 with a scene", async () => {
    for (const total_amount of [30, 20_001]) {
      const { wxpay, last } = certified(unsigned({ ...sent, total_amount }));
      await wxpay.sendRedPack({ ...pack, total_amount, scene_id: "PRODUCT_5" });
      expect(last()).toMatchObject({ scene_id: "PRODUCT_5", total_amount: String(total_amount) });
    }
  });

  it("to a group goes as random parts, without an address", async () => {
    const { wxpay, calls, last } = certified(unsigned({ ...sent, total_amount: 300 }));
    await wxpay.sendGroupRedPack({ ...pack, total_num: 3, total_amount: 300 });
    expect(calls[0]?.url).toMatch(/\/mmpaymkttransfers\/sendgroupredpack$/);
    expect(last()).toMatchObject({ total_num: "3", amt_type: "ALL_RAND", wxappid: appid });
    expect(last()).not.toHaveProperty("client_ip");
  });

  it("leaves it to WeChat how many a group may be", async () => {
    const { wxpay, last } = certified(unsigned({ ...sent, total_amount: 3000 }));
    await wxpay.sendGroupRedPack({ ...pack, total_num: 21, total_amount: 3000 });
    expect(last()).toMatchObject({ total_num: "21" });
  });

  it.each<[string, string]>([
    ["another red pack's", unsigned({ ...sent, mch_billno: "other" })],
    ["of another amount", unsigned({ ...sent, total_amount: 10_000 })],
    ["to another person", unsigned({ ...sent, re_openid: "somebody" })],
    ["another merchant's", unsigned({ ...sent, mch_id: "1" })],
    ["another app's", unsigned({ ...sent, wxappid: "wx1" })],
    ["without WeChat's number", unsigned({ ...sent, send_listid: "" })],
    ["without a result", unsigned({ ...sent, result_code: undefined })],
    ["with a strange result", unsigned({ ...sent, result_code: "MAYBE" })],
    ["without anything", "<xml></xml>"],
    ["nothing", ""],
    ["half of it", unsigned(sent).slice(0, 120)],
    ["HTML", "<html><body>busy</body></html>"],
    ["PROCESSING", refusing("PROCESSING")],
    ["SYSTEMERROR", refusing("SYSTEMERROR")],
  ])("an answer leaves it open: %s", async (_, text) => {
    const { wxpay } = certified(text);
    expect(await rejection(wxpay.sendRedPack(pack))).toMatchObject({ outcome: "unknown", advice: "query" });
  });

  it.each([
    ["NO_AUTH", "NOAUTH", "stop"],
    ["SENDNUM_LIMIT", "SENDNUM_LIMIT", "stop"],
    ["ILLEGAL_APPID", "ILLEGAL_APPID", "stop"],
    ["MONEY_LIMIT", "MONEY_LIMIT", "stop"],
    ["SEND_FAILED", "SEND_FAILED", "stop"],
    ["FATAL_ERROR", "FATAL_ERROR", "query"],
    ["CA_ERROR", "CERT_ERROR", "stop"],
    ["SIGN_ERROR", "SIGNERROR", "stop"],
    ["XML_ERROR", "XML_FORMAT_ERROR", "stop"],
    ["FREQ_LIMIT", "FREQUENCY_LIMITED", "retry"],
    ["NOTENOUGH", "NOTENOUGH", "stop"],
    ["OPENID_ERROR", "OPENID_ERROR", "stop"],
    ["PARAM_ERROR", "PARAM_ERROR", "stop"],
    ["SECOND_OVER_LIMITED", "SECOND_OVER_LIMITED", "retry"],
    ["DAY_OVER_LIMITED", "DAY_OVER_LIMITED", "stop"],
    ["SENDAMOUNT_LIMIT", "SENDAMOUNT_LIMIT", "stop"],
    ["RCVDAMOUNT_LIMIT", "RCVDAMOUNT_LIMIT", "stop"],
    ["MSGAPPID_ERROR", "MSGAPPID_ERROR", "stop"],
  ])("%s is %s: %s", async (rawCode, errCode, advice) => {
    const error = await rejection(certified(refusing(rawCode)).wxpay.sendRedPack(pack));
    expect(error).toMatchObject({ rawCode, errCode, advice, hint: expect.stringMatching(/\.$/) });
    expect(error).toHaveProperty("hintZh", expect.stringMatching(/。$/));
  });
});

describe("payoutQuery of a red pack", () => {
  const ref = { out_bill_no: pack.mch_billno, kind: "red_pack" } as const;
  const known = { mch_billno: pack.mch_billno, mch_id: mchid, detail_id: "D1", total_amount: 100 };
  const found = (status: string, more: XmlFields = {}) =>
    // As WeChat writes it: a success has the code SUCCESS.
    unsigned({ ...known, status, err_code: "SUCCESS", err_code_des: "OK", ...more });

  it.each([
    ["SENDING", "PROCESSING"],
    ["SENT", "WAIT_USER"],
    ["FAILED", "FAILED"],
    ["RECEIVED", "SUCCESS"],
    ["RFUND_ING", "PROCESSING"],
    ["REFUND", "RETURNED"],
    ["FROZEN", "UNKNOWN"],
  ])("%s is %s", async (status, state) => {
    const { wxpay, calls, last } = certified(found(status, { reason: "余额" }));
    expect(await wxpay.payoutQuery(ref)).toMatchObject({
      out_bill_no: pack.mch_billno,
      bill_id: "D1",
      state,
      amount: 100,
      fail_reason: "余额",
    });
    expect(calls[0]).toMatchObject({ certified: true, url: expect.stringMatching(/gethbinfo$/) });
    const { sign, nonce_str, ...fields } = last();
    expect(fields).toEqual({ mch_id: mchid, appid, bill_type: "MCHT", mch_billno: pack.mch_billno });
    expect(verify({ ...fields, nonce_str, sign }, key, "MD5")).toBe(true);
  });

  it("passes over the list of who took what, which is nested", async () => {
    const list =
      "<hblist><hbinfo><openid>o1</openid><amount>50</amount></hbinfo><hbinfo><openid>o2</openid></hbinfo></hblist>";
    const { wxpay } = certified(found("RECEIVED").replace("</xml>", `${list}</xml>`));
    expect(await wxpay.payoutQuery(ref)).toMatchObject({ state: "SUCCESS" });
    const elsewhere = certified(
      found("RECEIVED").replace("</xml>", `${list.replaceAll("hblist", "x")}</xml>`),
    );
    expect(await rejection(elsewhere.wxpay.payoutQuery(ref))).toMatchObject({ outcome: "unknown" });
  });

  it("NOTEXIST for one that WeChat never saw; anything else is no answer", async () => {
    expect(await certified(refusing("NOT_FOUND")).wxpay.payoutQuery(ref)).toEqual({ state: "NOTEXIST" });
    const others = [
      refusing("SYSTEMERROR"),
      found("SENT", { mch_billno: "x" }),
      found("SENT", { mch_id: "1" }),
      found(""),
    ];
    for (const text of others) {
      expect(await rejection(certified(text).wxpay.payoutQuery(ref))).toMatchObject({ outcome: "unknown" });
    }
    const bad = { ...ref, out_bill_no: "x".repeat(29) };
    expect(await rejection(certified("").wxpay.payoutQuery(bad))).toMatchObject({ kind: "config" });
  });
});
