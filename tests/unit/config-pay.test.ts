import { createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, type PaySettings, readConfig } from "@/lib/config";
import { sandboxSettings } from "@/lib/sandbox/accounts";
import {
  merchantCertificate,
  merchantPrivateKey,
  merchantSerial,
  publicKey,
  publicKeyId,
} from "@/lib/sandbox/merchant-keys";
import { encryptedKey, expired, stranger } from "./wechat/certificates";

const secret = "0123456789abcdef0123456789abcdef";
const merchant = { WXPAY_APPID: "wx0123456789abcdef", WXPAY_MCHID: "1900000109" };
const v2 = { ...merchant, WXPAY_KEY: secret };
const pair = { WXPAY_CERT: merchantCertificate, WXPAY_CERT_KEY: merchantPrivateKey };
const v3 = { ...merchant, ...pair, WXPAY_V3_KEY: secret };
const folder = mkdtempSync(join(tmpdir(), "moonstone-pem-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pay = (env: Record<string, string>): PaySettings | null => readConfig({ NODE_ENV: "test", ...env }).pay;

function faultsOf(env: Record<string, string>): string[] {
  try {
    pay(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test("v2, v3 or both: v3 speaks where it is set up, unless a setting says otherwise", () => {
  expect(pay(v2)).toMatchObject({ api: "v2", v3: null, v2: { key: secret, signType: "HMAC-SHA256" } });
  expect(pay(v3)).toMatchObject({ api: "v3", v2: null, v3: { key: secret, serial: merchantSerial } });
  expect(pay({ ...v2, ...v3 })?.api).toBe("v3");
  expect(pay({ ...v2, ...v3, WXPAY_API: "v2" })).toMatchObject({ api: "v2", v3: { key: secret } });
  expect(pay({})).toBeNull();
});

test("the serial number is the certificate's, or given instead of it, in any case", () => {
  expect(pay(v3)?.v3?.serial).toBe(merchantSerial);
  const { WXPAY_CERT: _, ...withoutCertificate } = v3;
  const given = { ...withoutCertificate, WXPAY_SERIAL_NO: merchantSerial.toLowerCase() };
  expect(pay(given)).toMatchObject({ v3: { serial: merchantSerial }, certificate: null });
});

test("WeChat Pay's public key goes with its id; a red pack's sender and address have defaults", () => {
  const given = { ...v3, WXPAY_PUBLIC_KEY: publicKey, WXPAY_PUBLIC_KEY_ID: publicKeyId };
  expect(pay(given)?.v3?.publicKey).toEqual({ id: publicKeyId, pem: publicKey });
  expect(pay(v3)?.v3?.publicKey).toBeNull();
  expect(pay(v2)).toMatchObject({ sendName: "月光宝石", clientIp: "127.0.0.1" });
});

test("a PEM may stand in one line, or in a file", () => {
  const folded = merchantPrivateKey.trim().replaceAll("\n", "\\n");
  expect(pay({ ...v3, WXPAY_CERT_KEY: folded })?.v3?.privateKey).toBe(merchantPrivateKey);
  const path = join(folder, "apiclient_cert.pem");
  writeFileSync(path, merchantCertificate);
  expect(pay({ ...v3, WXPAY_CERT: path })?.certificate?.cert).toBe(merchantCertificate);
});

test("an expired certificate does not stop a shop that can still take payments", () => {
  const old = { WXPAY_CERT: expired.cert, WXPAY_CERT_KEY: expired.key };
  expect(pay({ ...v2, ...old })?.certificate).toEqual({ cert: expired.cert, key: expired.key });
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    "v3 without the private key",
    { ...merchant, WXPAY_V3_KEY: secret, WXPAY_SERIAL_NO: merchantSerial },
    /^WXPAY_CERT_KEY is missing: WXPAY_V3_KEY/,
  ],
  [
    "v3 without a serial number",
    { ...merchant, WXPAY_V3_KEY: secret, WXPAY_CERT_KEY: merchantPrivateKey },
    /^WXPAY_SERIAL_NO is missing/,
  ],
  [
    "a certificate without its key",
    { ...v2, WXPAY_CERT: merchantCertificate },
    /^WXPAY_CERT_KEY is missing: WXPAY_CERT /,
  ],
  ["a public key without its id", { ...v3, WXPAY_PUBLIC_KEY: publicKey }, /^WXPAY_PUBLIC_KEY_ID is missing/],
  ["an id without the key", { ...v3, WXPAY_PUBLIC_KEY_ID: publicKeyId }, /^WXPAY_PUBLIC_KEY is missing/],
  ["v3 chosen without its key", { ...v2, WXPAY_API: "v3" }, /^WXPAY_V3_KEY is missing: WXPAY_API/],
  ["v2 chosen without its key", { ...v3, WXPAY_API: "v2" }, /^WXPAY_KEY is missing: WXPAY_API/],
  ["a merchant without any key", merchant, /^WXPAY_KEY is missing.*WXPAY_V3_KEY/],
  [
    "a v3 key without a merchant",
    { ...pair, WXPAY_V3_KEY: secret },
    /^WXPAY_(APPID|MCHID) is missing: WXPAY_V3_KEY/,
  ],
  ["an API that there is not", { ...v2, WXPAY_API: "v4" }, /^WXPAY_API should be v2 or v3/],
  ["a v3 key of another length", { ...v3, WXPAY_V3_KEY: "short" }, /^WXPAY_V3_KEY should be/],
  ["a decimal serial number", { ...v3, WXPAY_SERIAL_NO: "123456" }, /^WXPAY_SERIAL_NO should be .*40 hex/],
  [
    "an id of something else",
    { ...v3, WXPAY_PUBLIC_KEY_ID: "5E0F3A" },
    /^WXPAY_PUBLIC_KEY_ID should be PUB_KEY_ID_/,
  ],
  [
    "a file that is not there",
    { ...v3, WXPAY_CERT: "/nowhere/cert.pem" },
    /^WXPAY_CERT should be a PEM text, or the path/,
  ],
  [
    "a sender too long",
    { ...v2, WXPAY_SEND_NAME: "月".repeat(11) },
    /^WXPAY_SEND_NAME should have at most 32 bytes/,
  ],
  ["an IPv6 address", { ...v2, WXPAY_CLIENT_IP: "2001:db8::1" }, /^WXPAY_CLIENT_IP should be/],
  [
    "the two swapped",
    { ...v3, WXPAY_CERT: pair.WXPAY_CERT_KEY, WXPAY_CERT_KEY: pair.WXPAY_CERT },
    /^WXPAY_CERT .*swapped/,
  ],
  [
    "another certificate's key",
    { ...v3, WXPAY_CERT_KEY: stranger.key },
    /^WXPAY_CERT and WXPAY_CERT_KEY do not belong together/,
  ],
  [
    "an encrypted key",
    { ...v3, WXPAY_CERT: stranger.cert, WXPAY_CERT_KEY: encryptedKey },
    /^WXPAY_CERT_KEY is encrypted/,
  ],
  [
    "another certificate's serial number",
    { ...v3, WXPAY_SERIAL_NO: "A".repeat(40) },
    /^WXPAY_SERIAL_NO is another certificate's/,
  ],
  [
    "a private key in the public one's place",
    { ...v3, WXPAY_PUBLIC_KEY: merchantPrivateKey, WXPAY_PUBLIC_KEY_ID: publicKeyId },
    /^WXPAY_PUBLIC_KEY is a private key/,
  ],
])("%s: the first fault names it", (_, env, fault) => {
  const faults = faultsOf(env);
  expect(faults[0]).toMatch(fault);
  expect(faults.join()).not.toMatch(/MII|0123456789abcdef0123456789abcdef/);
});

test("a .p12 file is told to be converted", () => {
  const path = join(folder, "apiclient_cert.p12");
  writeFileSync(path, Buffer.from([0x30, 0x82, 0x0a, 0xff]));
  expect(faultsOf({ ...v3, WXPAY_CERT: path })).toEqual([
    expect.stringMatching(/^WXPAY_CERT .*openssl pkcs12/),
  ]);
});

test("malformed and missing settings of WeChat Pay are in one list", () => {
  const faults = faultsOf({ WXPAY_V3_KEY: "short", WXPAY_CERT: merchantCertificate });
  const names = faults.map((fault) => fault.split(" ")[0]).sort();
  expect([...new Set(names)]).toEqual(["WXPAY_APPID", "WXPAY_CERT_KEY", "WXPAY_MCHID", "WXPAY_V3_KEY"]);
});

const strangersPublicKey = () =>
  createPublicKey(stranger.cert).export({ type: "spki", format: "pem" }).toString();

test.each(["WXPAY_KEY", "WXPAY_V3_KEY", "WXPAY_PUBLIC_KEY"])(
  "%s is not the sandbox's where the shop is open to everybody, who knows it: but for a test double's sake",
  (name) => {
    const known = sandboxSettings("https://gems.example");
    const { WECHAT_GATEWAY_URL: gateway, WEROBOT_TOKEN: _, WEROBOT_AES_KEY: __, ...account } = known;
    const own = { WXPAY_KEY: secret, WXPAY_V3_KEY: secret, WXPAY_PUBLIC_KEY: strangersPublicKey() };
    const given = {
      NODE_ENV: "production",
      SESSION_SECRET: secret,
      ...account,
      ...own,
      [name]: known[name] ?? "",
    };
    expect(faultsOf(given)).toEqual([expect.stringMatching(`^${name}: the sandbox's`)]);
    expect(faultsOf({ ...given, NODE_ENV: "test" })).toEqual([]);
    expect(faultsOf({ ...given, WECHAT_GATEWAY_URL: gateway ?? "" })).toEqual([]);
    expect(faultsOf({ ...given, ...own })).toEqual([]);
  },
);
