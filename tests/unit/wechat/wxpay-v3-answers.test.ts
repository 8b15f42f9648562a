import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WechatError, type Wxpay } from "@/lib/wechat";
import { rejection } from "./support";
import { first, order, pinned, type Reply, stranger, transaction, v3Merchant } from "./wxpay-v3-support";

type Ask = (wxpay: Pick<Wxpay, "prepay" | "orderQuery" | "close" | "refund">) => Promise<unknown>;

const place: Ask = (wxpay) => wxpay.prepay(order);
const query: Ask = (wxpay) => wxpay.orderQuery({ out_trade_no: order.out_trade_no });
const close: Ask = (wxpay) => wxpay.close(order.out_trade_no);
const prepaid = { prepay_id: "wx201410272009395522657a690389285100" };
const signtest = { headers: { "wechatpay-signature": `WECHATPAY/SIGNTEST/${"A".repeat(300)}` } };

/** What a call came to when WeChat answered these in turn, the last one ever again. */
async function outcome(ask: Ask, ...replies: Reply[]) {
  const merchant = v3Merchant(() => replies[Math.min(merchant.calls.length, replies.length) - 1] ?? {});
  const error = await ask(merchant.wxpay).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { error, calls: merchant.calls };
}

const forged: [string, Reply, string][] = [
  ["no signature", { body: prepaid, signer: null }, "ANSWER_UNSIGNED"],
  ["no timestamp", { body: prepaid, headers: { "wechatpay-timestamp": null } }, "ANSWER_UNSIGNED"],
  ["no nonce", { body: prepaid, headers: { "wechatpay-nonce": null } }, "ANSWER_UNSIGNED"],
  ["no signature's value", { body: prepaid, headers: { "wechatpay-signature": null } }, "ANSWER_UNSIGNED"],
  ["no serial", { body: prepaid, headers: { "wechatpay-serial": null } }, "ANSWER_UNSIGNED"],
  ["an empty signature", { body: prepaid, headers: { "wechatpay-signature": "" } }, "ANSWER_UNSIGNED"],
  [
    "a signature that is no base64",
    { body: prepaid, headers: { "wechatpay-signature": "?" } },
    "ANSWER_SIGNATURE",
  ],
  [
    "a stranger's signature under our key's id",
    { body: prepaid, signer: { ...stranger, serial: pinned.serial } },
    "ANSWER_SIGNATURE",
  ],
  [
    "another public key's id",
    { body: prepaid, signer: { ...stranger, serial: "PUB_KEY_ID_1" } },
    "ANSWER_SERIAL",
  ],
  [
    "our key under another id",
    { body: prepaid, signer: { ...pinned, serial: "PUB_KEY_ID_1" } },
    "ANSWER_SERIAL",
  ],
  ["an id of every object", { body: prepaid, signer: { ...pinned, serial: "__proto__" } }, "ANSWER_SERIAL"],
  ["another body", { body: prepaid, sent: '{"prepay_id":"wx1"}' }, "ANSWER_SIGNATURE"],
  ["a body with one more space", { body: prepaid, sent: `${JSON.stringify(prepaid)} ` }, "ANSWER_SIGNATURE"],
  ["a body cut short", { body: prepaid, sent: JSON.stringify(prepaid).slice(0, -1) }, "ANSWER_SIGNATURE"],
  ["no body", { body: prepaid, sent: "" }, "ANSWER_SIGNATURE"],
  ["another nonce", { body: prepaid, headers: { "wechatpay-nonce": "n" } }, "ANSWER_SIGNATURE"],
  ["another second", { body: prepaid, headers: { "wechatpay-timestamp": "1780286401" } }, "ANSWER_SIGNATURE"],
  ["301 seconds ago", { body: prepaid, skew: -301 }, "ANSWER_STALE"],
  ["301 seconds ahead", { body: prepaid, skew: 301 }, "ANSWER_STALE"],
  ["a time that is none", { body: prepaid, headers: { "wechatpay-timestamp": "1e9" } }, "ANSWER_STALE"],
  ["half a second", { body: prepaid, headers: { "wechatpay-timestamp": "1780286400.5" } }, "ANSWER_STALE"],
  ["a negative time", { body: prepaid, headers: { "wechatpay-timestamp": "-1" } }, "ANSWER_STALE"],
];

describe("an answer that is not WeChat's", () => {
  it.each(forged)("%s: not believed, and the result is open", async (_, reply, code) => {
    const { error, calls } = await outcome(place, reply);
    expect(error).toMatchObject({ code, kind: "signature", outcome: "unknown" });
    expect(calls).toHaveLength(1);
  });

  it("is not believed with 204 and no body either", async () => {
    expect((await outcome(close, { status: 204, signer: null })).error).toMatchObject({
      code: "ANSWER_UNSIGNED",
    });
    expect(
      (await outcome(close, { status: 204, signer: { ...stranger, serial: pinned.serial } })).error,
    ).toMatchObject({ code: "ANSWER_SIGNATURE" });
    expect((await outcome(close, { status: 204 })).error).toBeNull();
  });

  it("is not believed when it refuses under a wrong signature: an order that is said not to exist may", async () => {
    const reply = {
      status: 404,
      body: { code: "ORDER_NOT_EXIST", message: "x" },
      signer: { ...stranger, serial: pinned.serial },
    };
    expect((await outcome(query, reply)).error).toMatchObject({
      code: "ANSWER_SIGNATURE",
      outcome: "unknown",
    });
  });

  it("is not believed when it refuses under half a signature", async () => {
    const reply = { status: 404, body: { code: "ORDER_NOT_EXIST" }, signer: pinned };
    const { error } = await outcome(query, { ...reply, headers: { "wechatpay-signature": null } });
    expect(error).toMatchObject({ code: "ANSWER_UNSIGNED", outcome: "unknown" });
  });

  it("says what may be wrong with the clock", async () => {
    const { error } = await outcome(place, { body: prepaid, skew: 4000 });
    expect(error).toMatchObject({
      hint: expect.stringMatching(/clock/),
      hintZh: expect.stringMatching(/校时/),
    });
  });

  it("changed in any one place", async () => {
    const text = JSON.stringify(prepaid);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (at, character) => {
          fc.pre(text[at] !== character);
          const sent = text.slice(0, at) + character + text.slice(at + 1);
          expect((await outcome(place, { body: prepaid, sent })).error).toMatchObject({
            code: "ANSWER_SIGNATURE",
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("an answer that is WeChat's", () => {
  it.each([-300, -299, 0, 299, 300])("%d seconds away", async (skew) => {
    expect((await outcome(place, { body: prepaid, skew })).error).toBeNull();
  });

  it("is verified as it came: line breaks, odd spaces, Chinese, a byte order mark", async () => {
    const body = `\uFEFF{\n  "prepay_id" :\t"wx1", "说明": "好 \\u597d"\r\n}`;
    expect((await outcome(place, { body })).error).toBeNull();
  });

  it("but lacks what it promises: the result is open", async () => {
    for (const body of [{}, { prepay_id: "" }, { prepay_id: 1 }, [], "null", "", "<html>"]) {
      const { error } = await outcome(place, { body });
      expect(error).toMatchObject({ kind: "malformed", outcome: "unknown" });
    }
  });

  it("with 202: it is being worked on", async () => {
    const reply = { status: 202, body: { code: "USERPAYING", message: "用户支付中，需要输入密码" } };
    expect((await outcome(close, reply)).error).toMatchObject({
      errCode: "USERPAYING",
      httpStatus: 202,
      outcome: "unknown",
    });
    expect((await outcome(close, { status: 202 })).error).toMatchObject({
      errCode: "PROCESSING",
      outcome: "unknown",
    });
  });
});

describe("a signature test", () => {
  const paid = { body: transaction };

  it.each<[string, Ask, Reply]>([
    ["a query", query, paid],
    ["an order, under the same number", place, { body: prepaid }],
    ["closing", close, { status: 204 }],
  ])("on %s: the body is ignored and the same is asked once more", async (_, ask, good) => {
    const { error, calls } = await outcome(ask, { body: { prepay_id: "wx-forged" }, ...signtest }, good);
    expect(error).toBeNull();
    expect(calls.map((call) => [call.method, call.path, call.text])).toEqual(
      Array(2).fill([calls[0]?.method, calls[0]?.path, calls[0]?.text]),
    );
    expect(calls[0]?.headers.get("authorization")).not.toBe(calls[1]?.headers.get("authorization"));
  });

  it("on a refusal too", async () => {
    const { error, calls } = await outcome(
      query,
      { status: 404, body: { code: "ORDER_NOT_EXIST" }, signer: pinned, ...signtest },
      paid,
    );
    expect([error, calls.length]).toEqual([null, 2]);
  });

  it("twice in a row: the result is open, and doing it again may help", async () => {
    const { error, calls } = await outcome(query, { ...paid, ...signtest });
    expect(error).toMatchObject({ code: "ANSWER_PROBE", outcome: "unknown", retryable: true });
    expect(calls).toHaveLength(2);
  });

  it("then a forged answer: not believed", async () => {
    const { error } = await outcome(query, { ...paid, ...signtest }, { ...paid, signer: null });
    expect(error).toMatchObject({ code: "ANSWER_UNSIGNED" });
  });
});

describe("no answer", () => {
  it("leaves the result open", async () => {
    const merchant = v3Merchant(() => Promise.reject(new TypeError("fetch failed")));
    expect(await rejection(merchant.wxpay.prepay(order))).toMatchObject({
      code: "NETWORK",
      outcome: "unknown",
    });
  });

  it("tells no key and no signature", async () => {
    const { error, calls } = await outcome(place, { body: prepaid, signer: null });
    expect(error).toBeInstanceOf(WechatError);
    const text = `${String(error)} ${JSON.stringify(error)}`;
    expect(text).not.toContain(calls[0]?.headers.get("authorization")?.slice(-60));
    expect(text).not.toContain(prepaid.prepay_id);
  });

  it("signed by a certificate that a merchant with a public key cannot look up: not believed", async () => {
    const { error } = await outcome(
      place,
      { body: prepaid, signer: first },
      { status: 404, body: { code: "RESOURCE_NOT_EXISTS" } },
    );
    expect(error).toMatchObject({ code: "ANSWER_SERIAL" });
  });
});
