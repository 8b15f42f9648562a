import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  createGateway,
  decryptAead,
  decryptMsg,
  decryptOpenData,
  decryptReqInfo,
  encryptAead,
  encryptMsg,
  jssdkSign,
  msgSignature,
  parseXml,
  rawDataSignature,
  sha1Sorted,
  sign,
  v3Authorization,
  v3RequestMessage,
  v3ResponseMessage,
  v3Verify,
  verify,
} from "@/lib/wechat";
import { authorizeUrl } from "@/lib/wechat/wxauth/authorize-url";

const file = new URL("../../../../shared/wechat-vectors.json", import.meta.url);

const vectorSchema = z.object({
  name: z.string(),
  algorithm: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  expected: z.unknown(),
});
type Vector = z.infer<typeof vectorSchema>;

const textRecord = z.record(z.string(), z.string());
const jssdkInputs = z.object({
  jsapi_ticket: z.string(),
  noncestr: z.string(),
  timestamp: z.string(),
  url: z.string(),
});
const valuesInputs = z.object({ values: z.array(z.string()) });
const signInputs = z.object({ params: z.record(z.string(), z.string().nullable()), key: z.string() });
const msgInputs = z.object({
  encodingAesKey: z.string(),
  appId: z.string(),
  random: z.string(),
  plaintext: z.string(),
});
const aead = z.object({ key: z.string(), nonce: z.string(), aad: z.string() });
const matches = z.object({ equals: z.string().optional(), contains: z.array(z.string()).optional() });

function expectMatch(text: string, expected: unknown) {
  const { equals, contains = [] } = matches.parse(expected);
  if (equals !== undefined) expect(text).toBe(equals);
  for (const part of contains) expect(text).toContain(part);
}

function signJssdk(inputs: Vector["inputs"]): string {
  const { jsapi_ticket, ...rest } = jssdkInputs.parse(inputs);
  return jssdkSign({ ticket: jsapi_ticket, ...rest });
}

function encrypted(inputs: Vector["inputs"]): string {
  const { encodingAesKey, appId, random, plaintext } = msgInputs.parse(inputs);
  return encryptMsg(plaintext, { encodingAesKey, appid: appId, random: Buffer.from(random) });
}

const runners: Record<string, (vector: Vector) => void> = {
  "sha1-sorted-kv": ({ inputs, expected }) => expect(signJssdk(inputs)).toBe(expected),
  "sha1-sorted-kv-strip-hash": ({ inputs, expected }) => expect(signJssdk(inputs)).toBe(expected),
  "sha1-sorted-values": ({ inputs, expected }) =>
    expect(sha1Sorted(...valuesInputs.parse(inputs).values)).toBe(expected),
  "sha1-sorted-values-must-differ": ({ inputs, expected }) =>
    expect(sha1Sorted(...valuesInputs.parse(inputs).values)).not.toBe(expected),
  "sha1-concat": ({ inputs, expected }) => {
    const [rawData, sessionKey] = z.object({ parts: z.tuple([z.string(), z.string()]) }).parse(inputs).parts;
    expect(rawDataSignature(rawData, sessionKey)).toBe(expected);
  },
  "payv2-md5": ({ inputs, expected }) => {
    const { params, key } = signInputs.parse(inputs);
    expect(sign(params, key, "MD5")).toBe(expected);
  },
  "payv2-hmac-sha256": ({ inputs, expected }) => {
    const { params, key } = signInputs.parse(inputs);
    expect(sign(params, key, "HMAC-SHA256")).toBe(expected);
  },
  "payv2-notify-xml": ({ inputs, expected }) => {
    const { xml, key } = z.object({ xml: z.string(), key: z.string() }).parse(inputs);
    expect(verify(parseXml(xml), key)).toBe(expected);
  },
  "payv2-refund-reqinfo": ({ inputs, expected }) => {
    const { req_info, key } = z.object({ req_info: z.string(), key: z.string() }).parse(inputs);
    expectMatch(decryptReqInfo(req_info, key), expected);
  },
  "wxbizmsgcrypt-encrypt": ({ inputs, expected }) => expect(encrypted(inputs)).toBe(expected),
  "wxbizmsgcrypt-encrypt-xml": ({ inputs, expected }) => {
    const { token, timestamp, nonce } = z
      .object({ token: z.string(), timestamp: z.string(), nonce: z.string() })
      .parse(inputs);
    const envelope = parseXml(z.string().parse(expected));
    expect(encrypted(inputs)).toBe(envelope.Encrypt);
    expect(msgSignature(token, timestamp, nonce, encrypted(inputs))).toBe(envelope.MsgSignature);
    expect([envelope.TimeStamp, envelope.Nonce]).toEqual([timestamp, nonce]);
  },
  "wxbizmsgcrypt-decrypt": ({ inputs, expected }) => {
    const { token = "", timestamp = "", nonce = "", encrypt = "", ...rest } = textRecord.parse(inputs);
    const { encodingAesKey = "", appId = "", msg_signature } = rest;
    expect(msgSignature(token, timestamp, nonce, encrypt)).toBe(msg_signature);
    expectMatch(decryptMsg(encrypt, { encodingAesKey, appid: appId }), expected);
    expect(() => decryptMsg(encrypt, { encodingAesKey, appid: `${appId}x` })).toThrow("another appid");
  },
  "payv3-notify": ({ inputs, expected }) => {
    const {
      certPem = "",
      timestamp = "",
      nonce = "",
      signature = "",
      body = "",
      apiV3Key = "",
    } = textRecord.parse(inputs);
    const message = v3ResponseMessage(timestamp, nonce, body);
    expect(v3Verify(message, signature, certPem)).toBe(true);
    expect(v3Verify(`${message} `, signature, certPem)).toBe(false);
    const { resource } = z.object({ resource: textRecord }).parse(JSON.parse(body));
    const { ciphertext = "", associated_data: associatedData } = resource;
    expectMatch(
      decryptAead(ciphertext, { key: apiV3Key, nonce: resource.nonce ?? "", associatedData }),
      expected,
    );
  },
  "aead-aes-gcm-decrypt": ({ inputs, expected }) => {
    const { key, nonce, aad, ciphertext } = aead.extend({ ciphertext: z.string() }).parse(inputs);
    expect(decryptAead(ciphertext, { key, nonce, associatedData: aad })).toBe(expected);
  },
  "aead-aes-gcm-encrypt": ({ inputs, expected }) => {
    const { key, nonce, aad, plaintext } = aead.extend({ plaintext: z.string() }).parse(inputs);
    const options = { key, nonce, associatedData: aad };
    expect(encryptAead(plaintext, options)).toBe(expected);
    expect(decryptAead(z.string().parse(expected), options)).toBe(plaintext);
  },
  "payv3-canonical": ({ inputs, expected }) => {
    const { method = "", path = "", timestamp = "", nonce = "", body = "" } = textRecord.parse(inputs);
    expect(v3RequestMessage({ method, path, timestamp, nonce, body })).toBe(expected);
  },
  "payv3-authorization": ({ inputs, expected }) => {
    const { mchid = "", serial = "", timestamp = "", nonce = "", signature = "" } = textRecord.parse(inputs);
    const fields = (header: string) => header.replace(/^\S+ /, "").split(",").sort();
    const header = v3Authorization({ mchid, serial, timestamp, nonce, signature });
    expect(header.split(" ")[0]).toBe("WECHATPAY2-SHA256-RSA2048");
    expect(fields(header)).toEqual(fields(z.string().parse(expected)));
  },
  "wxa-decrypt": ({ inputs, expected }) => {
    const { sessionKey = "", iv = "", encryptedData = "" } = textRecord.parse(inputs);
    expect(JSON.parse(decryptOpenData(encryptedData, sessionKey, iv))).toEqual(
      JSON.parse(z.string().parse(expected)),
    );
  },
  "oauth-url": ({ inputs, expected }) => {
    const { base = "", appid = "", redirect_uri: redirectUri = "" } = textRecord.parse(inputs);
    const scope = z.enum(["snsapi_base", "snsapi_userinfo", "snsapi_login"]).parse(inputs.scope);
    const action = base.endsWith("/qrconnect") ? "qrcode" : "mp";
    expect(authorizeUrl(createGateway(), action, { appid, redirectUri, scope })).toBe(expected);
  },
};

describe.skipIf(!existsSync(file))("published vectors", () => {
  const vectors = existsSync(file) ? z.array(vectorSchema).parse(JSON.parse(readFileSync(file, "utf8"))) : [];

  it("are 53", () => {
    expect(vectors).toHaveLength(53);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    expect.hasAssertions();
    const run = Object.hasOwn(runners, vector.algorithm) ? runners[vector.algorithm] : undefined;
    if (run === undefined) throw new Error(`no test for the algorithm ${vector.algorithm}`);
    run(vector);
  });
});

/** Short official examples and vectors made with throw-away keys: these go along with the project. */
describe("examples", () => {
  const params = {
    appid: "wxd930ea5d5a258f4f",
    body: "test",
    device_info: "1000",
    mch_id: "10000100",
    nonce_str: "ibuaiVcKdpRxkhJA",
  };
  const key = "192006250b4c09247ec02edce69f6a2d";

  it("v2 signature, official", () => {
    expect(sign(params, key, "MD5")).toBe("9A0A8659F005D6984697E2CA0A9CF3B7");
    expect(sign(params, key, "HMAC-SHA256")).toBe(
      "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6",
    );
  });

  it("JS-SDK signature, official, with and without fragment", () => {
    const input = {
      ticket: "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
      noncestr: "Wm3WZYTPz0wzccnW",
      timestamp: 1414587457,
      url: "http://mp.weixin.qq.com?params=value",
    };
    expect(jssdkSign(input)).toBe("0f9de62fce790f9a083d5c99e95740ceb90c27ed");
    expect(jssdkSign({ ...input, url: `${input.url}#a#b` })).toBe("0f9de62fce790f9a083d5c99e95740ceb90c27ed");
  });

  it("server address check", () => {
    expect(sha1Sorted("b", "a", "c")).toBe(createHash("sha1").update("abc").digest("hex"));
  });

  it("AEAD, own key", () => {
    const options = {
      key: "0123456789abcdef0123456789abcdef",
      nonce: "0123456789ab",
      associatedData: "transaction",
    };
    const plaintext = '{"mchid":"1230000109","trade_state":"SUCCESS"}';
    const ciphertext = "4ouKWSuj/DnPJxKPgDRMF3K35PY15EgfVu6rfJaL7cheGkVD0KFwhiOrLDLp9HNlI+SiM+mcEFA3uYtyXik=";
    expect(encryptAead(plaintext, options)).toBe(ciphertext);
    expect(decryptAead(ciphertext, options)).toBe(plaintext);
  });
});
