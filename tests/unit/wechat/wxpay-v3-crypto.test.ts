import { constants, createSign, privateDecrypt } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { merchantCertificate, merchantPrivateKey, publicKey as publicPem } from "@/lib/sandbox/merchant-keys";
import {
  decryptAead,
  encryptAead,
  v3Authorization,
  v3Decrypt,
  v3Encrypt,
  v3RequestMessage,
  v3ResponseBytes,
  v3ResponseMessage,
  v3Sign,
  v3Verify,
} from "@/lib/wechat";
import { beijingRfc3339 } from "@/lib/wechat/wxpay/v3/fields";
import { privateKey, publicKey } from "@/lib/wechat/wxpay/v3/keys";
import { first, pinned, v3Key } from "./wxpay-v3-support";

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const line = fc.stringMatching(/^[!-~]{1,30}$/);

describe("messages", () => {
  it("have one line feed after each part, an empty body too", () => {
    const request = {
      method: "GET",
      path: "/v3/certificates",
      timestamp: "1554208460",
      nonce: "n",
      body: "",
    };
    expect(v3RequestMessage(request)).toBe("GET\n/v3/certificates\n1554208460\nn\n\n");
    expect(v3ResponseMessage("1", "n", "")).toBe("1\nn\n\n");
    // WeChat's own example of the text that an answer's signature covers.
    const body = '{"code_url":"weixin://wxpay/bizpayurl?pr=JyC91EIz1"}';
    expect(v3ResponseMessage("1722850421", "d824f2e086d3c1df967785d13fcd22ef", body)).toBe(
      `1722850421\nd824f2e086d3c1df967785d13fcd22ef\n${body}\n`,
    );
  });

  it("are the same of text and of its bytes", () => {
    fc.assert(
      fc.property(line, line, text, (timestamp, nonce, body) => {
        const bytes = v3ResponseBytes(timestamp, nonce, Buffer.from(body));
        expect(bytes.toString("utf8")).toBe(v3ResponseMessage(timestamp, nonce, body));
      }),
    );
  });

  it("of bytes that are no text are verified as they are", () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const signed = v3ResponseBytes("1", "n", bytes);
    const signature = createSign("RSA-SHA256").update(signed).sign(pinned.privateKey, "base64");
    expect(v3Verify(signed, signature, publicPem)).toBe(true);
    expect(v3Verify(v3ResponseMessage("1", "n", bytes.toString("utf8")), signature, publicPem)).toBe(false);
  });

  it("stand in the header as WeChat reads them", () => {
    const header = v3Authorization({
      mchid: "1",
      serial: "S",
      timestamp: "2",
      nonce: "n",
      signature: "a+/=",
    });
    expect(header).toBe(
      'WECHATPAY2-SHA256-RSA2048 mchid="1",serial_no="S",timestamp="2",nonce_str="n",signature="a+/="',
    );
  });
});

describe("signatures", () => {
  it("are right for the very text and the very key only", () => {
    fc.assert(
      fc.property(text, text, (message, other) => {
        const signature = v3Sign(message, privateKey(merchantPrivateKey));
        expect(v3Verify(message, signature, merchantCertificate)).toBe(true);
        expect(v3Verify(message, signature, publicPem)).toBe(false);
        if (other !== message) expect(v3Verify(other, signature, merchantCertificate)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it.each(["", "x", "AAAA", "\u0000", "月光", "=".repeat(1000)])("%j is none", (signature) => {
    expect(v3Verify("x", signature, publicKey(publicPem))).toBe(false);
  });
});

describe("sensitive fields", () => {
  it("are encrypted as WeChat decrypts them: OAEP with SHA-1", () => {
    const key = { key: first.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" };
    const bytes = privateDecrypt(key, Buffer.from(v3Encrypt("张三", first.certificate), "base64"));
    expect(bytes.toString("utf8")).toBe("张三");
  });

  it("come back as they were, and never look the same twice", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 20 }).filter((name) => Buffer.byteLength(name) < 215),
        (name) => {
          const ciphertext = v3Encrypt(name, first.certificate);
          expect(v3Decrypt(ciphertext, first.privateKey)).toBe(name);
          expect(v3Encrypt(name, first.certificate)).not.toBe(ciphertext);
          expect(() => v3Decrypt(ciphertext, pinned.privateKey)).toThrow();
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("AEAD_AES_256_GCM", () => {
  const sealed = fc.record({
    plaintext: text,
    nonce: fc.stringMatching(/^[0-9a-zA-Z]{12}$/),
    associatedData: fc.option(fc.string({ maxLength: 16 }), { nil: undefined }),
  });

  it("comes back as it was, with associated data, an empty one or none", () => {
    fc.assert(
      fc.property(sealed, ({ plaintext, ...options }) => {
        const ciphertext = encryptAead(plaintext, { key: v3Key, ...options });
        expect(decryptAead(ciphertext, { key: v3Key, ...options })).toBe(plaintext);
        expect(Buffer.from(ciphertext, "base64")).toHaveLength(Buffer.byteLength(plaintext) + 16);
      }),
    );
  });

  it("is refused with any bit changed, any byte cut off, another key, nonce or associated data", () => {
    fc.assert(
      fc.property(sealed, fc.nat(), fc.integer({ min: 0, max: 7 }), ({ plaintext, ...rest }, at, bit) => {
        const options = { key: v3Key, ...rest };
        const bytes = Buffer.from(encryptAead(plaintext, options), "base64");
        const changed = Buffer.from(bytes);
        const index = at % changed.length;
        changed.writeUInt8(changed.readUInt8(index) ^ (1 << bit), index);
        const refused = (ciphertext: Buffer, change = {}) =>
          expect(() => decryptAead(ciphertext.toString("base64"), { ...options, ...change })).toThrow(
            /cannot be decrypted/,
          );
        refused(changed);
        refused(bytes.subarray(0, index));
        refused(bytes, { key: "x".repeat(32) });
        refused(bytes, { nonce: `${rest.nonce.slice(1)}!` });
        refused(bytes, { associatedData: `${rest.associatedData ?? ""}x` });
      }),
    );
  });
});

describe("keys", () => {
  it("are read once", () => {
    expect(privateKey(merchantPrivateKey)).toBe(privateKey(merchantPrivateKey));
    expect(publicKey(publicPem)).toBe(publicKey(publicPem));
  });

  it("are kept apart by kind, and what is no key is refused without being quoted", () => {
    for (const read of [publicKey, privateKey]) {
      for (const pem of ["", "secret", "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----"]) {
        expect(() => read(pem)).toThrow(/no RSA key in PEM$/);
      }
    }
    expect(publicKey(merchantPrivateKey).type).toBe("public");
    expect(privateKey(merchantPrivateKey).type).toBe("private");
    expect(() => privateKey(publicPem)).toThrow(/no RSA key/);
  });
});

describe("beijingRfc3339", () => {
  it("names the moment, to the second, in Beijing's time", () => {
    const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        const written = beijingRfc3339(date);
        expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
        expect(Date.parse(written)).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
    expect(() => beijingRfc3339(new Date(Number.NaN))).toThrow(RangeError);
  });
});
