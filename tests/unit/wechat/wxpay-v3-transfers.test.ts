import { describe, expect, it } from "vitest";
import { type TransferRequest, v3Decrypt, WechatConfigError } from "@/lib/wechat";
import { rejection } from "./support";
import { mchid, pinned, v3Merchant } from "./wxpay-v3-support";

const transferRequest: TransferRequest = { out_bill_no: "T1", openid: "o1", amount: 1000, remark: "退还" };
const bill = { out_bill_no: "T1", transfer_bill_no: "1330", create_time: "2026-06-01T12:00:00+08:00" };

describe("transfer", () => {
  const waiting = { ...bill, state: "WAIT_USER_CONFIRM", package_info: "ABBQO+oY==" };

  it("waits for its person, with what the page needs", async () => {
    const { wxpay } = v3Merchant(() => ({ body: waiting }));
    const expected = {
      out_bill_no: "T1",
      bill_id: "1330",
      state: "WAIT_USER",
      amount: 1000,
      openid: "o1",
      package_info: "ABBQO+oY==",
      fail_reason: undefined,
      raw: waiting,
    };
    expect(await wxpay.transfer(transferRequest)).toEqual(expected);
    const pack = {
      mch_billno: "T1",
      re_openid: "o1",
      total_amount: 1000,
      wishing: "w",
      act_name: "a",
      remark: "",
    };
    expect(await wxpay.sendRedPack(pack)).toEqual(expected);
  });

  it.each([
    ["ACCEPTED", undefined, "PROCESSING"],
    ["PROCESSING", undefined, "PROCESSING"],
    ["WAIT_USER_CONFIRM", undefined, "WAIT_USER"],
    ["TRANSFERING", undefined, "PROCESSING"],
    ["CANCELING", undefined, "PROCESSING"],
    ["SUCCESS", undefined, "SUCCESS"],
    ["CANCELLED", undefined, "CANCELLED"],
    ["FAIL", "OVERDUE_CLOSE", "RETURNED"],
    ["FAIL", "MCH_CANCEL", "CANCELLED"],
    ["FAIL", "REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED", "FAILED"],
    ["FAIL", undefined, "FAILED"],
    ["DREAMING", undefined, "UNKNOWN"],
  ])("%s %s is %s", async (state, fail_reason, expected) => {
    const body = { ...bill, mch_id: mchid, state, fail_reason, transfer_amount: 1000, openid: "o2" };
    const { wxpay } = v3Merchant(() => ({ body }));
    const known = { out_bill_no: "T1", state: expected, amount: 1000, openid: "o2", fail_reason };
    expect(await wxpay.payoutQuery({ out_bill_no: "T1", kind: "red_pack" })).toMatchObject(known);
    expect(await wxpay.cancelTransfer("T1")).toMatchObject({ state: expected });
  });

  it.each(["NOT_FOUND", "RESOURCE_NOT_EXISTS"])("%s: there is none", async (code) => {
    const { wxpay } = v3Merchant(() => ({ status: 404, body: { code, message: "记录不存在" } }));
    expect(await wxpay.payoutQuery({ out_bill_no: "T1", kind: "transfer" })).toEqual({ state: "NOTEXIST" });
  });

  it.each([
    ["another transfer's", { out_bill_no: "T2" }],
    ["another merchant's", { mch_id: "1" }],
    ["without a state", { state: undefined }],
    ["without WeChat's number", { transfer_bill_no: undefined }],
  ])("%s answer: not believed", async (_, change) => {
    const { wxpay } = v3Merchant(() => ({ body: { ...waiting, ...change } }));
    expect(await rejection(wxpay.transfer(transferRequest))).toMatchObject({
      kind: "malformed",
      outcome: "unknown",
    });
  });

  const infos = [{ info_type: "岗位类型", info_content: "店员" }];
  it.each<[string, Partial<TransferRequest>]>([
    ["9 fen", { amount: 9 }],
    ["half a fen", { amount: 10.5 }],
    ["a number with a dash", { out_bill_no: "T-1" }],
    ["a long number", { out_bill_no: "T".repeat(33) }],
    ["no number", { out_bill_no: "" }],
    ["nobody", { openid: "" }],
    ["no remark", { remark: "" }],
    ["a long remark", { remark: "退".repeat(33) }],
    ["2000 yuan to nobody by name", { amount: 200_000 }],
    ["another scene that reports nothing", { transfer_scene_id: "1005" }],
    ["the same report twice", { transfer_scene_report_infos: [...infos, ...infos] }],
    ["no report", { transfer_scene_report_infos: [] }],
    [
      "a long report",
      { transfer_scene_report_infos: [{ info_type: "活动名称", info_content: "x".repeat(33) }] },
    ],
  ])("%s: nothing is sent", async (_, change) => {
    const { wxpay, calls } = v3Merchant(() => ({}));
    expect(await rejection(wxpay.transfer({ ...transferRequest, ...change }))).toBeInstanceOf(
      WechatConfigError,
    );
    expect(calls).toEqual([]);
  });

  it("other scenes, styles and perceptions go through; 10 fen is enough, 32 characters fit", async () => {
    const { wxpay, calls } = v3Merchant(() => ({ body: waiting }));
    const change = {
      transfer_scene_id: "1005",
      transfer_scene_report_infos: infos,
      user_recv_perception: "劳务报酬",
      style: "CONFIRM_PAGE",
    } as const;
    await wxpay.transfer({ ...transferRequest, ...change, amount: 10, remark: "💎".repeat(32) });
    expect(calls[0]?.json).toMatchObject({
      transfer_scene_id: "1005",
      transfer_scene_report_infos: infos,
      user_recv_perception: "劳务报酬",
      user_recv_style: { type: "CONFIRM_PAGE" },
    });
  });

  it.each([
    [200_000, true],
    [30, true],
    [29, false],
  ])("of %d fen: the name goes along, encrypted: %s", async (amount, along) => {
    const { wxpay, calls } = v3Merchant(() => ({ body: waiting }));
    await wxpay.transfer({ ...transferRequest, amount, user_name: "张三" });
    expect(calls[0]?.text).not.toContain("张三");
    const { user_name } = (calls[0]?.json ?? {}) as { user_name?: string };
    expect(user_name && v3Decrypt(user_name, pinned.privateKey)).toBe(along ? "张三" : undefined);
    expect(calls[0]?.headers.get("wechatpay-serial")).toBe(pinned.serial);
  });

  it("numbers that cannot be are not asked about", async () => {
    const { wxpay, calls } = v3Merchant(() => ({}));
    for (const number of ["", "../x", "T-1"]) {
      expect(await rejection(wxpay.payoutQuery({ out_bill_no: number, kind: "transfer" }))).toBeInstanceOf(
        WechatConfigError,
      );
      expect(await rejection(wxpay.cancelTransfer(number))).toBeInstanceOf(WechatConfigError);
      expect(await rejection(wxpay.refundQuery({ out_refund_no: number && `${number}?` }))).toBeInstanceOf(
        WechatConfigError,
      );
    }
    expect(calls).toEqual([]);
  });
});
