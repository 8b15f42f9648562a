import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  nonceStr,
  type SignParams,
  type SignType,
  sign,
  signString,
  timingSafeEqualText,
  verify,
} from "@/lib/wechat";

const key = "0123456789abcdef0123456789abcdef";
const types: SignType[] = ["MD5", "HMAC-SHA256"];

describe("verify, bad input", () => {
  it.each([
    [{}],
    [{ a: "1" }],
    [{ a: "1", sign: "" }],
    [{ a: "1", sign: undefined }],
    [{ a: "1", sign: null }],
    [{ a: "1", sign: 5 }],
    [{ sign: "short" }],
  ])("refuses %j", (params: SignParams) => {
    expect(verify(params, key)).toBe(false);
    for (const type of types) expect(verify(params, key, type)).toBe(false);
  });

  it("refuses a right signature of another type than required or declared", () => {
    const md5 = sign({ a: "1" }, key, "MD5");
    expect(verify({ a: "1", sign: md5 }, key, "HMAC-SHA256")).toBe(false);
    const declared = { a: "1", sign_type: "HMAC-SHA256" };
    expect(verify({ ...declared, sign: sign(declared, key, "MD5") }, key)).toBe(false);
  });

  it("refuses small letters, added spaces and another key", () => {
    const signature = sign({ a: "1" }, key, "MD5");
    expect(verify({ a: "1", sign: signature.toLowerCase() }, key)).toBe(false);
    expect(verify({ a: "1", sign: `${signature} ` }, key)).toBe(false);
    expect(verify({ a: "1", sign: signature }, `${key}x`)).toBe(false);
  });
});

describe("verify without a key", () => {
  it("refuses even what was signed without one", () => {
    for (const type of types) expect(verify({ a: "1", sign: sign({ a: "1" }, "", type) }, "")).toBe(false);
  });
});

describe("signString", () => {
  it("leaves out sign and what is empty, keeps 0 and sign_type, and takes values raw", () => {
    const params = {
      b: "中 &=%",
      a: 0,
      zero: "0",
      sign: "X",
      sign_type: "MD5",
      e: "",
      u: undefined,
      n: null,
      B: "1",
    };
    expect(signString(params, "K")).toBe("B=1&a=0&b=中 &=%&sign_type=MD5&zero=0&key=K");
  });

  it("orders by bytes: capitals before small letters, _ between", () => {
    expect(signString({ a: 1, Z: 2, _: 3, a_b: 4, aB: 5, a1: 6 }, "K")).toBe(
      "Z=2&_=3&a=1&a1=6&aB=5&a_b=4&key=K",
    );
  });
});

describe("verify", () => {
  const name = fc
    .stringMatching(/^[a-z][a-z_0-9]{0,8}$/)
    .filter((text) => text !== "sign" && text !== "sign_type");
  const params = fc.dictionary(name, fc.string({ minLength: 1 }), { minKeys: 1 });

  it("accepts what sign made, told the type or by length", () => {
    fc.assert(
      fc.property(params, fc.constantFrom(...types), (fields, type) => {
        const signed = { ...fields, sign: sign(fields, key, type) };
        expect(verify(signed, key)).toBe(true);
        expect(verify(signed, key, type)).toBe(true);
        const declared = { ...fields, sign_type: type };
        expect(verify({ ...declared, sign: sign(declared, key, type) }, key)).toBe(true);
      }),
    );
  });

  it("refuses when any one field is changed, added or removed", () => {
    fc.assert(
      fc.property(
        params,
        fc.constantFrom(...types),
        fc.string({ minLength: 1 }),
        fc.nat(),
        (fields, type, other, at) => {
          const signed = { ...fields, sign: sign(fields, key, type) };
          const names = Object.keys(fields);
          const chosen = names[at % names.length] ?? "";
          fc.pre(fields[chosen] !== other);
          expect(verify({ ...signed, [chosen]: other }, key)).toBe(false);
          expect(verify({ ...signed, [chosen]: "" }, key)).toBe(false);
          expect(verify({ ...signed, zz_added_field: "1" }, key)).toBe(false);
        },
      ),
    );
  });
});

describe("nonceStr", () => {
  it("has letters and digits of the length asked for", () => {
    expect(nonceStr()).toMatch(/^[0-9a-zA-Z]{32}$/);
    expect(nonceStr(7)).toHaveLength(7);
    expect(new Set(Array.from({ length: 1000 }, () => nonceStr())).size).toBe(1000);
  });

  it("favours no character: bytes past the last whole multiple are thrown away", () => {
    let next = 0;
    const everyByte = (size: number) => Uint8Array.from({ length: size }, () => next++ % 256);
    const counts = new Map<string, number>();
    for (const character of nonceStr(62 * 8, everyByte))
      counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBe(0);
  });
});

describe("timingSafeEqualText", () => {
  it("compares texts of any length", () => {
    expect(timingSafeEqualText("a", "a")).toBe(true);
    expect(timingSafeEqualText("", "")).toBe(true);
    expect(timingSafeEqualText("a", "b")).toBe(false);
    expect(timingSafeEqualText("a", "aa")).toBe(false);
  });
});
