import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotificationError, parseXml, type SignType, type XmlFields } from "@/lib/wechat";
import { rejection } from "./support";
import { appid, key, mchid, merchant, signed } from "./wxpay-support";

const { wxpay } = merchant(() => "");

const fields: XmlFields = {
  appid,
  attach: "支付测试",
  bank_type: "CFT",
  cash_fee: 1,
  fee_type: "CNY",
  is_subscribe: "N",
  mch_id: mchid,
  nonce_str: "5d2b6c2a8db53831f7eda20af46e531c",
  openid: "oUpF8uMEb4qRXf22hE3X68TekukE",
  out_trade_no: "1409811653",
  result_code: "SUCCESS",
  return_code: "SUCCESS",
  time_end: "20140903131540",
  total_fee: 1,
  trade_type: "JSAPI",
  transaction_id: "1004400740201409030005092168",
};

const read = (body: string) => wxpay.parseNotification({ body, headers: new Headers() });

async function reason(body: string): Promise<string> {
  try {
    await read(body);
  } catch (error) {
    if (error instanceof NotificationError) return error.reason;
    throw error;
  }
  return "accepted";
}

describe("parseNotification, what it refuses", () => {
  it.each([
    ["nothing", ""],
    ["JSON", "{}"],
    ["HTML", "<html></html>"],
    ["a DOCTYPE", `<!DOCTYPE xml [<!ENTITY x "1">]>${signed(fields)}`],
    ["a nested field", signed(fields).replace("</xml>", "<a><b>1</b></a></xml>")],
    ["a field twice", signed(fields).replace("</xml>", "<total_fee>1</total_fee></xml>")],
    ["__proto__", signed(fields).replace("</xml>", "<__proto__>1</__proto__></xml>")],
    ["too much", signed({ ...fields, filler: "x".repeat(70_000) })],
  ])("%s: malformed", async (_, body) => {
    expect(await reason(body)).toBe("malformed");
  });

  it.each([
    ["no sign", signed(fields).replace(/<sign>.*<\/sign>/, ""), "unsigned"],
    ["an empty sign", signed(fields).replace(/<sign>.*<\/sign>/, "<sign></sign>"), "unsigned"],
    ["a bare claim of success", "<xml><return_code>SUCCESS</return_code></xml>", "unsigned"],
    ["another key", signed(fields, "MD5", "another"), "signature"],
    ["no key at all", signed(fields, "MD5", ""), "signature"],
    ["the key undefined", signed(fields, "MD5", "undefined"), "signature"],
    ["an added field", signed(fields).replace("</xml>", "<coupon_fee>1</coupon_fee></xml>"), "signature"],
    [
      "a sign type that is not the signature's",
      signed({ ...fields, sign_type: "HMAC-SHA256" }, "MD5"),
      "signature",
    ],
  ])("%s", async (_, body, expected) => {
    expect(await reason(body)).toBe(expected);
  });

  it.each<[string, XmlFields, string]>([
    ["a failure", { return_code: "FAIL" }, "not_success"],
    ["a failed payment", { result_code: "FAIL", err_code: "SYSTEMERROR" }, "not_success"],
    ["no result", { result_code: undefined }, "not_success"],
    ["another app", { appid: "wx1" }, "appid"],
    ["no app", { appid: undefined }, "appid"],
    ["another merchant", { mch_id: "1" }, "mch_id"],
    ["no merchant", { mch_id: "" }, "mch_id"],
    ["no amount", { total_fee: undefined }, "fields"],
    ["an amount of 0", { total_fee: 0 }, "fields"],
    ["a negative amount", { total_fee: -1 }, "fields"],
    ["half a fen", { total_fee: "0.5" }, "fields"],
    ["an amount in scientific writing", { total_fee: "1e2" }, "fields"],
    ["an amount with a space", { total_fee: " 1" }, "fields"],
    ["an amount beyond reason", { total_fee: "1".repeat(20) }, "fields"],
    ["a broken cash_fee", { cash_fee: "x" }, "fields"],
    ["no payer", { openid: "" }, "fields"],
    ["no order", { out_trade_no: undefined }, "fields"],
    ["no transaction", { transaction_id: undefined }, "fields"],
    ["no time", { time_end: undefined }, "fields"],
    ["an impossible time", { time_end: "20141303131540" }, "fields"],
    ["a time that is too short", { time_end: "20140903" }, "fields"],
    ["no trade type", { trade_type: undefined }, "fields"],
  ])("%s, rightly signed", async (_, change, expected) => {
    expect(await reason(signed({ ...fields, ...change }))).toBe(expected);
  });

  it("any one field changed in any way", async () => {
    const body = parseXml(signed(fields));
    const name = fc.constantFrom(...Object.keys(fields));
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 }),
        async (changed, text) => {
          fc.pre(body[changed] !== text);
          const forged = Object.entries({ ...body, [changed]: text }).map(
            ([tag, value]) => `<${tag}><![CDATA[${value.replaceAll("]]>", "")}]]></${tag}>`,
          );
          expect(await reason(`<xml>${forged.join("")}</xml>`)).toBe("signature");
        },
      ),
    );
  });

  it("without telling the key or what was signed", async () => {
    for (const body of [signed(fields, "MD5", "x"), signed({ ...fields, total_fee: 0 }), "<xml>"]) {
      const error = await rejection(read(body));
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(new RegExp(`${key}|oUpF8u|5d2b6c2a`));
    }
  });
});

describe("parseNotification", () => {
  it.each<SignType>(["MD5", "HMAC-SHA256"])(
    "accepts %s, declared or not, whatever our own orders use",
    async (type) => {
      expect(await reason(signed(fields, type))).toBe("accepted");
      expect(await reason(signed({ ...fields, sign_type: type }, type))).toBe("accepted");
    },
  );

  it("returns what was paid, typed, and all that was sent", async () => {
    expect(await read(signed(fields))).toEqual({
      kind: "payment",
      out_trade_no: "1409811653",
      transaction_id: "1004400740201409030005092168",
      openid: "oUpF8uMEb4qRXf22hE3X68TekukE",
      total_fee: 1,
      cash_fee: 1,
      bank_type: "CFT",
      time_end: new Date("2014-09-03T05:15:40Z"),
      attach: "支付测试",
      trade_type: "JSAPI",
      raw: expect.objectContaining({ fee_type: "CNY", total_fee: "1" }),
    });
  });

  it("covers fields that nobody has heard of, and leaves empty ones out of the signature", async () => {
    const body = signed({ ...fields, coupon_fee_0: 0, brand_new: "1", attach: "", device_info: "" });
    expect(await read(body)).toMatchObject({
      attach: undefined,
      raw: { brand_new: "1", coupon_fee_0: "0" },
    });
  });

  it("reads the official layout, with line breaks between the fields", async () => {
    expect(await reason(signed(fields).replace(/<(?=\/xml>|[a-z_]+>)/g, "\n  <"))).toBe("accepted");
  });
});

describe("replies", () => {
  const message = { body: signed(fields), headers: new Headers() };
  const type = "text/xml; charset=utf-8";

  it("are WeChat's own two", () => {
    expect(wxpay.notificationReply(message)).toEqual({
      status: 200,
      contentType: type,
      body: "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>",
    });
    const failed = wxpay.notificationReply(message, { message: "签名 ]]> 错误", status: 400 });
    expect(failed).toMatchObject({ status: 400, contentType: type });
    expect(parseXml(failed.body)).toEqual({ return_code: "FAIL", return_msg: "签名 ]]> 错误" });
  });

  it("cut what is too long to say", () => {
    const { body } = wxpay.notificationReply(message, { message: "x".repeat(1000), status: 500 });
    expect(parseXml(body).return_msg).toHaveLength(128);
  });
});
