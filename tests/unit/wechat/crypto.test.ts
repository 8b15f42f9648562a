import { createCipheriv, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decryptAead,
  decryptMsg,
  decryptOpenData,
  decryptReqInfo,
  encryptAead,
  encryptMsg,
  encryptReqInfo,
  v3Message,
  v3ResponseMessage,
  v3Sign,
  v3Verify,
} from "@/lib/wechat";

const apiKey = "0123456789abcdef0123456789abcdef";
const signatureError = expect.objectContaining({ kind: "signature" });

function changed(base64: string, at: number): string {
  const bytes = Buffer.from(base64, "base64");
  const index = at % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes.toString("base64");
}

describe("AEAD of v3", () => {
  const options = { key: apiKey, nonce: "0123456789ab", associatedData: "transaction" };

  it.each([0, 5, 31, 33])("refuses a key of %i bytes", (length) => {
    const key = "k".repeat(length);
    expect(() => decryptAead("AAAAAAAAAAAAAAAAAAAAAAAAAAAA", { ...options, key })).toThrow(
      expect.objectContaining({ kind: "config" }),
    );
  });

  it.each([
    "",
    "AAAA",
    "not base64 ***",
    Buffer.alloc(15).toString("base64"),
    Buffer.alloc(16).toString("base64"),
  ])("refuses %j", (ciphertext) => {
    expect(() => decryptAead(ciphertext, options)).toThrow(signatureError);
  });

  it("refuses a shortened tag", () => {
    const bytes = Buffer.from(encryptAead("", options), "base64");
    for (let length = 1; length < 16; length++) {
      expect(() => decryptAead(bytes.subarray(0, length).toString("base64"), options)).toThrow(
        signatureError,
      );
    }
  });

  it("refuses another nonce or other associated data", () => {
    const ciphertext = encryptAead("x", options);
    expect(() => decryptAead(ciphertext, { ...options, nonce: "0123456789ac" })).toThrow(signatureError);
    expect(() => decryptAead(ciphertext, { ...options, associatedData: "" })).toThrow(signatureError);
  });

  it("takes missing, null and empty associated data as the same", () => {
    const { associatedData: _, ...rest } = options;
    const ciphertext = encryptAead("x", rest);
    for (const associatedData of [undefined, null, ""])
      expect(decryptAead(ciphertext, { ...rest, associatedData })).toBe("x");
  });

  it("reads back any text and refuses any change to it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, at) => {
        const ciphertext = encryptAead(text, options);
        expect(decryptAead(ciphertext, options)).toBe(text);
        expect(() => decryptAead(changed(ciphertext, at), options)).toThrow(signatureError);
      }),
    );
  });
});

describe("req_info of refund notices", () => {
  it.each(["", "AAAA", "***", "AAAAAAAAAAAAAAAAAAAAAA=="])("refuses %j", (text) => {
    expect(() => decryptReqInfo(text, apiKey)).toThrow(signatureError);
  });

  it("refuses another key", () => {
    expect(() => decryptReqInfo(encryptReqInfo("<root><a>1</a></root>", apiKey), "another")).toThrow(
      signatureError,
    );
  });

  it("keeps the leading zeros of the key's md5", () => {
    // md5("363") is 00411460f7c92d2124a67ea0f4cb5f85.
    const cipher = createCipheriv("aes-256-ecb", "00411460f7c92d2124a67ea0f4cb5f85", null);
    const reqInfo = cipher.update("<root/>", "utf8", "base64") + cipher.final("base64");
    expect(decryptReqInfo(reqInfo, "363")).toBe("<root/>");
  });

  it("reads back any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decryptReqInfo(encryptReqInfo(text, apiKey), apiKey)).toBe(text);
      }),
    );
  });
});

describe("WXBizMsgCrypt", () => {
  const encodingAesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  const appid = "wx0000000000000001";
  const options = { encodingAesKey, appid };

  /** An envelope with a plaintext of one's own making. */
  function sealed(plain: Buffer): string {
    const aesKey = Buffer.from(encodingAesKey, "base64");
    const cipher = createCipheriv("aes-256-cbc", aesKey, aesKey.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
  }

  it.each(["", "short", "x".repeat(42), "x".repeat(44), `${"x".repeat(42)}!`])(
    "refuses the key %j",
    (bad) => {
      expect(() => encryptMsg("x", { encodingAesKey: bad, appid })).toThrow(
        expect.objectContaining({ kind: "config" }),
      );
      expect(() => decryptMsg("AAAA", { encodingAesKey: bad, appid })).toThrow(
        expect.objectContaining({ kind: "config" }),
      );
    },
  );

  it.each([
    ["nothing", ""],
    ["no base64", "***"],
    ["half a block", Buffer.alloc(8).toString("base64")],
    ["zero padding", sealed(Buffer.alloc(32, 0))],
    ["padding of 33", sealed(Buffer.alloc(64, 33))],
    ["padding beyond the text", sealed(Buffer.alloc(16, 32))],
    ["nothing but padding", sealed(Buffer.alloc(32, 32))],
    [
      "uneven padding",
      sealed(Buffer.concat([Buffer.alloc(20), Buffer.from(appid), Buffer.from([1]), Buffer.alloc(25, 26)])),
    ],
    [
      "a length beyond the end",
      sealed(Buffer.concat([Buffer.alloc(16), Buffer.from([255, 255, 255, 255]), Buffer.alloc(12, 12)])),
    ],
  ])("refuses %s", (_, encrypted) => {
    expect(() => decryptMsg(encrypted, options)).toThrow(signatureError);
  });

  it("refuses a length beyond the end even where no account is expected", () => {
    const header = Buffer.concat([Buffer.alloc(16), Buffer.from([0, 0, 0, 1])]);
    expect(
      decryptMsg(sealed(Buffer.concat([header, Buffer.from("x"), Buffer.alloc(11, 11)])), {
        encodingAesKey,
        appid: "",
      }),
    ).toBe("x");
    expect(() =>
      decryptMsg(sealed(Buffer.concat([header, Buffer.alloc(12, 12)])), { encodingAesKey, appid: "" }),
    ).toThrow(signatureError);
  });

  it("refuses a message for another account", () => {
    expect(() => decryptMsg(encryptMsg("x", { ...options, appid: "wx0000000000000002" }), options)).toThrow(
      "another appid",
    );
    expect(() => decryptMsg(encryptMsg("x", { ...options, appid: "" }), options)).toThrow("another appid");
  });

  it("pads to 32 bytes and counts the message in bytes", () => {
    for (let length = 0; length <= 64; length++) {
      const encrypted = encryptMsg("x".repeat(length), options);
      expect(Buffer.from(encrypted, "base64").length % 32).toBe(0);
      expect(decryptMsg(encrypted, options)).toHaveLength(length);
    }
    expect(decryptMsg(encryptMsg("宝石💎", options), options)).toBe("宝石💎");
  });

  it("draws new random bytes each time", () => {
    expect(encryptMsg("x", options)).not.toBe(encryptMsg("x", options));
  });

  it("reads back any text and never fails otherwise than by its own error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 96 }), (text, noise) => {
        expect(decryptMsg(encryptMsg(text, options), options)).toBe(text);
        expect(() => decryptMsg(Buffer.from(noise).toString("base64"), options)).toThrow(signatureError);
        const blocks = noise.subarray(0, noise.length - (noise.length % 16));
        expect(() => decryptMsg(sealed(Buffer.from(blocks)), options)).toThrow(signatureError);
      }),
    );
  });
});

describe("v3 signatures", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

  it("end every line, the empty body's too", () => {
    expect(v3Message("GET", "/v3/x?a=1", "1", "n", "")).toBe("GET\n/v3/x?a=1\n1\nn\n\n");
    expect(v3ResponseMessage("1", "n", "")).toBe("1\nn\n\n");
  });

  it("verify with the key that belongs to them and no other text", () => {
    const signature = v3Sign("宝石\n", privateKey);
    expect(v3Verify("宝石\n", signature, publicKey)).toBe(true);
    expect(v3Verify("宝石", signature, publicKey)).toBe(false);
    for (const bad of ["", "***", "WECHATPAY/SIGNTEST/abc", signature.slice(4), `A${signature}`]) {
      expect(v3Verify("宝石\n", bad, publicKey)).toBe(false);
    }
  });
});

describe("open data of mini programs", () => {
  it.each([
    ["", "", ""],
    ["AAAA", "AAAA", "AAAA"],
    ["AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAA=="],
  ])("refuses %j", (data, sessionKey, iv) => {
    expect(() => decryptOpenData(data, sessionKey, iv)).toThrow(signatureError);
  });
});
