import { expect, test } from "vitest";
import { ConfigError, features, readConfig } from "@/lib/config";

const secret = "0123456789abcdef0123456789abcdef";
const appid = "wx0123456789abcdef";
const development = { NODE_ENV: "development" } as const;
const production = { NODE_ENV: "production", SESSION_SECRET: secret } as const;
const mp = { WXAUTH_MP_APPID: appid, WXAUTH_MP_SECRET: secret };
const pay = { WXPAY_APPID: appid, WXPAY_MCHID: "1900000109", WXPAY_KEY: secret };

function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test("nothing set, in development: the sandbox is on and everything works against it", () => {
  const config = readConfig(development);
  expect(config).toMatchObject({
    appUrl: "http://localhost:3000",
    databaseUrl: "file:./prisma/dev.db",
    gatewayUrl: "http://localhost:3000/sandbox",
    sandbox: true,
  });
  expect(features(config)).toEqual({
    login: { mp: true, qrcode: true, mobile: true },
    jssdk: true,
    verifyFiles: false,
    pay: true,
    robot: true,
    orderNotices: true,
    cron: false,
    sandbox: true,
  });
});

test("PORT moves the address; a platform's own address is taken; APP_URL loses its slash", () => {
  expect(readConfig({ ...development, PORT: "3100" }).appUrl).toBe("http://localhost:3100");
  expect(readConfig({ ...production, VERCEL_PROJECT_PRODUCTION_URL: "gems.example" }).appUrl).toBe(
    "https://gems.example",
  );
  expect(readConfig({ ...development, APP_URL: "https://gems.example/" }).appUrl).toBe(
    "https://gems.example",
  );
});

test("nothing set, in production: only the secret is asked for, and every feature is off", () => {
  expect(faultsOf({ NODE_ENV: "production" })).toEqual([expect.stringMatching(/^SESSION_SECRET is missing/)]);
  const config = readConfig(production);
  expect(config).toMatchObject({ sandbox: false, pay: null, auth: {}, gatewayUrl: null, production: true });
});

test("an empty line means not set", () => {
  expect(readConfig({ ...development, DATABASE_URL: "", APP_URL: " ", WXPAY_KEY: "" }).sandbox).toBe(true);
});

test("several secrets: the newest seals, the others still open", () => {
  const both = readConfig({ ...production, SESSION_SECRET: `${"n".repeat(32)}, ${secret}` });
  expect(both.sessionSecrets).toEqual(["n".repeat(32), secret]);
});

test("real settings switch features on, and the sandbox off", () => {
  const config = readConfig({ ...development, ...mp, ...pay, CRON_SECRET: "0123456789abcdef" });
  expect(features(config)).toEqual({
    login: { mp: true, qrcode: false, mobile: false },
    jssdk: true,
    verifyFiles: false,
    pay: true,
    robot: false,
    orderNotices: false,
    cron: true,
    sandbox: false,
  });
  expect(config.pay).toMatchObject({
    appid,
    mchid: "1900000109",
    api: "v2",
    v2: { key: secret, signType: "HMAC-SHA256" },
    v3: null,
    certificate: null,
  });
});

test("a gateway is taken without its slash, and no sandbox beside it by itself", () => {
  const config = readConfig({ ...development, WECHAT_GATEWAY_URL: "http://10.0.0.1:8080/wechat/" });
  expect(config).toMatchObject({ gatewayUrl: "http://10.0.0.1:8080/wechat", sandbox: false });
});

test("the sandbox refuses to start beside a real secret, and names it", () => {
  const faults = faultsOf({ ...development, ...mp, WECHAT_SANDBOX: "1" });
  expect(faults).toEqual([expect.stringMatching(/WECHAT_SANDBOX.*WXAUTH_MP_SECRET/)]);
  expect(faults.join()).not.toContain(secret);
});

test("the sandbox can be switched off in development, and on in production", () => {
  expect(readConfig({ ...development, WECHAT_SANDBOX: "0" }).sandbox).toBe(false);
  expect(readConfig({ ...production, WECHAT_SANDBOX: "1" }).sandbox).toBe(true);
});

test.each([
  ["APP_URL", "gems.example"],
  ["APP_URL", "https://gems.example/shop"],
  ["DATABASE_URL", "mysql://localhost/shop"],
  ["SESSION_SECRET", "short"],
  ["SESSION_SECRET", `${secret},short`],
  ["WXAUTH_MP_APPID", "1234"],
  ["WXAUTH_QRCODE_SECRET", "not a secret"],
  ["WXAUTH_MOBILE_APPID", "gh_0123456789ab"],
  ["WXCLIENT_TOKEN_API", "stable"],
  ["MP_VERIFY", "MP_verify_AbCd.txt"],
  ["WXPAY_MCHID", "12ab"],
  ["WXPAY_KEY", "short"],
  ["WXPAY_SIGN_TYPE", "SHA1"],
  ["WECHAT_GATEWAY_URL", "ftp://example"],
  ["WECHAT_SANDBOX", "yes"],
  ["CRON_SECRET", "short"],
])("%s=%s is refused, and the refusal says what it should look like", (name, value) => {
  const faults = faultsOf({ ...production, [name]: value });
  expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${name} should `)));
});

test("a group that is half set names what is missing", () => {
  expect(faultsOf({ ...development, WXAUTH_MP_APPID: appid })).toEqual([
    "WXAUTH_MP_SECRET is missing: WXAUTH_MP_APPID is set",
  ]);
  expect(faultsOf({ ...development, WXPAY_KEY: secret })).toHaveLength(2);
});

test("production with real secrets needs its public address", () => {
  expect(faultsOf({ ...production, ...mp })).toEqual([expect.stringMatching(/^APP_URL is missing/)]);
  expect(faultsOf({ ...production, ...mp, APP_URL: "https://gems.example" })).toEqual([]);
});

test("every fault is in the list, malformed and missing ones alike, each once", () => {
  const faults = faultsOf({
    NODE_ENV: "production",
    WXAUTH_MP_APPID: "bad",
    WXPAY_KEY: secret,
    APP_URL: "nowhere",
  });
  const names = faults.map((fault) => fault.split(" ")[0]);
  expect(names.sort()).toEqual([
    "APP_URL",
    "SESSION_SECRET",
    "WXAUTH_MP_APPID",
    "WXAUTH_MP_SECRET",
    "WXPAY_APPID",
    "WXPAY_MCHID",
  ]);
});

test("a list of which two parts are wrong in one way has one line", () => {
  expect(faultsOf({ ...development, ADMIN_OPENIDS: "oabc,defabc" })).toEqual([
    expect.stringContaining("ADMIN_OPENIDS should be openids"),
  ]);
});
