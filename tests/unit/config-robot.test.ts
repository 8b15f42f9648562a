import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ConfigError, features, noticeSettingOf, orderNoticeKinds, readConfig } from "@/lib/config";
import { sandboxAccounts, sandboxSettings } from "@/lib/sandbox/accounts";

const secret = "0123456789abcdef0123456789abcdef";
const token = "MyToken2026";
const aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const mp = { WXAUTH_MP_APPID: "wx0123456789abcdef", WXAUTH_MP_SECRET: secret };
const robot = { ...mp, WEROBOT_TOKEN: token, WEROBOT_AES_KEY: aesKey };
const template = "ABCdefGHIjklMNOpqrSTUvwxYZ0123456789-_abcde";

const read = (given: Record<string, string>) => readConfig({ NODE_ENV: "test", ...given });

function faultsOf(given: Record<string, string>): string[] {
  try {
    read(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test("without a token there is no endpoint, and without templates no messages about orders", () => {
  const config = read(mp);
  expect(config.robot).toBeNull();
  expect(config.notices).toEqual({ api: "template", templates: {} });
  expect(features(config)).toMatchObject({ robot: false, orderNotices: false });
  expect(read({ ...mp, WEROBOT_ROLE: "/hook" }).robot).toBeNull();
});

test("a token switches the endpoint on: encrypted with a key, plain without one", () => {
  expect(read(robot).robot).toEqual({ path: "/wechat", token, aesKey, previousAesKeys: [] });
  expect(features(read(robot)).robot).toBe(true);
  expect(read({ WEROBOT_TOKEN: token }).robot).toEqual({
    path: "/wechat",
    token,
    aesKey: null,
    previousAesKeys: [],
  });
});

test("keys that were in use before stand behind the new one", () => {
  const older = "0123456789ABCDEFGabcdefghijklmnopqrstuvwxyz";
  const { robot: changed } = read({ ...robot, WEROBOT_AES_KEY: `${aesKey}, ${older}` });
  expect(changed).toMatchObject({ aesKey, previousAesKeys: [older] });
  const plain = read({ ...robot, WEROBOT_AES_KEY: `${aesKey},${older}`, WEROBOT_MODE: "plain" });
  expect(plain.robot).toMatchObject({ aesKey: null, previousAesKeys: [] });
  expect(faultsOf({ ...robot, WEROBOT_AES_KEY: `${aesKey},short` })).toHaveLength(1);
  expect(faultsOf({ ...robot, WEROBOT_AES_KEY: `${aesKey},` })).toHaveLength(1);
});

test("WEROBOT_MODE=plain leaves the key unused; safe wants one", () => {
  expect(read({ ...robot, WEROBOT_MODE: "plain" }).robot?.aesKey).toBeNull();
  expect(read({ ...robot, WEROBOT_MODE: "safe" }).robot?.aesKey).toBe(aesKey);
  expect(faultsOf({ ...mp, WEROBOT_TOKEN: token, WEROBOT_MODE: "safe" })).toEqual([
    "WEROBOT_AES_KEY is missing: WEROBOT_MODE is safe",
  ]);
});

test("the sandbox brings its own account: encrypted, or plain when that is to be tried", () => {
  const sandbox = (given = {}) => readConfig({ NODE_ENV: "development", ...given });
  const { token, aesKey } = sandboxAccounts.robot;
  expect(sandbox().robot).toEqual({ path: "/wechat", token, aesKey, previousAesKeys: [] });
  expect(sandbox().notices).toEqual({ api: "template", templates: sandboxAccounts.templates.template });
  const other = sandbox({ WEROBOT_MODE: "plain", WEROBOT_ROLE: "/hook", WXTPL_API: "subscribe" });
  expect(other.sandbox).toBe(true);
  expect(other.robot).toEqual({ path: "/hook", token, aesKey: null, previousAesKeys: [] });
  expect(other.notices).toEqual({ api: "subscribe", templates: sandboxAccounts.templates.subscribe });
  expect(sandbox({ WECHAT_SANDBOX: "0" }).robot).toBeNull();
});

test.each(["/hook", "/wechat/messages", "/wx.php", "/We-Chat_2", "/mecha"])(
  "WEROBOT_ROLE may be %s",
  (path) => {
    expect(read({ ...robot, WEROBOT_ROLE: path }).robot?.path).toBe(path);
  },
);

test.each([
  ["WEROBOT_TOKEN", "ab"],
  ["WEROBOT_TOKEN", "with space"],
  ["WEROBOT_TOKEN", "x".repeat(33)],
  ["WEROBOT_AES_KEY", "x".repeat(42)],
  ["WEROBOT_AES_KEY", "x".repeat(44)],
  ["WEROBOT_AES_KEY", `${"x".repeat(42)}=`],
  ["WEROBOT_ROLE", "wechat"],
  ["WEROBOT_ROLE", "https://shop.example/wechat"],
  ["WEROBOT_ROLE", "/wechat/"],
  ["WEROBOT_ROLE", "//wechat"],
  ["WEROBOT_ROLE", "/:path*"],
  ["WEROBOT_ROLE", "/we chat"],
  ["WEROBOT_ROLE", "/hook/../admin"],
  ["WEROBOT_ROLE", "/.."],
  ["WEROBOT_MODE", "compatible"],
  ["WXTPL_API", "sms"],
  ["WXTPL_ORDER_PAID", "short"],
  ["WXTPL_ORDER_SHIPPED", "TM 0015"],
  ["WXTPL_ORDER_REFUNDED", "模板消息编号"],
])("%s=%s is refused, and the refusal says what it should look like", (name, value) => {
  const faults = faultsOf({ ...robot, [name]: value });
  expect(faults).toEqual([expect.stringMatching(`^${name} should be `)]);
});

test("WEROBOT_ROLE is no address that the shop itself has, in whatever spelling", () => {
  const folders = ["app", "app/(shop)", "public"].flatMap((folder) => readdirSync(folder));
  // Folders in brackets, or that begin with _, and source files have no address of their own.
  const names = folders.filter((name) => !/^[_(]|\.tsx$/.test(name) && name !== "wechat");
  expect(names).toContain("orders");
  const others = ["weixin-login.js", "mp-login.html", "qrcode-login.html", "_next", "MP_verify_abc.txt"];
  for (const name of [...names, ...others, "Cart", "ADMIN"]) {
    for (const path of [`/${name}`, `/${name}/hook`]) {
      const faults = faultsOf({ ...robot, WEROBOT_ROLE: path });
      expect(faults, path).toEqual([expect.stringMatching(/^WEROBOT_ROLE should be a path that the shop/)]);
    }
  }
});

test("what belongs together and is missing is named", () => {
  expect(faultsOf({ ...mp, WEROBOT_AES_KEY: aesKey })).toEqual([
    "WEROBOT_TOKEN is missing: WEROBOT_AES_KEY is set",
  ]);
  expect(faultsOf({ WEROBOT_TOKEN: token, WEROBOT_AES_KEY: aesKey })).toEqual([
    "WXAUTH_MP_APPID is missing: encrypted messages carry the account's appid",
  ]);
  expect(faultsOf({ WEROBOT_TOKEN: token, WEROBOT_AES_KEY: aesKey, WEROBOT_MODE: "plain" })).toEqual([]);
});

test("every kind of message about orders has a setting, and a template in the sandbox", () => {
  expect(Object.keys(noticeSettingOf)).toEqual(orderNoticeKinds);
  for (const api of ["template", "subscribe"] as const) {
    expect(Object.keys(sandboxAccounts.templates[api]), api).toEqual(orderNoticeKinds);
    const { notices } = readConfig({ NODE_ENV: "development", WXTPL_API: api });
    expect(Object.keys(notices.templates), api).toEqual(orderNoticeKinds);
  }
});

test.each([
  ["WXTPL_ORDER_PAID", "paid"],
  ["WXTPL_ORDER_SHIPPED", "shipped"],
  ["WXTPL_ORDER_REFUNDED", "refunded"],
])("%s alone switches that message on, and needs the account", (name, kind) => {
  const config = read({ ...mp, [name]: template, WXTPL_API: "subscribe" });
  expect(config.notices).toEqual({ api: "subscribe", templates: { [kind]: template } });
  expect(features(config).orderNotices).toBe(true);
  expect(faultsOf({ [name]: template })).toEqual([`WXAUTH_MP_APPID is missing: ${name} is set`]);
});

test("the sandbox's token and key, which everybody knows, are no real shop's", () => {
  const known = sandboxSettings("https://gems.example");
  const production = { NODE_ENV: "production", SESSION_SECRET: secret, APP_URL: "https://gems.example" };
  const given = { ...production, ...robot };
  expect(faultsOf(given)).toEqual([]);
  for (const name of ["WEROBOT_TOKEN", "WEROBOT_AES_KEY"]) {
    expect(faultsOf({ ...given, [name]: known[name] ?? "" })).toEqual([
      expect.stringMatching(`^${name}: the sandbox's`),
    ]);
  }
  // A test double behind a gateway may have them.
  const gateway = { WECHAT_GATEWAY_URL: "https://double.example" };
  expect(faultsOf({ ...given, ...gateway, WEROBOT_TOKEN: known.WEROBOT_TOKEN ?? "" })).toEqual([]);
});

test("a real token is none beside the sandbox, and its value stays out of the message", () => {
  const faults = faultsOf({ WECHAT_SANDBOX: "1", WEROBOT_TOKEN: token });
  expect(faults).toEqual([expect.stringMatching(/WECHAT_SANDBOX.*WEROBOT_TOKEN/)]);
  expect(faults.join()).not.toContain(token);
  expect(faultsOf({ ...robot, WEROBOT_AES_KEY: `${aesKey}!` }).join()).not.toContain(aesKey);
});
