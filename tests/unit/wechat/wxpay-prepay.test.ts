import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWxpay, type PrepayOrder, type SignType, verify } from "@/lib/wechat";
import { cutToBytes } from "@/lib/wechat/wxpay/text";
import { rejection } from "./support";
import { appid, good, key, mchid, merchant, merchantOptions, order, signed } from "./wxpay-support";

const faulty: [string, Partial<Record<keyof PrepayOrder, unknown>>][] = [
  ["out_trade_no", { out_trade_no: "12345" }],
  ["out_trade_no", { out_trade_no: "x".repeat(33) }],
  ["out_trade_no", { out_trade_no: "has space" }],
  ["out_trade_no", { out_trade_no: "宝石宝石宝石" }],
  ["out_trade_no", { out_trade_no: "abcdef\n" }],
  ["out_trade_no", { out_trade_no: undefined }],
  ["body", { body: "" }],
  ["total_fee", { total_fee: 0 }],
  ["total_fee", { total_fee: -1 }],
  ["total_fee", { total_fee: 0.1 + 0.2 }],
  ["total_fee", { total_fee: 19.99 * 100 }],
  ["total_fee", { total_fee: Number.NaN }],
  ["total_fee", { total_fee: Number.POSITIVE_INFINITY }],
  ["total_fee", { total_fee: "100" }],
  ["openid", { openid: undefined }],
  ["openid", { openid: "" }],
  ["spbill_create_ip", { spbill_create_ip: "localhost" }],
  ["spbill_create_ip", { spbill_create_ip: "203.0.113.7, 10.0.0.1" }],
  ["type", { type: "" }],
  ["attach", { attach: "宝".repeat(43) }],
  ["detail", { detail: "x".repeat(6001) }],
  ["time_expire", { time_expire: new Date(Number.NaN) }],
  ["trade_type", { trade_type: "CASH" }],
  ["product_id", { trade_type: "NATIVE" }],
  ["scene_info", { trade_type: "MWEB", scene_info: "x".repeat(257) }],
  ["limit_pay", { limit_pay: "everything" }],
];

describe("createWxpay", () => {
  it.each(["appid", "mchid", "key"])("refuses to work without %s", (missing) => {
    const given = { appid, mchid, key, [missing]: "" };
    const v2 = { key: given.key, signType: "MD5" as const };
    expect(() => createWxpay(merchantOptions({ ...given, v2 }))).toThrow(
      expect.objectContaining({ kind: "config" }),
    );
  });
});

describe("prepay, faulty orders", () => {
  it.each(faulty)("names %s for %j, and sends nothing", async (field, change) => {
    const { wxpay, calls } = merchant(() => signed(good));
    const error = await rejection(wxpay.prepay({ ...order, ...change } as PrepayOrder));
    expect(error).toMatchObject({
      kind: "config",
      outcome: "refused",
      message: `The order is faulty in: ${field}`,
    });
    expect(calls).toHaveLength(0);
  });

  it.each([
    "https://shop.example/cb?a=1",
    "https://shop.example/cb#x",
    "/wxpay/shop/callback",
    `https://shop.example/${"x".repeat(256)}`,
  ])("refuses the notify_url %s", async (url) => {
    const { transport, calls } = merchant(() => signed(good));
    const wxpay = createWxpay(merchantOptions({ notifyUrl: () => url, transport }));
    expect(await rejection(wxpay.prepay(order))).toMatchObject({ code: "NOTIFY_URL", kind: "config" });
    expect(calls).toHaveLength(0);
  });
});

describe("prepay", () => {
  it.each<SignType>(["MD5", "HMAC-SHA256"])(
    "sends a signed order and reads a signed answer (%s)",
    async (signType) => {
      const { wxpay, calls, sent } = merchant(() => signed(good, signType), signType);
      expect(await wxpay.prepay(order)).toEqual({
        prepay_id: "wx201411101639507cbf6ffd8b0779950874",
        trade_type: "JSAPI",
      });
      expect(calls[0]).toMatchObject({
        method: "POST",
        url: "https://api.mch.weixin.qq.com/pay/unifiedorder",
      });
      const [fields = {}] = sent();
      expect(fields).toMatchObject({
        appid,
        mch_id: mchid,
        sign_type: signType,
        out_trade_no: order.out_trade_no,
        body: "月光宝石",
        total_fee: "1",
        openid: order.openid,
        spbill_create_ip: "203.0.113.7",
        notify_url: "https://shop.example/wxpay/shop/callback",
        trade_type: "JSAPI",
      });
      expect(fields.nonce_str).toMatch(/^[0-9a-zA-Z]{32}$/);
      expect(fields).not.toHaveProperty("type");
      expect(verify(fields, key, signType)).toBe(true);
      expect(Object.values(fields)).not.toContain(key);
    },
  );

  it("sends times in Beijing's, and whatever else an order may have", async () => {
    const { wxpay, sent } = merchant(() =>
      signed({ ...good, trade_type: "NATIVE", code_url: "weixin://wxpay/bizpayurl?pr=x" }),
    );
    const prepay = await wxpay.prepay({
      ...order,
      openid: undefined,
      trade_type: "NATIVE",
      product_id: "p1",
      attach: "a",
      detail: '{"x":"]]>"}',
      goods_tag: "t",
      limit_pay: "no_credit",
      spbill_create_ip: "2001:db8::1",
      time_start: new Date("2024-05-01T04:00:00Z"),
      time_expire: new Date("2024-05-01T16:00:00.500Z"),
    });
    expect(prepay.code_url).toBe("weixin://wxpay/bizpayurl?pr=x");
    expect(sent()[0]).toMatchObject({
      time_start: "20240501120000",
      time_expire: "20240502000000",
      detail: '{"x":"]]>"}',
      limit_pay: "no_credit",
      product_id: "p1",
    });
    expect(sent()[0]).not.toHaveProperty("openid");
  });

  it("signs what WeChat will read, whatever the texts hold", async () => {
    const { wxpay, sent } = merchant(() => signed(good));
    const nasty = fc.array(
      fc.constantFrom("]]>", "\r\n", "\r", "\u0000", "\u000b", "💎", "<![CDATA[", "&", " ", "x"),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(nasty, async (parts) => {
        await wxpay.prepay({ ...order, body: parts.join(""), attach: parts.join("") });
        expect(verify(sent().at(-1) ?? {}, key)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("accepts an answer signed the other way, since it proves the key as well", async () => {
    const { wxpay } = merchant(() => signed(good, "MD5"), "HMAC-SHA256");
    expect(await wxpay.prepay(order)).toMatchObject({ trade_type: "JSAPI" });
  });

  it("accepts fields that nobody has heard of, as part of what is signed", async () => {
    const { wxpay } = merchant(() => signed({ ...good, brand_new: "1", empty: "" }));
    expect(await wxpay.prepay(order)).toMatchObject({ trade_type: "JSAPI" });
  });

  it("does not repeat by itself", async () => {
    const { wxpay, calls } = merchant(() => new Response("", { status: 503 }));
    await rejection(wxpay.prepay(order));
    expect(calls).toHaveLength(1);
  });
});

describe("cutToBytes", () => {
  it("cuts between characters", () => {
    expect(cutToBytes("宝石", 5)).toBe("宝");
    expect(cutToBytes("💎💎", 7)).toBe("💎");
    expect(cutToBytes("abc", 3)).toBe("abc");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, max) => {
        const cut = cutToBytes(text, max);
        expect(text.startsWith(cut)).toBe(true);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
        expect(Buffer.from(cut).toString()).toBe(cut);
      }),
    );
  });

  it("is applied to the body", async () => {
    const { wxpay, sent } = merchant(() => signed(good));
    await wxpay.prepay({ ...order, body: "宝".repeat(100) });
    expect(sent()[0]?.body).toBe("宝".repeat(42));
  });
});
