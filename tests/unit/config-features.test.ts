import { expect, test } from "vitest";
import { features, readConfig } from "@/lib/config";

const secret = "0123456789abcdef0123456789abcdef";
const groups = {
  mp: { WXAUTH_MP_APPID: "wx0000000000000001", WXAUTH_MP_SECRET: secret },
  qrcode: { WXAUTH_QRCODE_APPID: "wx0000000000000002", WXAUTH_QRCODE_SECRET: secret },
  mobile: { WXAUTH_MOBILE_APPID: "wx0000000000000003", WXAUTH_MOBILE_SECRET: secret },
  pay: { WXPAY_APPID: "wx0000000000000001", WXPAY_MCHID: "1900000109", WXPAY_KEY: secret },
  robot: { WEROBOT_TOKEN: "MyToken2026" },
} as const;
type Group = keyof typeof groups;
const names: Group[] = ["mp", "qrcode", "mobile", "pay", "robot"];

/** All 32 ways to set some of the groups and leave the others. */
const subsets = Array.from({ length: 2 ** names.length }, (_, bits) =>
  names.filter((_name, index) => (bits >> index) % 2 === 1),
);

const read = (chosen: readonly Group[]) => {
  const settings: Record<string, string> = Object.assign({}, ...chosen.map((name) => groups[name]));
  return readConfig({
    NODE_ENV: "production",
    APP_URL: "https://gems.example",
    SESSION_SECRET: secret,
    ...settings,
  });
};

test.each(subsets.map((chosen) => [chosen.join(", ") || "nothing", chosen] as const))(
  "%s: these features are on, and no other",
  (_, chosen) => {
    const on = (name: Group) => chosen.includes(name);
    const config = read(chosen);
    expect(features(config)).toEqual({
      login: { mp: on("mp"), qrcode: on("qrcode"), mobile: on("mobile") },
      jssdk: on("mp"),
      verifyFiles: false,
      pay: on("pay"),
      robot: on("robot"),
      orderNotices: false,
      cron: false,
      sandbox: false,
    });
    expect(Object.keys(config.auth)).toEqual(
      names.filter((name) => !["pay", "robot"].includes(name) && on(name)),
    );
    expect(config.auth.mp?.appid).toBe(on("mp") ? groups.mp.WXAUTH_MP_APPID : undefined);
    expect(config.auth.qrcode?.appid).toBe(on("qrcode") ? groups.qrcode.WXAUTH_QRCODE_APPID : undefined);
    expect(config.auth.mobile?.appid).toBe(on("mobile") ? groups.mobile.WXAUTH_MOBILE_APPID : undefined);
    expect(config.pay?.mchid).toBe(on("pay") ? groups.pay.WXPAY_MCHID : undefined);
    expect(config.robot?.token).toBe(on("robot") ? groups.robot.WEROBOT_TOKEN : undefined);
  },
);

const pairs = names.filter((name) => Object.keys(groups[name]).length > 1);

test.each(pairs.flatMap((name) => Object.keys(groups[name]).map((missing) => [name, missing] as const)))(
  "%s without %s does not start, and says so",
  (name, missing) => {
    const { [missing]: _, ...given } = groups[name] as Record<string, string>;
    const env = { NODE_ENV: "production", APP_URL: "https://gems.example", SESSION_SECRET: secret } as const;
    expect(() => readConfig({ ...env, ...given })).toThrow(`- ${missing} is missing: `);
  },
);

test("access tokens come from stable_token unless a setting says otherwise", () => {
  expect(read(["mp"]).tokenApi).toBe("stable_token");
  const env = { NODE_ENV: "test", ...groups.mp } as const;
  expect(readConfig({ ...env, WXCLIENT_TOKEN_API: "token" }).tokenApi).toBe("token");
  expect(() => readConfig({ ...env, WXCLIENT_TOKEN_API: "stable" })).toThrow(
    "WXCLIENT_TOKEN_API should be stable_token or token",
  );
});

test("neither of the two settings for the account switches the sandbox off by itself", () => {
  const config = readConfig({
    NODE_ENV: "development",
    WXCLIENT_TOKEN_API: "token",
    MP_VERIFY: "MP_verify_AbCd.txt:AbCd",
  });
  expect(config).toMatchObject({ sandbox: true, tokenApi: "token", verifyFiles: { AbCd: "AbCd" } });
});
