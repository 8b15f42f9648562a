import { constants, createHash, createSign, generateKeyPairSync, privateEncrypt } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { platformCertificates } from "@/lib/sandbox/platform-keys";
import { freshSandbox, lastCall, pay } from "./support";
import { type Call, host, isGenuine, placeV3, rsa, send, v3Order } from "./v3-support";

beforeEach(freshSandbox);

const path = "/v3/pay/transactions/jsapi";
const orderPath = `/v3/pay/transactions/out-trade-no/V20260101000001?mchid=${pay.mchid}`;
const refused = { code: "SIGN_ERROR", message: "签名错误，请检查后再试" };
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

describe("the Authorization header", () => {
  it.each<[string, Call["headers"], string]>([
    ["is missing", { authorization: undefined }, "Http头Authorization值格式错误"],
    ["is a bearer token", { authorization: "Bearer x" }, "认证类型不正确"],
    ["is of SM2", { authorization: 'WECHATPAY2-SM2-WITH-SM3 mchid="1"' }, "认证类型不正确"],
    ["is empty", { authorization: "WECHATPAY2-SHA256-RSA2048 " }, "Http头Authorization值格式错误"],
    [
      "has no quotes",
      { authorization: "WECHATPAY2-SHA256-RSA2048 mchid=1,nonce_str=2" },
      "Http头Authorization值格式错误",
    ],
    [
      "says a thing twice",
      { authorization: 'WECHATPAY2-SHA256-RSA2048 mchid="1",mchid="1"' },
      "Http头Authorization值格式错误",
    ],
    [
      "lacks its signature",
      { authorization: `WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="2",timestamp="3",serial_no="4"` },
      "Http头Authorization值格式错误",
    ],
  ])("that %s is refused", async (_name, headers, message) => {
    const answer = await send({ path, body: v3Order(), headers });
    expect(answer).toMatchObject({ status: 401, json: { code: "SIGN_ERROR" } });
    expect(answer.json.message).toContain(message);
    expect(answer.headers.get("wechatpay-signature")).toBeNull();
    expect(await db().sandboxOrder.count()).toBe(0);
  });

  it.each<[string, Call["credentials"], number, string, string | undefined]>([
    ["another merchant", { mchid: "1900000109" }, 400, "MCH_NOT_EXISTS", undefined],
    ["another serial", { serial_no: "0".repeat(40) }, 401, "SIGN_ERROR", undefined],
    ["a small serial", { serial_no: pay.serial.toLowerCase() }, 401, "SIGN_ERROR", "大写"],
    ["the public key's id as serial", { serial_no: pay.publicKeyId }, 401, "SIGN_ERROR", "Wechatpay-Serial"],
    ["no time", { timestamp: "now" }, 401, "SIGN_ERROR", "时钟"],
  ])("of %s is refused", async (_name, credentials, status, code, advice) => {
    expect(await send({ path, body: v3Order(), credentials })).toMatchObject({ status, json: { code } });
    const { why } = await lastCall();
    expect(why?.rule).toEqual(expect.any(String));
    if (advice) expect(why?.advice).toContain(advice);
  });

  // Not to the second: the call takes a while itself.
  it.each([
    [-301, 401],
    [-280, 200],
    [280, 200],
    [320, 401],
  ])("of %i seconds from now is answered %i", async (seconds, status) => {
    const timestamp = String(Math.floor(nowMs() / 1000) + seconds);
    expect((await send({ path, body: v3Order(), credentials: { timestamp } })).status).toBe(status);
  });

  it("in milliseconds is refused and recognised", async () => {
    await send({ path, body: v3Order(), credentials: { timestamp: String(nowMs()) } });
    expect((await lastCall()).why?.advice).toContain("毫秒");
  });
});

describe("a signature", () => {
  it("may cover WeChat's address, or the one under the sandbox's own base", async () => {
    expect((await send({ path, body: v3Order() })).status).toBe(200);
    expect((await send({ path: orderPath, base: `/sandbox/${host}` })).status).toBe(200);
    expect((await send({ path: orderPath, base: "/sandbox/api.weixin.qq.com" })).status).toBe(401);
  });

  it("that is wrong is refused as WeChat does, with what it built", async () => {
    const answer = await send({ path, body: v3Order(), signed: { body: "" } });
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({
      ...refused,
      detail: {
        detail: { issue: "sign not match" },
        field: "signature",
        location: "authorization",
        sign_information: {
          method: "POST",
          url: path,
          sign_message_length: expect.any(Number),
          truncated_sign_message: expect.stringMatching(
            /^POST\n\/v3\/pay\/transactions\/jsapi\n\d{10}\n[0-9A-F]{32}\n\{"appid"\n$/,
          ),
        },
      },
    });
    expect(await db().sandboxOrder.count()).toBe(0);
  });

  const get = { path: orderPath };
  const post = { path, body: v3Order() };
  const compact = JSON.stringify(v3Order());
  it.each<[string, Call, string, string?]>([
    ["without the query", { ...get, signed: { path: orderPath.split("?")[0] ?? "" } }, "path-without-query"],
    ["with the host", { ...get, signed: { path: `https://${host}${orderPath}` } }, "host-in-path"],
    ["with a query mark", { ...post, signed: { path: `${path}?` } }, "empty-query"],
    ["of another version", { ...post, signed: { path: path.replace("/v3", "") } }, "version"],
    ["with null for no body", { ...get, signed: { body: "null" } }, "empty-body"],
    ["with {} for no body", { ...get, signed: { body: "{}" } }, "empty-body"],
    ["without the body", { ...post, signed: { body: "" } }, "body-missing"],
    ["of pretty JSON", { ...post, signed: { body: JSON.stringify(v3Order(), null, 2) } }, "body-rewritten"],
    [
      "of ASCII JSON",
      { ...post, signed: { body: compact.replace("月光石", "\\u6708\\u5149\\u77f3") } },
      "body-rewritten",
    ],
    ["of PHP's JSON", { ...post, signed: { body: compact.replaceAll("/", "\\/") } }, "body-rewritten"],
    [
      "of Python's JSON",
      { path, body: { mchid: "1" }, signed: { body: '{"mchid": "1"}' } },
      "body-rewritten",
    ],
    ["without the last line feed", { ...get, rewrite: (text) => text.slice(0, -1) }, "last-line-feed"],
    ["with CRLF", { ...get, rewrite: (text) => text.replaceAll("\n", "\r\n") }, "crlf"],
    ["with backslash n", { ...get, rewrite: (text) => text.replaceAll("\n", "\\n") }, "literal-line-feed"],
    ["of four lines", { ...get, rewrite: (text) => text.slice(0, -1) }, "last-line-feed"],
    ["of another method", { ...get, signed: { method: "POST" } }, "method"],
    ["of a small method", { ...get, signed: { method: "get" } }, "method-case"],
    [
      "of a second ago",
      {
        ...get,
        signed: { timestamp: String(Math.floor(nowMs() / 1000) - 1) },
        credentials: { timestamp: String(Math.floor(nowMs() / 1000)) },
      },
      "timestamp",
    ],
    ["of another nonce", { ...get, credentials: { nonce_str: "Abc" }, signed: { nonce: "ABC" } }, "nonce"],
    ["by another key", { ...get, sign: (text) => rsa(text, stranger) }, "wrong-key"],
    ["by SHA-1", { ...get, sign: (text) => rsa(text, pay.privateKey, "RSA-SHA1") }, "algorithm"],
    ["in hex", { ...get, sign: (text) => Buffer.from(rsa(text), "base64").toString("hex") }, "hex"],
    [
      "in base64url",
      { ...get, sign: (text) => Buffer.from(rsa(text), "base64").toString("base64url") },
      "base64url",
    ],
    [
      "with PSS",
      {
        ...get,
        sign: (text) =>
          createSign("RSA-SHA256")
            .update(text)
            .sign({ key: pay.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }, "base64"),
      },
      "padding",
    ],
    [
      "of a bare digest",
      {
        ...get,
        sign: (text) =>
          privateEncrypt(pay.privateKey, createHash("sha256").update(text).digest()).toString("base64"),
      },
      "raw-digest",
    ],
    ["cut short", { ...get, sign: (text) => rsa(text).slice(0, 100) }, "no-signature"],
    [
      "without query and last line feed",
      { ...get, signed: { path: orderPath.split("?")[0] ?? "" }, rewrite: (text) => text.slice(0, -1) },
      "path-without-query",
    ],
  ])("made %s is recognised", async (_name, call, mistake) => {
    expect((await send(call)).json).toMatchObject(refused);
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake, text: expect.stringMatching(/。$/) });
    expect(why?.signature).toMatchObject({ ok: false, parts: { length: 5 } });
  });

  it("of something nobody can guess is refused without a guess", async () => {
    await send({ path: orderPath, signed: { body: "whatever" } });
    expect((await lastCall()).why?.diagnosis).toBeNull();
  });
});

describe("the key of the answer", () => {
  const [first] = platformCertificates;
  it.each([
    ["the public key", pay.publicKeyId],
    ["a platform certificate", first.serial],
    ["the second one", platformCertificates[1].serial],
  ])("is the one that the request names: %s", async (_name, serial) => {
    const body = v3Order();
    const answer = await send({ path, body, headers: { "wechatpay-serial": serial } });
    expect(answer.headers.get("wechatpay-serial")).toBe(serial);
    expect(isGenuine(answer.headers, answer.text)).toBe(true);
    expect(answer.headers.get("request-id")).toMatch(/^08/);
    expect(answer.headers.get("wechatpay-signature-type")).toBe("WECHATPAY2-SHA256-RSA2048");
  });

  it("is of the kind that the merchant used last when none is named", async () => {
    const serialOf = async () => (await placeV3()).headers.get("wechatpay-serial");
    expect(await serialOf()).toBe(pay.publicKeyId);
    await send({ path: orderPath, headers: { "wechatpay-serial": first.serial } });
    expect(await serialOf()).toBe(first.serial);
    await send({ path: orderPath, headers: { "wechatpay-serial": pay.publicKeyId } });
    expect(await serialOf()).toBe(pay.publicKeyId);
  });

  it.each([
    ["a stranger's", "F".repeat(40), undefined],
    ["the merchant's own", pay.serial, "serial_no"],
  ])("that is %s is refused", async (_name, serial, advice) => {
    const answer = await send({ path, body: v3Order(), headers: { "wechatpay-serial": serial } });
    expect(answer).toMatchObject({ status: 400, json: { code: "PARAM_ERROR" } });
    if (advice) expect((await lastCall()).why?.advice).toContain(advice);
  });

  it("is remarked upon with what else WeChat wants in the headers", async () => {
    const headers = { accept: undefined, "user-agent": undefined, "content-type": "text/plain" };
    expect((await send({ path, body: v3Order(), headers })).status).toBe(200);
    expect((await lastCall()).why?.notes?.join()).toMatch(/Accept.*User-Agent.*Content-Type/);
  });
});
