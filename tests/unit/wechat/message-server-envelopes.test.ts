import { createCipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseXml } from "@/lib/wechat";
import { forbidden, refusal, seconds } from "./message-refused";
import { account, aesKey, appid, gh, requestOf, type Sending, said, textXml } from "./message-support";

const otherKey = "ZYXWVUTSRQPONMLKJIHGFEDCBAabcdefghijklmnopq";

/** Encrypts bytes as they are, and signs what comes of it. */
function raw(plain: Buffer): Sending {
  const key = Buffer.from(`${aesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return { encrypted: Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64") };
}

function inside(body: string | Buffer, says?: number): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(20, 7);
  head.writeUInt32BE(says ?? bytes.length, 16);
  const plain = Buffer.concat([head, bytes, Buffer.from(appid)]);
  const padding = 32 - (plain.length % 32);
  return Buffer.concat([plain, Buffer.alloc(padding, padding)]);
}

const sealedText = (xml: string) => raw(inside(xml)).encrypted ?? "";

describe.each(["safe", "compatible"] as const)("a good signature around a bad envelope, %s", (mode) => {
  it("for another appid", async () => {
    const found = await refusal(mode, textXml("x"), { appid: "wx9999999999999999" });
    expect(found).toMatchObject(forbidden("appid"));
  });

  it("with another key", async () => {
    const found = await refusal(mode, textXml("x"), { encodingAesKey: otherKey });
    expect(found).toMatchObject(forbidden("envelope"));
  });

  it.each<[string, () => Sending]>([
    [
      "with a bad padding",
      () => raw(Buffer.concat([inside(textXml("x")).subarray(0, -1), Buffer.from([99])])),
    ],
    ["whose length lies beyond its end", () => raw(inside(textXml("x"), 100_000))],
    ["whose length is 4 GB", () => raw(inside(textXml("x"), 0xffffffff))],
    ["cut within its base64", () => ({ encrypted: sealedText(textXml("x")).slice(0, -3) })],
    ["cut to whole quartets", () => ({ encrypted: sealedText(textXml("x")).slice(0, -8) })],
    ["cut to whole blocks", () => ({ encrypted: sealedText(textXml("x")).slice(0, 128) })],
    ["with nothing in it but blanks", () => ({ encrypted: "    " })],
    ["that is no base64", () => ({ encrypted: "你好" })],
    ["whose message is not UTF-8", () => raw(inside(Buffer.from([0xff, 0xfe, 0x00])))],
  ])("%s", async (_, how) => {
    expect(await refusal(mode, textXml("x"), how())).toMatchObject(forbidden("envelope"));
  });

  it("whose length lies shorter, so that the appid is another", async () => {
    expect(await refusal(mode, textXml("x"), raw(inside(textXml("x"), 5)))).toMatchObject(forbidden("appid"));
  });

  it("to another receiver than the one inside", async () => {
    const outside = { outside: "gh_another" };
    if (mode === "safe")
      expect(await refusal(mode, textXml("x"), outside)).toMatchObject(forbidden("receiver"));
    const xml = textXml("x");
    const other = sealedText(xml.replace(gh, "gh_another"));
    expect(await refusal(mode, xml, { encrypted: other })).toMatchObject(forbidden("receiver"));
  });

  it("with an empty envelope", async () => {
    expect(await refusal(mode, textXml("x"), { encrypted: "" })).toMatchObject(forbidden("plaintext"));
  });
});

it("takes an envelope without a receiver outside", async () => {
  const { send } = account("safe");
  expect(await said("safe", send(textXml("你好"), { outside: null }))).toBe("你说：你好");
});

it("takes earlier keys, and answers with the one that fits", async () => {
  const { server } = account("safe", { aesKey: otherKey, previousAesKeys: ["A".repeat(43), aesKey] });
  expect(await said("safe", server(requestOf("safe", textXml("旧")))).valueOf()).toBe("你说：旧");
});

it("dates the answer in seconds, and seals it anew each time", async () => {
  const { send } = account("safe");
  const xml = textXml("你好");
  const answers = [await send(xml), await send(xml)].map(async (answer) => parseXml(await answer.text()));
  const [first, second] = await Promise.all(answers);
  expect(first?.TimeStamp).toBe(seconds);
  expect(first?.Nonce).toMatch(/^[0-9a-f]{16}$/);
  expect(second?.Nonce).not.toBe(first?.Nonce);
  expect(second?.Encrypt).not.toBe(first?.Encrypt);
});
