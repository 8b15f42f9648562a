import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { merchantBalance, setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { confirmTransfer } from "@/lib/sandbox/books/transfers";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { publicKey } from "@/lib/sandbox/merchant-keys";
import { forgeForTransfer } from "@/lib/sandbox/notices";
import { setTransferLimit } from "@/lib/sandbox/pay-v3/transfer-rules";
import { openidOf, readPerson } from "@/lib/sandbox/people";
import { platformCertificates } from "@/lib/sandbox/platform-keys";
import { lastCall, pay, qrcode } from "./support";
import { freshListener, told } from "./v3-listener";
import { send } from "./v3-support";

beforeEach(freshListener);

const bills = "/v3/fund-app/mch-transfer/transfer-bills";
const infos = (...types: string[]) => types.map((info_type) => ({ info_type, info_content: "月光节" }));
const transferBody = (changes: Record<string, unknown> = {}) => ({
  appid: pay.appid,
  out_bill_no: "B20260101000001",
  transfer_scene_id: "1000",
  openid: openidOf(pay.appid, "lin"),
  transfer_amount: 500,
  transfer_remark: "宝石兑换",
  notify_url: "https://shop.example.com/wxpay/transfer/callback",
  transfer_scene_report_infos: infos("活动名称", "奖励说明"),
  ...changes,
});
const transfer = (changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  send({ path: bills, body: transferBody(changes), headers });
const queryTransfer = async (number = "B20260101000001") =>
  (await send({ path: `${bills}/out-bill-no/${number}` })).json;
const idOf = async () => (await db().sandboxTransfer.findFirstOrThrow()).id;

describe("a transfer", () => {
  it("waits for its person, who takes it once", async () => {
    const [balance, { wallet }] = [await merchantBalance(), await readPerson("lin")];
    const { status, json } = await transfer({ user_recv_style: { type: "RED_PACKET" } });
    expect(status).toBe(200);
    expect(json).toEqual({
      out_bill_no: "B20260101000001",
      transfer_bill_no: expect.stringMatching(/^1330\d{36}$/),
      create_time: expect.stringMatching(/\+08:00$/),
      state: "WAIT_USER_CONFIRM",
      package_info: expect.stringMatching(/^[\w+/]{64}$/),
    });
    expect(await merchantBalance()).toBe(balance - 500);
    expect(await confirmTransfer(await idOf(), "chen")).toMatchObject({
      message: "你的微信号与商家指定的微信号不一致",
    });
    const id = await idOf();
    await Promise.all(Array.from({ length: 3 }, () => confirmTransfer(id, "lin")));
    expect((await readPerson("lin")).wallet).toBe(wallet + 500);
    expect(await queryTransfer()).toMatchObject({
      state: "SUCCESS",
      transfer_amount: 500,
      mch_id: pay.mchid,
    });
    const byBill = await send({ path: `${bills}/transfer-bill-no/${json.transfer_bill_no}` });
    expect(byBill.json).toEqual(await queryTransfer());
    await advanceClock(2 * 86400);
    expect(told).toMatchObject([
      {
        type: "MCHTRANSFER.BILL.FINISHED",
        resource: {
          out_bill_no: "B20260101000001",
          state: "SUCCESS",
          transfer_amount: 500,
          mch_id: pay.mchid,
        },
      },
    ]);
    expect(await merchantBalance()).toBe(balance - 500);
  });

  it("that nobody takes is closed after a day, and the money comes back", async () => {
    const balance = await merchantBalance();
    await transfer();
    await advanceClock(86_399);
    expect((await queryTransfer()).state).toBe("WAIT_USER_CONFIRM");
    await advanceClock(2);
    expect(await queryTransfer()).toMatchObject({ state: "FAIL", fail_reason: "OVERDUE_CLOSE" });
    expect(await merchantBalance()).toBe(balance);
    expect(told).toMatchObject([{ resource: { state: "FAIL", fail_reason: "OVERDUE_CLOSE" } }]);
    expect((await confirmTransfer(await idOf(), "lin")).ok).toBe(false);
  });

  it("can be cancelled while it waits, and no more when it was taken", async () => {
    const balance = await merchantBalance();
    await transfer();
    const cancel = () => send({ path: `${bills}/out-bill-no/B20260101000001/cancel`, method: "POST" });
    expect(await cancel()).toMatchObject({ status: 200, json: { state: "CANCELING" } });
    expect(await cancel()).toMatchObject({ status: 200 });
    expect((await confirmTransfer(await idOf(), "lin")).ok).toBe(false);
    await advanceClock(3);
    expect(await queryTransfer()).toMatchObject({ state: "CANCELLED", fail_reason: "MCH_CANCEL" });
    expect(await merchantBalance()).toBe(balance);
    expect(told).toMatchObject([{ resource: { state: "CANCELLED" } }]);
    await db().sandboxTransfer.updateMany({ data: { state: "SUCCESS" } });
    expect(await cancel()).toMatchObject({ status: 400, json: { code: "INVALID_REQUEST" } });
  });

  it("can fail when it is taken: the money comes back", async () => {
    const balance = await merchantBalance();
    await transfer();
    await setFault("transfer_fails", true);
    expect((await confirmTransfer(await idOf(), "lin")).ok).toBe(false);
    expect(await queryTransfer()).toMatchObject({ state: "FAIL", fail_reason: "PAYEE_ACCOUNT_ABNORMAL" });
    expect(await merchantBalance()).toBe(balance);
  });

  it("with the same number is the same one, and with other parameters refused", async () => {
    const first = await transfer();
    expect((await transfer()).json).toEqual(first.json);
    const other = await transfer({ transfer_amount: 501 });
    expect(other).toMatchObject({
      status: 400,
      json: { message: "单号已存在但信息不一致,请查单后比较确认" },
    });
    const many = Array.from({ length: 5 }, () => transfer({ out_bill_no: "B2" }));
    expect(new Set((await Promise.all(many)).map(({ json }) => json.transfer_bill_no)).size).toBe(1);
    expect(await db().sandboxTransfer.count()).toBe(2);
  });

  it.each<[string, Record<string, unknown>, number, string, string]>([
    ["9 fen", { transfer_amount: 9 }, 400, "INVALID_REQUEST", "超过单笔转账上下限"],
    ["200.01 yuan", { transfer_amount: 20001 }, 400, "INVALID_REQUEST", "超过单笔转账上下限"],
    ["no reports", { transfer_scene_report_infos: undefined }, 400, "PARAM_ERROR", "需传入转账场景报备信息"],
    [
      "half the reports",
      { transfer_scene_report_infos: infos("活动名称") },
      400,
      "PARAM_ERROR",
      "未传入完整",
    ],
    [
      "a report twice",
      { transfer_scene_report_infos: infos("活动名称", "活动名称") },
      400,
      "PARAM_ERROR",
      "未传入完整",
    ],
    [
      "another scene's reports",
      { transfer_scene_id: "1005" },
      400,
      "PARAM_ERROR",
      "未传入完整且对应的转账场景报备信息",
    ],
    ["no scene", { transfer_scene_id: "1" }, 403, "NO_AUTH", "场景"],
    [
      "no reports of a scene that the sandbox does not know",
      { transfer_scene_id: "1009", transfer_scene_report_infos: [] },
      400,
      "PARAM_ERROR",
      "需传入转账场景报备信息",
    ],
    ["a perception", { user_recv_perception: "退款" }, 400, "INVALID_REQUEST", "用户收款感知"],
    ["a number with a dash", { out_bill_no: "B-1" }, 400, "PARAM_ERROR", "out_bill_no"],
    ["a long remark", { transfer_remark: "石".repeat(33) }, 400, "PARAM_ERROR", "transfer_remark"],
    ["another app", { appid: qrcode.appid }, 400, "APPID_MCHID_NOT_MATCH", "appid"],
    ["a stranger", { openid: "oNobody" }, 500, "OPENID_MISMATCH", "openid"],
  ])("of or with %s is refused", async (_name, changes, status, code, message) => {
    const balance = await merchantBalance();
    const answer = await transfer(changes);
    expect(answer).toMatchObject({ status, json: { code, message: expect.stringContaining(message) } });
    expect(await db().sandboxTransfer.count()).toBe(0);
    expect(await merchantBalance()).toBe(balance);
  });

  it.each([
    ["1005", ["岗位类型", "报酬说明"], "劳务报酬"],
    ["1010", ["回收商品名称"], "二手回收货款"],
    ["1011", ["赔付原因"], "商家赔付"],
  ])("of scene %s has its own reports", async (transfer_scene_id, types, user_recv_perception) => {
    const own = { transfer_scene_id, user_recv_perception, transfer_scene_report_infos: infos(...types) };
    expect((await transfer(own)).status).toBe(200);
  });

  it.each([
    ["scenes that the sandbox does not know", "1006", { transfer_scene_report_infos: infos("报销事由") }],
    ["scenes that nobody confirmed", "1009", { user_recv_perception: "货款" }],
    [
      "perceptions of 1005 that nobody listed",
      "佣金",
      {
        transfer_scene_id: "1005",
        transfer_scene_report_infos: infos("岗位类型", "报酬说明"),
        user_recv_perception: "佣金",
      },
    ],
  ])("%s are let pass, with a note", async (_name, text, changes) => {
    expect((await transfer({ transfer_scene_id: text, ...changes })).status).toBe(200);
    expect((await lastCall()).why?.notes?.join()).toContain(text);
  });

  it.each([10, 20_000])("of %i fen, at the limit, is taken", async (transfer_amount) => {
    expect((await transfer({ transfer_amount })).status).toBe(200);
  });

  it("needs money: nothing is entered without", async () => {
    await setMerchantBalance(499);
    expect(await transfer()).toMatchObject({ status: 403, json: { code: "NOT_ENOUGH" } });
    expect(await db().sandboxTransfer.count()).toBe(0);
    expect(await send({ path: `${bills}/out-bill-no/B20260101000001` })).toMatchObject({
      status: 404,
      json: { code: "NOT_FOUND" },
    });
  });

  const sealedName = (name: string, key = publicKey, padding = constants.RSA_PKCS1_OAEP_PADDING) =>
    publicEncrypt({ key, padding, oaepHash: "sha1" }, Buffer.from(name)).toString("base64");

  it("from 2000 yuan on names its person, encrypted to the key that is named", async () => {
    await setTransferLimit(1_000_000);
    const big = { transfer_amount: 200_000 };
    expect((await transfer({ transfer_amount: 199_999, out_bill_no: "B1" })).status).toBe(200);
    expect((await transfer(big)).json.message).toContain("需传入收款用户姓名");
    const named = { ...big, user_name: sealedName("林月") };
    expect((await transfer(named)).json.message).toContain("Wechatpay-Serial");
    const serial = { "wechatpay-serial": pay.publicKeyId };
    const padded = sealedName("林月", publicKey, constants.RSA_PKCS1_PADDING);
    expect((await transfer({ ...big, user_name: padded }, serial)).json.message).toContain("解密失败");
    expect((await transfer({ ...big, user_name: "x" }, serial)).json.message).toContain("解密失败");
    const first = await transfer(named, serial);
    expect(first.json).toMatchObject({ state: "WAIT_USER_CONFIRM" });
    const again = await transfer({ ...big, user_name: sealedName("林月") }, serial);
    expect(again.json).toEqual(first.json);
  });

  it("of a wrong name fails", async () => {
    const [{ serial, certificate }] = platformCertificates;
    const key = createPublicKey(certificate).export({ type: "spki", format: "pem" }).toString();
    const balance = await merchantBalance();
    await transfer({ user_name: sealedName("张三", key) }, { "wechatpay-serial": serial });
    expect(await queryTransfer()).toMatchObject({ state: "FAIL", fail_reason: "NAME_NOT_CORRECT" });
    expect(await merchantBalance()).toBe(balance);
    await advanceClock(1);
    expect(told).toMatchObject([{ resource: { fail_reason: "NAME_NOT_CORRECT" } }]);
  });

  it("has forged notices", async () => {
    await transfer();
    expect(await forgeForTransfer(await idOf(), "amount")).toBe(true);
    expect(await forgeForTransfer(await idOf(), "appid")).toBe(false);
    await advanceClock(1);
    expect(told).toMatchObject([{ resource: { state: "SUCCESS", transfer_amount: 1 } }]);
    expect((await queryTransfer()).state).toBe("WAIT_USER_CONFIRM");
  });
});
