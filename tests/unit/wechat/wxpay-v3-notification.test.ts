import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotificationError } from "@/lib/wechat";
import { isV3Notice } from "@/lib/wechat/wxpay/v3/notification";
import {
  mchid,
  notice,
  order,
  pinned,
  type Signing,
  signatureHeaders,
  stranger,
  transaction,
  v3Merchant,
} from "./wxpay-v3-support";

const { wxpay, clock } = v3Merchant(() => ({ status: 500 }));
type Message = Parameters<typeof wxpay.parseNotification>[0];

const paid = (change: object = {}, signing: Signing & { key?: string } = {}) =>
  notice("TRANSACTION.SUCCESS", { ...transaction, ...change }, clock.now(), signing);
const resigned = (body: string): Message => ({ body, headers: signatureHeaders(body, clock.now(), {}) });

async function reason(message: Message): Promise<string> {
  try {
    await wxpay.parseNotification(message);
  } catch (error) {
    if (error instanceof NotificationError) return error.reason;
    throw error;
  }
  return "accepted";
}

const without = (name: string): Signing => ({ headers: { [`wechatpay-${name}`]: null } });
const imposter = { ...stranger, serial: pinned.serial };

describe("a notice that is forged", () => {
  it.each<[string, Signing, string]>([
    ["no signature at all", { signer: null }, "unsigned"],
    ["no signature", without("signature"), "unsigned"],
    ["no timestamp", without("timestamp"), "unsigned"],
    ["no nonce", without("nonce"), "unsigned"],
    ["no serial", without("serial"), "unsigned"],
    ["a stranger's signature", { signer: imposter }, "signature"],
    ["a stranger's signature under his own name", { signer: stranger }, "serial"],
    ["another public key's id", { signer: { ...pinned, serial: "PUB_KEY_ID_1" } }, "serial"],
    ["garbage", { headers: { "wechatpay-signature": "x" } }, "signature"],
    ["another nonce", { headers: { "wechatpay-nonce": "x" } }, "signature"],
    ["301 seconds old", { skew: -301 }, "stale"],
    ["301 seconds ahead", { skew: 301 }, "stale"],
    ["no real time", { headers: { "wechatpay-timestamp": "Infinity" } }, "stale"],
    ["a signature test", { headers: { "wechatpay-signature": "WECHATPAY/SIGNTEST/abc" } }, "probe"],
    ["300 seconds old", { skew: -300 }, "accepted"],
    ["300 seconds ahead", { skew: 300 }, "accepted"],
  ])("%s", async (_, signing, expected) => {
    expect(await reason(paid({}, signing))).toBe(expected);
  });

  it("a signature of another body", async () => {
    const { body } = paid();
    const { headers } = paid({ out_trade_no: "20260601120000abd" });
    expect(await reason({ body, headers })).toBe("signature");
    expect(await reason({ body: `${body}\n`, headers: paid().headers })).toBe("signature");
  });

  it("a body that was read and written again, though its meaning is the same", async () => {
    const { body } = paid();
    const spaced = body.replace('{"id"', '{ "id"');
    expect(await reason(resigned(spaced))).toBe("accepted");
    expect(await reason({ ...resigned(spaced), body: JSON.stringify(JSON.parse(spaced)) })).toBe("signature");
  });

  it("any character changed", async () => {
    const message = paid();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(message.body.length - 1),
        fc.constantFrom("0", "1", "A", "z", " ", "月"),
        async (at, to) => {
          fc.pre(message.body[at] !== to);
          const body = message.body.slice(0, at) + to + message.body.slice(at + 1);
          expect(await reason({ ...message, body })).toBe("signature");
        },
      ),
    );
  });

  it("the same notice again is the same fact: letting it count once is for who acts on it", async () => {
    const message = paid();
    expect(await wxpay.parseNotification(message)).toEqual(await wxpay.parseNotification(message));
    clock.advance(301);
    expect(await reason(message)).toBe("stale");
  });
});

describe("a notice that is signed, but not to be acted upon", () => {
  it.each<[string, object, string]>([
    ["another app", { appid: "wx1" }, "appid"],
    ["no app", { appid: undefined }, "appid"],
    ["another merchant", { mchid: "1" }, "mch_id"],
    ["no merchant", { mchid: undefined }, "mch_id"],
    ["a merchant as a number", { mchid: Number(mchid) }, "mch_id"],
    ["not paid", { trade_state: "NOTPAY" }, "not_success"],
    ["refunded", { trade_state: "REFUND" }, "not_success"],
    ["no state", { trade_state: undefined }, "not_success"],
    ["another currency", { amount: { total: 8800, currency: "USD" } }, "currency"],
    ["an empty currency", { amount: { total: 8800, currency: "" } }, "currency"],
    ["no amount", { amount: undefined }, "fields"],
    ["an amount of 0", { amount: { total: 0, currency: "CNY" } }, "fields"],
    ["a negative amount", { amount: { total: -1, currency: "CNY" } }, "fields"],
    ["half a fen", { amount: { total: 0.5, currency: "CNY" } }, "fields"],
    ["an amount as text", { amount: { total: "8800", currency: "CNY" } }, "fields"],
    ["an amount beyond reason", { amount: { total: 1e15, currency: "CNY" } }, "fields"],
    ["no payer", { payer: {} }, "fields"],
    ["no order", { out_trade_no: "" }, "fields"],
    ["no transaction", { transaction_id: undefined }, "fields"],
    ["no time", { success_time: undefined }, "fields"],
    ["an impossible time", { success_time: "2026-13-01T00:00:00+08:00" }, "fields"],
    ["a time without a zone", { success_time: "2026-06-01T12:00:00" }, "fields"],
    ["no trade type", { trade_type: undefined }, "fields"],
    ["no currency named, which is yuan", { amount: { total: 8800 } }, "accepted"],
  ])("%s", async (_, change, expected) => {
    expect(await reason(paid(change))).toBe(expected);
  });

  it.each<[string, string, string]>([
    ["nothing", "", "malformed"],
    ["no JSON", "<xml></xml>", "malformed"],
    ["no object", "[]", "malformed"],
    ["half of it", paid().body.slice(0, 300), "malformed"],
    ["no resource", '{"event_type":"TRANSACTION.SUCCESS"}', "malformed"],
    ["another cipher", paid().body.replace("AEAD_AES_256_GCM", "AEAD_SM4_GCM"), "malformed"],
    ["too much", `${" ".repeat(65_536)}${paid().body}`, "malformed"],
    [
      "other associated data",
      paid().body.replace('"associated_data":"transaction"', '"associated_data":"x"'),
      "decrypt",
    ],
    ["no associated data", paid().body.replace('"associated_data":"transaction",', ""), "decrypt"],
    ["another nonce", paid().body.replace(/"nonce":"\w/, '"nonce":"z'), "decrypt"],
    [
      "a ciphertext cut to nothing",
      paid().body.replace(/"ciphertext":"[^"]*"/, '"ciphertext":"AAAA"'),
      "decrypt",
    ],
    ["another key's ciphertext", paid({}, { key: "z".repeat(32) }).body, "decrypt"],
  ])("%s", async (_, body, expected) => {
    expect(await reason(resigned(body))).toBe(expected);
  });

  it("encrypted text that is no JSON, or no object", async () => {
    expect(await reason(notice("TRANSACTION.SUCCESS", "<xml>", clock.now()))).toBe("decrypt");
    expect(await reason(notice("TRANSACTION.SUCCESS", "null", clock.now()))).toBe("not_success");
  });

  it("tells neither key nor content", async () => {
    for (const message of [paid({ appid: "wx1" }), paid({ amount: {} }), paid({}, { key: "z".repeat(32) })]) {
      const error = await wxpay.parseNotification(message).catch((thrown: unknown) => thrown);
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/oUpF8u|0123456789abcdef|4200000000/);
    }
  });
});

describe("a notice of", () => {
  it("a payment", async () => {
    expect(await wxpay.parseNotification(paid())).toEqual({
      kind: "payment",
      out_trade_no: order.out_trade_no,
      transaction_id: transaction.transaction_id,
      openid: transaction.payer.openid,
      total_fee: 8800,
      cash_fee: 8700,
      bank_type: "CMC",
      time_end: new Date("2026-06-01T04:00:00Z"),
      attach: undefined,
      trade_type: "JSAPI",
      raw: transaction,
    });
  });

  const refund = {
    mchid,
    transaction_id: "42",
    out_trade_no: order.out_trade_no,
    refund_id: "50",
    out_refund_no: "R1",
    refund_status: "SUCCESS",
    success_time: "2026-06-01T12:00:00+08:00",
    user_received_account: "招商银行信用卡0403",
    amount: { total: 8800, refund: 100, payer_total: 8800, payer_refund: 100 },
  };

  it.each(["SUCCESS", "ABNORMAL", "CLOSED"])("a refund that is %s", async (refund_status) => {
    const resource = {
      ...refund,
      refund_status,
      ...(refund_status === "SUCCESS" ? {} : { success_time: undefined }),
    };
    expect(await wxpay.parseNotification(notice(`REFUND.${refund_status}`, resource, clock.now()))).toEqual({
      kind: "refund",
      out_refund_no: "R1",
      refund_id: "50",
      out_trade_no: order.out_trade_no,
      transaction_id: "42",
      refund_status,
      refund_fee: 100,
      total_fee: 8800,
      account: "招商银行信用卡0403",
      success_time: refund_status === "SUCCESS" ? new Date("2026-06-01T04:00:00Z") : undefined,
      raw: JSON.parse(JSON.stringify(resource)),
    });
  });

  it("a refund of somebody else's, or without its numbers", async () => {
    expect(await reason(notice("REFUND.SUCCESS", { ...refund, mchid: "1" }, clock.now()))).toBe("mch_id");
    for (const name of ["out_refund_no", "refund_id", "amount", "refund_status"]) {
      expect(await reason(notice("REFUND.SUCCESS", { ...refund, [name]: undefined }, clock.now()))).toBe(
        "fields",
      );
    }
  });

  const transfer = {
    out_bill_no: "T1",
    transfer_bill_no: "1330",
    mch_id: mchid,
    transfer_amount: 1000,
    openid: "o1",
  };
  it.each([
    ["SUCCESS", undefined, "SUCCESS"],
    ["FAIL", "OVERDUE_CLOSE", "RETURNED"],
    ["FAIL", "MCH_CANCEL", "CANCELLED"],
    ["FAIL", "ACCOUNT_FROZEN", "FAILED"],
    ["CANCELLED", undefined, "CANCELLED"],
    ["DREAMING", undefined, "UNKNOWN"],
  ])("a transfer: %s %s", async (state, fail_reason, expected) => {
    const message = notice("MCHTRANSFER.BILL.FINISHED", { ...transfer, state, fail_reason }, clock.now());
    expect(await wxpay.parseNotification(message)).toMatchObject({
      kind: "transfer",
      out_bill_no: "T1",
      bill_id: "1330",
      state: expected,
      amount: 1000,
      openid: "o1",
      fail_reason,
    });
    const foreign = { ...transfer, state, mch_id: "1" };
    expect(await reason(notice("MCHTRANSFER.BILL.FINISHED", foreign, clock.now()))).toBe("mch_id");
  });

  it("something that has no name here", async () => {
    const message = notice("SECURITY_ECHO.SUCCESS", { echo_message: "月光" }, clock.now());
    expect(await wxpay.parseNotification(message)).toEqual({
      kind: "other",
      event_type: "SECURITY_ECHO.SUCCESS",
      raw: { echo_message: "月光" },
    });
  });
});

describe("replies", () => {
  it("accept with 200 and refuse with 4xx or 5xx, whatever the caller meant", () => {
    const reply = (failure?: { message: string; status: number }) => wxpay.notificationReply(paid(), failure);
    expect(reply()).toEqual({
      status: 200,
      contentType: "application/json; charset=utf-8",
      body: '{"code":"SUCCESS","message":"OK"}',
    });
    expect(reply({ message: '签名"错误', status: 400 })).toMatchObject({
      status: 400,
      body: '{"code":"FAIL","message":"签名\\"错误"}',
    });
    expect([reply({ message: "", status: 200 }).status, reply({ message: "", status: 500 }).status]).toEqual([
      400, 500,
    ]);
    expect(JSON.parse(reply({ message: "x".repeat(1000), status: 500 }).body).message).toHaveLength(128);
  });

  it("a notice is v3's by its headers or its form", () => {
    const xml = "<xml></xml>";
    expect(isV3Notice(paid())).toBe(true);
    expect(isV3Notice({ body: "\n {}", headers: new Headers() })).toBe(true);
    expect(isV3Notice({ body: xml, headers: new Headers({ "wechatpay-signature": "x" }) })).toBe(true);
    expect(isV3Notice({ body: xml, headers: new Headers() })).toBe(false);
    expect(isV3Notice({ body: "", headers: new Headers() })).toBe(false);
  });
});
