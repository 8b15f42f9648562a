import { beforeEach, describe, expect, it } from "vitest";
import { nowMs, setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { confirmTransfer } from "@/lib/sandbox/books/transfers";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { changeKeyState } from "@/lib/sandbox/pay-v3/keys";
import { setTransferLimit } from "@/lib/sandbox/pay-v3/transfer-rules";
import { openidOf } from "@/lib/sandbox/people";
import { store } from "@/lib/store";
import {
  createGateway,
  createTransport,
  createWxpay,
  type StateStore,
  WechatPayError,
  type Wxpay,
} from "@/lib/wechat";
import { wxpay as configured } from "@/lib/weixin";
import { calls, freshWorld, interceptWechat } from "@/tests/support/world";

/** The SDK's v3 against the sandbox's: two programs that know each other by the protocol alone. */

const { pay } = sandboxAccounts;
const certificates = "/sandbox/api.mch.weixin.qq.com/v3/certificates";

/** The database's store, without what this process remembers of it. */
const otherProcess = (): StateStore => ({ ...store() });

function withoutPublicKey(): Wxpay {
  return createWxpay({
    appid: pay.appid,
    mchid: pay.mchid,
    api: "v3",
    v3: { key: pay.v3Key, serial: pay.serial, privateKey: pay.privateKey, publicKey: null },
    notifyUrl: (type) => `http://localhost:3000/wxpay/${type}/callback`,
    sendName: "月光宝石",
    clientIp: "127.0.0.1",
    store: otherProcess(),
    transport: createTransport({ gateway: createGateway("http://localhost:3000/sandbox"), now: nowMs }),
  });
}

const order = (out_trade_no = "V3SDK0000001") => ({
  out_trade_no,
  body: "月光石",
  total_fee: 8800,
  openid: openidOf(pay.appid, "lin"),
  spbill_create_ip: "127.0.0.1",
  type: "shop",
});

beforeEach(() => freshWorld({ WXPAY_API: "v3" }));

describe.each([
  ["WeChat Pay's public key", () => configured()],
  ["platform certificates", withoutPublicKey],
])("with %s", (_, create) => {
  it("an order is placed, asked about and closed", async () => {
    const wxpay = create();
    expect(wxpay.api).toBe("v3");
    expect(await wxpay.prepay(order())).toMatchObject({ prepay_id: expect.stringMatching(/^wx/) });
    expect(await wxpay.orderQuery(order())).toMatchObject({ trade_state: "NOTPAY" });
    expect(await wxpay.close("V3SDK0000001")).toBe("closed");
    expect(await wxpay.orderQuery(order())).toMatchObject({ trade_state: "CLOSED" });
    expect(await wxpay.orderQuery(order("V3SDK0000002"))).toEqual({ trade_state: "NOTEXIST" });
  });

  it("a signature test is answered by asking once more", async () => {
    const wxpay = create();
    await wxpay.prepay(order());
    await setFault("v3_signtest", true);
    expect(await wxpay.orderQuery(order())).toMatchObject({ trade_state: "NOTPAY" });
    await setFault("v3_signtest", true);
    expect(await wxpay.prepay(order("V3SDK0000003"))).toMatchObject({ trade_type: "JSAPI" });
  });

  it("what there is not is not there, and a payout without money is refused in words", async () => {
    const wxpay = create();
    expect(await wxpay.refundQuery({ out_refund_no: "R1" })).toEqual({ refund_status: "NOTEXIST" });
    expect(await wxpay.payoutQuery({ out_bill_no: "T1", kind: "transfer" })).toEqual({ state: "NOTEXIST" });
    const refund = { out_trade_no: "V3SDK0000009", out_refund_no: "R1", total_fee: 100, refund_fee: 100 };
    const error = await wxpay.refund(refund).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WechatPayError);
    expect(error).toMatchObject({ errCode: "ORDERNOTEXIST", httpStatus: 404 });
  });
});

describe.each([
  ["WeChat Pay's public key", () => configured()],
  ["platform certificates", withoutPublicKey],
])("money, with %s", (_, create) => {
  it("comes, goes back and is given away; the SDK reads every notice of it", async () => {
    const wxpay = create();
    const kinds: string[] = [];
    interceptWechat(async (request) => {
      if (!new URL(request.url).pathname.startsWith("/wxpay/")) return null;
      const notice = await wxpay.parseNotification({ body: await request.text(), headers: request.headers });
      kinds.push(notice.kind);
      return new Response(null, { status: 204 });
    });
    const { prepay_id } = await wxpay.prepay(order());
    await finishSheet({ prepayId: prepay_id, action: "pay" }, "lin");
    const paid = { trade_state: "SUCCESS", total_fee: 8800, openid: order().openid };
    expect(await wxpay.orderQuery(order())).toMatchObject(paid);
    expect(await wxpay.close("V3SDK0000001").catch((error: unknown) => error)).toMatchObject({
      errCode: "ORDERPAID",
    });

    const part = { out_trade_no: "V3SDK0000001", out_refund_no: "R1", total_fee: 8800, refund_fee: 800 };
    expect(await wxpay.refund(part)).toMatchObject({ refund_status: "PROCESSING", refund_fee: 800 });
    expect(await wxpay.refund(part)).toMatchObject({ out_refund_no: "R1", refund_fee: 800 });
    const other = await wxpay.refund({ ...part, refund_fee: 900 }).catch((error: unknown) => error);
    expect(other).toMatchObject({ errCode: "REFUND_FEE_MISMATCH", outcome: "refused" });
    await advanceClock(3600);
    expect(await wxpay.refundQuery({ out_refund_no: "R1" })).toMatchObject({ refund_status: "SUCCESS" });

    await setMerchantBalance(100_000);
    const pack = {
      mch_billno: "P1",
      re_openid: order().openid,
      total_amount: 500,
      wishing: "",
      act_name: "宝石",
      remark: "谢谢",
    };
    const sent = await wxpay.sendRedPack(pack);
    expect(sent).toMatchObject({ state: "WAIT_USER", package_info: expect.any(String) });
    const { id } = await db().sandboxTransfer.findFirstOrThrow();
    expect(await confirmTransfer(id, "lin")).toEqual({ ok: true });
    await advanceClock(3600);
    expect(await wxpay.payoutQuery({ out_bill_no: "P1", kind: "red_pack" })).toMatchObject({
      state: "SUCCESS",
      amount: 500,
    });
    expect([...new Set(kinds)]).toEqual(["payment", "refund", "transfer"]);
  });

  it("is given to somebody by name, and can be taken back", async () => {
    const wxpay = create();
    await setMerchantBalance(1_000_000);
    await setTransferLimit(200_000);
    const gift = {
      out_bill_no: "T1",
      openid: order().openid,
      amount: 200_000,
      remark: "奖金",
      user_name: "林月",
    };
    const sent = await wxpay.transfer(gift).catch((error: unknown) => error);
    expect(sent).toMatchObject({ out_bill_no: "T1", state: "WAIT_USER" });
    expect(await wxpay.cancelTransfer("T1")).toMatchObject({ state: "PROCESSING" });
    await advanceClock(3600);
    expect(await wxpay.payoutQuery({ out_bill_no: "T1", kind: "transfer" })).toMatchObject({
      state: "CANCELLED",
    });
  });
});

describe("rotation", () => {
  it("after half a day the second certificate takes over, for two processes, with one more download", async () => {
    const [one, other] = [withoutPublicKey(), withoutPublicKey()];
    await changeKeyState({ mode: "certificate", served: "first" });
    await one.prepay(order());
    await other.orderQuery(order());
    expect(calls.get(certificates)).toBe(1);
    setClockOffset(12 * 3_600_000 + 1000);
    await changeKeyState({ served: "second", signing: "second" });
    await one.orderQuery(order());
    await expect.poll(() => calls.get(certificates)).toBe(2);
    for (const wxpay of [one, other, withoutPublicKey()]) {
      expect(await wxpay.orderQuery(order())).toMatchObject({ out_trade_no: "V3SDK0000001" });
    }
    expect(calls.get(certificates)).toBe(2);
  });
});
