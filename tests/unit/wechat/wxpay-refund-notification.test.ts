import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildXml, decryptReqInfo, encryptReqInfo, NotificationError, type XmlFields } from "@/lib/wechat";
import { appid, key, mchid, merchant, signed } from "./wxpay-support";

const { wxpay } = merchant(() => "");
const read = (body: string) => wxpay.parseNotification({ body, headers: new Headers() });

const fields: XmlFields = {
  transaction_id: "4200",
  out_trade_no: "1409811653",
  refund_id: "5000",
  out_refund_no: "R1",
  total_fee: 100,
  settlement_total_fee: 100,
  refund_fee: 40,
  settlement_refund_fee: 40,
  refund_status: "SUCCESS",
  success_time: "2018-11-19 16:24:13",
  refund_recv_accout: "支付用户零钱",
  refund_account: "REFUND_SOURCE_RECHARGE_FUNDS",
  refund_request_source: "API",
};
const envelope: XmlFields = { return_code: "SUCCESS", appid, mch_id: mchid, nonce_str: "n" };
const notice = (change: XmlFields = {}, outside: XmlFields = {}, withKey = key) =>
  buildXml({
    ...envelope,
    req_info: encryptReqInfo(buildXml({ ...fields, ...change }, "root"), withKey),
    ...outside,
  });

async function reason(body: string): Promise<string> {
  try {
    await read(body);
  } catch (error) {
    if (error instanceof NotificationError) return error.reason;
    throw error;
  }
  return "accepted";
}

describe("a refund's notice that is refused", () => {
  it.each<[string, string, string]>([
    ["another key's", notice({}, {}, "another key"), "decrypt"],
    ["no ciphertext", notice({}, { req_info: "AAAA" }), "decrypt"],
    [
      "half a ciphertext",
      notice({}, { req_info: encryptReqInfo("<root></root>", key).slice(0, 10) }),
      "decrypt",
    ],
    ["no req_info", notice({}, { req_info: undefined }), "unsigned"],
    ["another app's", notice({}, { appid: "wx1" }), "appid"],
    ["another merchant's", notice({}, { mch_id: "1" }), "mch_id"],
    ["no merchant's", notice({}, { mch_id: undefined }), "mch_id"],
    ["a failure", notice({}, { return_code: "FAIL" }), "not_success"],
    ["something else inside", notice({}, { req_info: encryptReqInfo("hello", key) }), "malformed"],
    ["another root inside", notice({}, { req_info: encryptReqInfo(buildXml(fields), key) }), "malformed"],
    [
      "a DOCTYPE inside",
      notice({}, { req_info: encryptReqInfo(`<!DOCTYPE x>${buildXml(fields, "root")}`, key) }),
      "malformed",
    ],
    ["no refund number", notice({ out_refund_no: undefined }), "fields"],
    ["no amount", notice({ refund_fee: "" }), "fields"],
    ["an amount with a point", notice({ refund_fee: "0.4" }), "fields"],
    ["no state", notice({ refund_status: undefined }), "fields"],
  ])("%s", async (_, body, expected) => {
    expect(await reason(body)).toBe(expected);
  });

  it("a payment's notice cannot skip its signature by looking like one", async () => {
    const unsignedPayment = buildXml({
      ...envelope,
      result_code: "SUCCESS",
      out_trade_no: "1",
      total_fee: 1,
      req_info: "",
    });
    expect(await reason(unsignedPayment)).toBe("unsigned");
    const both = signed({ ...envelope, result_code: "SUCCESS", req_info: "AAAA" });
    expect(await reason(both)).toBe("decrypt");
  });

  it("any bit of it changed is never another refund's success", async () => {
    const body = notice();
    const sealed = /<req_info><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? "";
    const bytes = Buffer.from(sealed, "base64");
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ mask, at);
        const outcome = await read(body.replace(sealed, changed.toString("base64"))).catch(() => null);
        if (outcome?.kind === "refund") {
          // A broken block makes 16 bytes of rubbish: numbers cannot be chosen that way.
          expect(outcome.raw).not.toEqual(Object.assign(Object.create(null), fields));
          expect([40, 100]).toContain(outcome.refund_fee);
        }
      }),
    );
  });
});

describe("a refund's notice", () => {
  it.each([
    ["SUCCESS", "SUCCESS"],
    ["CHANGE", "ABNORMAL"],
    ["REFUNDCLOSE", "CLOSED"],
    ["BRAND_NEW", "UNKNOWN"],
  ])("%s is %s", async (theirs, ours) => {
    expect(await read(notice({ refund_status: theirs }))).toEqual({
      kind: "refund",
      out_refund_no: "R1",
      refund_id: "5000",
      out_trade_no: "1409811653",
      transaction_id: "4200",
      refund_status: ours,
      refund_fee: 40,
      total_fee: 100,
      account: "支付用户零钱",
      success_time: new Date("2018-11-19T08:24:13Z"),
      raw: expect.objectContaining({ refund_request_source: "API" }),
    });
  });

  it("has no time and no account when WeChat names none", async () => {
    const read1 = await read(
      notice({ success_time: undefined, refund_recv_accout: "", refund_status: "CHANGE" }),
    );
    expect(read1).toMatchObject({ success_time: undefined, account: undefined });
  });
});

describe("req_info", () => {
  it("comes back as it went in, under any key, one whose md5 begins with zeros too", () => {
    // md5("jk8ssl") begins with eight zeros.
    const keys = fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.constant("jk8ssl"));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), keys, (text, anyKey) => {
        expect(decryptReqInfo(encryptReqInfo(text, anyKey), anyKey)).toBe(text);
      }),
    );
  });
});
