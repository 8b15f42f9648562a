import { expect, test } from "vitest";
import { checkAppUrl } from "@/lib/doctor/app-url";
import { checkBuild, checkNode, checkVercel } from "@/lib/doctor/machine";
import { checkSecrets, weakness } from "@/lib/doctor/secrets";
import { checkAccounts, checkFeatures, checkSettings, reachesWechat } from "@/lib/doctor/settings";
import { nonceStr } from "@/lib/wechat";
import { appSecret, realConfig, realEnv, strong } from "./support";

const levels = (findings: { level: string }[]) => findings.map(({ level }) => level);

test("Node: long-term releases are well, others a warning", () => {
  expect(levels(["20.19.0", "22.12.0", "24.1.0"].map(checkNode))).toEqual(["ok", "ok", "ok"]);
  expect(checkNode("23.4.0")).toMatchObject({ level: "warn", mend: expect.stringContaining("24") });
});

test("a build is needed for npm start only", () => {
  expect(checkBuild("production", true).level).toBe("ok");
  expect(checkBuild("development", false).level).toBe("off");
  expect(checkBuild("production", false)).toMatchObject({ level: "bad", mend: "npm run build" });
});

test("on Vercel: CRON_SECRET and a database that lasts", () => {
  expect(checkVercel({ NODE_ENV: "production" }, "file:x")).toEqual([]);
  const env = { NODE_ENV: "production", VERCEL: "1" } as const;
  const [cron, database] = checkVercel(env, "file:x");
  expect(cron).toMatchObject({ level: "bad", what: expect.stringContaining("CRON_SECRET") });
  expect(database).toMatchObject({ level: "bad", what: expect.stringContaining("DATABASE_URL") });
  expect(checkVercel({ ...env, CRON_SECRET: strong }, "postgresql://h/d")).toEqual([]);
});

test("one line for each faulty setting, with what it should look like and not what it is", () => {
  const env = { ...realEnv, WXPAY_MCHID: "12", WXAUTH_MP_SECRET: "tooshort", SESSION_SECRET: "a,b" };
  const { config, findings } = checkSettings(env, "production");
  expect(config).toBeNull();
  expect(findings.map(({ what }) => what.split(" ")[0]).sort()).toEqual([
    "SESSION_SECRET",
    "WXAUTH_MP_SECRET",
    "WXPAY_MCHID",
  ]);
  expect(new Set(levels(findings))).toEqual(new Set(["bad"]));
  expect(JSON.stringify(findings)).not.toContain("tooshort");
  expect(checkSettings(realEnv, "production")).toMatchObject({ config: { sandbox: false }, findings: [] });
});

test("features: what is on, and which settings would switch on the rest", () => {
  const findings = checkFeatures(realConfig());
  expect(findings).toContainEqual({ level: "ok", what: "login inside WeChat: on" });
  expect(findings).toContainEqual({ level: "off", what: expect.stringContaining("WXAUTH_QRCODE_SECRET") });
  const sandbox = checkSettings({ NODE_ENV: "development" }, "development").config;
  expect(sandbox && levels(checkFeatures(sandbox))).toEqual(["ok", "ok", "ok", "ok", "ok", "ok", "off"]);
});

test("features: the JS-SDK comes with the service account, and MP_VERIFY's files are counted", () => {
  const MP_VERIFY = "MP_verify_a.txt:a,MP_verify_b.txt:b";
  const findings = checkFeatures(realConfig({ MP_VERIFY }));
  expect(findings).toContainEqual({ level: "ok", what: "JS-SDK: on" });
  expect(findings).toContainEqual({ level: "ok", what: "verification files (MP_VERIFY): 2" });
  const without = checkFeatures(realConfig({ WXAUTH_MP_APPID: "", WXAUTH_MP_SECRET: "" }));
  expect(without).toContainEqual({ level: "off", what: expect.stringMatching(/^JS-SDK: off.*WXAUTH_MP/) });
  expect(JSON.stringify(without)).not.toContain("MP_VERIFY");
});

test("tokens of the old interface are ended by others: a warning where there is an account", () => {
  const old = { WXCLIENT_TOKEN_API: "token" };
  expect(checkAccounts(realConfig(old))).toMatchObject([
    {
      level: "warn",
      what: expect.stringContaining("WXCLIENT_TOKEN_API"),
      mend: expect.stringContaining("stable_token"),
    },
  ]);
  const withoutAccount = {
    WXAUTH_MP_APPID: "",
    WXAUTH_MP_SECRET: "",
    WXPAY_APPID: "",
    WXPAY_MCHID: "",
    WXPAY_KEY: "",
  };
  expect(checkAccounts(realConfig({ ...old, ...withoutAccount }))).toEqual([]);
});

test("accounts go together: the payer's openid belongs to the app that is paid through", () => {
  expect(checkAccounts(realConfig())).toEqual([]);
  const other = checkAccounts(realConfig({ WXPAY_APPID: "wxaaaaaaaaaaaaaaaa" }));
  expect(other).toMatchObject([{ level: "bad", what: expect.stringContaining("WXPAY_APPID") }]);
  const without = checkAccounts(realConfig({ WXAUTH_MP_APPID: "", WXAUTH_MP_SECRET: "" }));
  expect(without).toMatchObject([{ level: "warn" }]);
  const twice = { WXAUTH_QRCODE_APPID: realEnv.WXAUTH_MP_APPID, WXAUTH_QRCODE_SECRET: appSecret };
  expect(checkAccounts(realConfig(twice))).toMatchObject([
    { level: "bad", what: expect.stringMatching(/WXAUTH_QRCODE_APPID.*WXAUTH_MP_APPID/) },
  ]);
});

test("real means that WeChat itself is asked", () => {
  expect(reachesWechat(realConfig())).toBe(true);
  expect(reachesWechat(realConfig({ WECHAT_GATEWAY_URL: "https://proxy.example" }))).toBe(true);
  expect(reachesWechat(realConfig({ WECHAT_GATEWAY_URL: "http://localhost:3000/sandbox" }))).toBe(false);
});

test("secrets that can be guessed", () => {
  expect(weakness("a".repeat(32))).toMatch(/few/);
  expect(weakness("abcd1234".repeat(4))).toMatch(/repeats/);
  expect(weakness("k8Zq2LwXv9c".repeat(3))).toMatch(/repeats/);
  expect(weakness(`${strong}--------`)).toMatch(/repeats/);
  expect(weakness("change-me-to-32-characters-please!")).toMatch(/example/);
  expect(weakness("0123456789abcdef0123456789abcdeX")).toMatch(/example/);
  for (let time = 0; time < 200; time += 1) expect(weakness(nonceStr(32))).toBeNull();
  expect(weakness("4f1c9b7e02d86a35c1e97b40f28d6a53")).toBeNull();
});

test("SESSION_SECRET and CRON_SECRET: bad in production, a warning in development", () => {
  const weak = {
    NODE_ENV: "production",
    SESSION_SECRET: "ab".repeat(20),
    CRON_SECRET: "x".repeat(16),
  } as const;
  expect(levels(checkSecrets(weak, "production"))).toEqual(["bad", "bad"]);
  expect(levels(checkSecrets(weak, "development"))).toEqual(["warn", "warn"]);
  const rotated = { NODE_ENV: "production", SESSION_SECRET: `${strong}, ${"z".repeat(40)}` } as const;
  expect(checkSecrets(rotated, "production")).toMatchObject([{ what: expect.stringContaining("2. of 2") }]);
  expect(levels(checkSecrets({ ...realEnv, CRON_SECRET: strong }, "production"))).toEqual(["ok", "ok"]);
  expect(checkSecrets({ NODE_ENV: "development" }, "development")).toMatchObject([
    { level: "warn", mend: expect.stringContaining("npm run dev") },
  ]);
});

test.each([
  ["https://shop.example.com", "production", true, ["ok"], /网页授权域名 and JS接口安全域名/],
  ["http://shop.example.com", "production", true, ["bad"], /unprotected/],
  ["http://shop.example.com", "development", true, ["warn"], /unprotected/],
  ["https://shop.example.com:8443", "production", true, ["bad"], /no port/],
  ["https://203.0.113.9", "production", true, ["bad"], /no IP/],
  ["https://[2001:db8::1]", "production", true, ["bad"], /no IP/],
  ["http://localhost:3000", "development", true, ["warn"], /no notification/],
  ["http://localhost:3000", "development", false, ["ok"], /localhost/],
  ["http://127.0.0.1:3000", "production", false, ["warn"], /nobody else/],
  ["https://moonstone.vercel.app", "production", true, ["warn"], /China/],
  ["https://moonstone.vercel.app", "production", false, ["warn"], /China/],
  ["http://192.168.1.5:3000", "development", false, ["ok"], /192/],
] as const)("APP_URL %s in %s, real accounts: %s", (url, mode, real, expected, what) => {
  const findings = checkAppUrl(url, mode, real);
  expect(levels(findings)).toEqual(expected);
  expect(findings[0]?.what).toMatch(what);
});
