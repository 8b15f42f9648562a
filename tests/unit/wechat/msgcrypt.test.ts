import { createCipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createMsgCrypt, decryptMsg, encryptMsg, msgSignature } from "@/lib/wechat";

const options = {
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  appid: "wx0123456789abcdef",
};
const key = Buffer.from(`${options.encodingAesKey}=`, "base64");

/** Encrypts bytes as they are, whole blocks, sound or not. */
function sealed(plain: Buffer): string {
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
}

function envelope(body: Buffer, { says = body.length, appid = options.appid, padding = 0 } = {}): string {
  const head = Buffer.alloc(20, 7);
  head.writeUInt32BE(says, 16);
  const plain = Buffer.concat([head, body, Buffer.from(appid)]);
  const missing = 32 - (plain.length % 32);
  return sealed(Buffer.concat([plain, Buffer.alloc(missing, padding || missing)]));
}

/** A sound envelope but for what it is filled up with. */
function endingIn(body: Buffer, padding: number[]): string {
  const head = Buffer.alloc(20, 7);
  head.writeUInt32BE(body.length, 16);
  return sealed(Buffer.concat([head, body, Buffer.from(options.appid), Buffer.from(padding)]));
}

const refusal = (code: string) => expect.objectContaining({ kind: "signature", code });
const good = envelope(Buffer.from("你好"));

describe("decryptMsg", () => {
  it("reads what was made by hand", () => {
    expect(decryptMsg(good, options)).toBe("你好");
  });

  it.each([
    ["nothing", ""],
    ["what is no base64", good.replace(/^./, "*")],
    ["base64 with a blank", ` ${good.slice(1)}`],
    ["base64 with a line break", `${good}\n`],
    ["base64 in the alphabet of addresses", good.replace(/^./, "_")],
    ["base64 that lost a character", good.slice(0, -1)],
    ["base64 that lost a quartet", good.slice(0, -4)],
    ["base64 that lost its last block", good.slice(0, 64)],
    ["half of it", good.slice(0, 40)],
    ["a padding of 0", envelope(Buffer.from("x"), { padding: 256 })],
    ["a padding that is too long", envelope(Buffer.from("x"), { padding: 33 })],
    ["a padding that is uneven", sealed(Buffer.concat([Buffer.alloc(56, 9), Buffer.alloc(8, 32)]))],
    [
      "a padding that is uneven, behind the right appid",
      endingIn(Buffer.from("12345"), [7, ...Array(20).fill(21)]),
    ],
    ["a padding of 40, behind the right appid", endingIn(Buffer.alloc(18, 0x61), Array(40).fill(40))],
    ["a padding to 16 bytes", endingIn(Buffer.from("12345"), Array(5).fill(5))],
    ["a padding that is all there is", sealed(Buffer.alloc(32, 32))],
    ["a length beyond its end", envelope(Buffer.from("你好"), { says: 1000 })],
    ["a length of 4 GB", envelope(Buffer.from("你好"), { says: 0xffffffff })],
    ["a message that is not UTF-8", envelope(Buffer.from([0x61, 0xff, 0x62]))],
    ["a message that ends within a character", envelope(Buffer.from("宝").subarray(0, 2))],
  ])("refuses %s", (_, encrypted) => {
    expect(() => decryptMsg(encrypted, options)).toThrow(refusal("DECRYPT"));
  });

  it.each([
    ["a length that leaves too much to the appid", envelope(Buffer.from("你好"), { says: 1 })],
    ["a length that takes from the appid", envelope(Buffer.from("你好"), { says: 7 })],
    ["another appid", envelope(Buffer.from("x"), { appid: "wx0123456789abcdee" })],
    ["an appid with more behind it", envelope(Buffer.from("x"), { appid: `${options.appid}x` })],
    ["no appid", envelope(Buffer.from("x"), { appid: "" })],
  ])("says that it is for another appid: %s", (_, encrypted) => {
    expect(() => decryptMsg(encrypted, options)).toThrow(refusal("DECRYPT_APPID"));
  });

  it("keeps a byte order mark, which is part of the message", () => {
    expect(decryptMsg(encryptMsg("\uFEFFx", options), options)).toBe("\uFEFFx");
  });
});

describe("createMsgCrypt", () => {
  it("uses a key many times", () => {
    const crypt = createMsgCrypt(options);
    for (const text of ["", "x", "宝石💎".repeat(100)]) {
      expect(crypt.decrypt(crypt.encrypt(text))).toBe(text);
      expect(decryptMsg(crypt.encrypt(text), options)).toBe(text);
    }
    expect(crypt.encrypt("x", Buffer.alloc(16))).toBe(
      encryptMsg("x", { ...options, random: Buffer.alloc(16) }),
    );
  });

  it("refuses a key that is none, at once", () => {
    expect(() => createMsgCrypt({ ...options, encodingAesKey: "short" })).toThrow("43 letters");
  });
});

/** Printed in the protocol's text. (Message server, pushes) */
describe("official examples", () => {
  const account = { encodingAesKey: "A".repeat(43), appid: "wxba5fad812f8e6fb9" };
  const encrypted =
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=";

  it("an encrypted event in JSON", () => {
    expect(JSON.parse(decryptMsg(encrypted, account))).toMatchObject({
      Event: "debug_demo",
      MsgType: "event",
    });
    expect(msgSignature("AAAAA", "1714112445", "415670741", encrypted)).toBe(
      "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    );
  });

  it("an encrypted reply", () => {
    const reply = encryptMsg('{"demo_resp":"good luck"}', {
      ...account,
      random: Buffer.from("707722b803182950"),
    });
    expect(reply).toBe(
      "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
    );
    expect(msgSignature("AAAAA", "1713424427", "415670741", reply)).toBe(
      "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
    );
  });
});
