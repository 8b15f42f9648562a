import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { checkSignature } from "@/lib/sandbox/signature";
import { type SignType, sign, signString } from "@/lib/wechat/sign";

const key: string = sandboxAccounts.pay.key;
const params: Record<string, string> = {
  appid: sandboxAccounts.pay.appid,
  mch_id: sandboxAccounts.pay.mchid,
  nonce_str: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
  body: "月光石 & 吊坠 <1>",
  out_trade_no: "20150806125346",
  total_fee: "8800",
  spbill_create_ip: "123.12.12.123",
  notify_url: "http://localhost:3000/wxpay/shop/callback",
  sign_type: "HMAC-SHA256",
};
const md5 = (text: string) => createHash("md5").update(text).digest("hex").toUpperCase();
const hmac = (text: string, secret = key) =>
  createHmac("sha256", secret).update(text).digest("hex").toUpperCase();
const joined = (pairs: [string, string][]) => pairs.map(([name, value]) => `${name}=${value}`).join("&");
const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
const stringA = joined(sorted);
const right = signString(params, key);
const without = (name: string) => {
  const { [name]: _, ...rest } = params;
  return rest;
};

function check(given: string, changes: Record<string, string> = {}, signType: SignType = "HMAC-SHA256") {
  const optional = ["attach", "device_info", "fee_type"];
  return checkSignature({
    params: { ...params, ...changes, sign: given },
    field: "sign",
    key,
    signType,
    optional,
  });
}
const mistake = (given: string, changes: Record<string, string> = {}) => check(given, changes).why.diagnosis;

describe("a right signature", () => {
  it.each<SignType>(["MD5", "HMAC-SHA256"])("%s is taken apart", (signType) => {
    const input = { ...params, sign_type: signType, attach: "" };
    const checked = check(sign(input, key, signType), input, signType);
    expect(checked.ok).toBe(true);
    expect(checked.why.diagnosis).toBeUndefined();
    expect(checked.why.signature?.text).toBe(signString(input, key));
    expect(checked.why.signature?.parts.map((part) => part.name)).toEqual(Object.keys(params).sort());
    expect(checked.why.signature?.leftOut.map((part) => part.name)).toEqual(["attach", "sign"]);
  });
});

describe("a wrong signature has a reason", () => {
  const encodedPairs = sorted.map(([name, value]): [string, string] => [name, encodeURIComponent(value)]);
  it.each<[name: string, given: string, mistake: string]>([
    ["MD5 in place of HMAC-SHA256", md5(right), "algorithm"],
    ["SHA-256 without a key", createHash("sha256").update(right).digest("hex").toUpperCase(), "algorithm"],
    ["lower case", hmac(right).toLowerCase(), "lower-case"],
    ["a line break at its end", `${hmac(right)}\n`, "whitespace"],
    ["the key left out", hmac(stringA), "key-missing"],
    ["the key without its name", hmac(`${stringA}${key}`), "key-unnamed"],
    ["the key under another name", hmac(`${stringA}&KEY=${key}`), "key-name"],
    [
      "the key sorted in",
      hmac(joined([...sorted, ["key", key] as [string, string]].sort(([a], [b]) => (a < b ? -1 : 1)))),
      "key-sorted",
    ],
    [
      "the AppSecret as key",
      hmac(`${stringA}&key=${sandboxAccounts.mp.secret}`, sandboxAccounts.mp.secret),
      "wrong-key",
    ],
    ["no key at all", hmac(`${stringA}&key=undefined`, "undefined"), "wrong-key"],
    ["another key for the HMAC", hmac(right, sandboxAccounts.pay.mchid), "wrong-hmac-key"],
    ["values URL-encoded", hmac(`${joined(encodedPairs)}&key=${key}`), "url-encoded"],
    [
      "values escaped for XML",
      hmac(right.replace("&", "&").replace("& 吊坠 <1>", "&amp; 吊坠 &lt;1&gt;")),
      "xml-escaped",
    ],
    [
      "sign included",
      hmac(
        `${joined([...sorted, ["sign", ""] as [string, string]].sort(([a], [b]) => (a < b ? -1 : 1)))}&key=${key}`,
      ),
      "sign-included",
    ],
    ["not sorted", hmac(`${joined(Object.entries(params))}&key=${key}`), "unsorted"],
    ["sorted backwards", hmac(`${joined([...sorted].reverse())}&key=${key}`), "reverse-order"],
    ["sign_type left out", hmac(signString(without("sign_type"), key)), "sign-type-left-out"],
    ["another field left out", hmac(signString(without("notify_url"), key)), "left-out"],
    ["yuan in place of fen", hmac(signString({ ...params, total_fee: "88" }, key)), "changed"],
    ["a blank at an end", hmac(signString({ ...params, body: "undefined" }, key)), "changed"],
    [
      "an empty field that was not sent",
      hmac(`attach=&${stringA}&key=${key}`.replace(/^(attach=)&(appid=[^&]*)&/, "$2&$1&")),
      "empty-included",
    ],
    ["a field that was not sent", hmac(signString({ ...params, fee_type: "CNY" }, key)), "unsent"],
    [
      "another spelling of a name",
      hmac(signString({ ...without("mch_id"), mchid: params.mch_id ?? "" }, key)),
      "renamed",
    ],
  ])("%s", (_name, given, expected) => {
    expect(mistake(given)?.mistake).toBe(expected);
    expect(mistake(given)?.text).not.toBe("");
  });

  it("names empty values that took part", () => {
    const pairs = [...sorted, ["attach", ""] as [string, string]].sort(([a], [b]) => (a < b ? -1 : 1));
    const found = mistake(hmac(`${joined(pairs)}&key=${key}`), { attach: "" });
    expect(found).toMatchObject({ mistake: "empty-included" });
    expect(found?.text).toContain("attach");
  });

  it("finds two mistakes at once", () => {
    const found = mistake(md5(signString(without("sign_type"), key)).toLowerCase());
    expect(found?.mistake).toBe("sign-type-left-out");
    expect(found?.text).toMatch(/sign_type.*MD5.*小写/);
    expect(found?.signed).toBe(signString(without("sign_type"), key));
  });

  it("names the field that changed since an earlier call", () => {
    const earlier = { ...params, body: "另一件" };
    const input = {
      params: { ...params, sign: sign(earlier, key, "HMAC-SHA256") },
      field: "sign" as const,
      key,
    };
    const { why } = checkSignature({ ...input, signType: "HMAC-SHA256", reference: earlier });
    expect(why.diagnosis).toMatchObject({ mistake: "changed", field: "body" });
  });

  it("reads Latin-1 out of an MD5", () => {
    const given = createHash("md5").update(right, "latin1").digest("hex").toUpperCase();
    expect(check(given, {}, "MD5").why.diagnosis?.text).toContain("Latin-1");
  });

  it("admits when it does not know", () => {
    const { ok, why } = check("0".repeat(64));
    expect(ok).toBe(false);
    expect(why.diagnosis).toBeNull();
    expect(why).toMatchObject({ expected: hmac(right), given: "0".repeat(64), field: "sign" });
  });

  it("explains the page's signature as well", () => {
    const page = {
      appId: "wx1",
      timeStamp: "1414561699",
      nonceStr: "n",
      package: "prepay_id=wx9",
      signType: "MD5",
    };
    const { timeStamp, ...rest } = page;
    const given = sign({ ...rest, timestamp: timeStamp }, key, "MD5");
    const { why } = checkSignature({
      params: { ...page, paySign: given },
      field: "paySign",
      key,
      signType: "MD5",
    });
    expect(why.diagnosis).toMatchObject({ mistake: "renamed", field: "timeStamp" });
    expect(why.signature?.leftOut.map((part) => part.name)).toEqual(["paySign"]);
  });
});
