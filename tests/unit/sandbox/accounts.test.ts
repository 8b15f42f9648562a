import { expect, it } from "vitest";
import { readConfig } from "@/lib/config";
import { accountKind, isSandboxValue, sandboxAccounts, sandboxSettings } from "@/lib/sandbox/accounts";
import { isSameOrigin } from "@/lib/sandbox/gate";
import { holderOf, openidOf, people, personByOpenid, unionidOf } from "@/lib/sandbox/people";
import { settingsText } from "@/lib/sandbox/settings-text";

it("has accounts that look like real ones and pass as settings", () => {
  const settings = sandboxSettings("http://localhost:3000");
  expect(() => readConfig({ NODE_ENV: "test", ...settings })).not.toThrow();
  expect(sandboxAccounts.pay.appid).toBe(sandboxAccounts.mp.appid);
  expect(new Set(Object.values(settings)).size).toBe(Object.keys(settings).length - 1);
});

it("knows its own secrets from real ones", () => {
  expect(isSandboxValue("WXPAY_KEY", sandboxAccounts.pay.key)).toBe(true);
  expect(isSandboxValue("WXPAY_KEY", "a".repeat(32))).toBe(false);
  expect(isSandboxValue("WXAUTH_MP_SECRET", sandboxAccounts.qrcode.secret)).toBe(false);
  expect(isSandboxValue("WXPAY_KEY", undefined)).toBe(false);
});

it("gives its settings as an .env file", () => {
  const text = settingsText();
  expect(text).toContain("WECHAT_GATEWAY_URL=http://localhost:3000/sandbox\n");
  for (const name of [
    "WXAUTH_MP_SECRET",
    "WXAUTH_QRCODE_APPID",
    "WXAUTH_MOBILE_SECRET",
    "WXPAY_MCHID",
    "WXPAY_KEY",
  ]) {
    expect(text).toMatch(new RegExp(`^${name}=\\w+$`, "m"));
  }
});

it("gives a person another openid for each account, and one unionid", () => {
  const { mp, qrcode } = sandboxAccounts;
  for (const { id } of people) {
    expect(openidOf(mp.appid, id)).toMatch(/^o[\w-]{27}$/);
    expect(openidOf(mp.appid, id)).not.toBe(openidOf(qrcode.appid, id));
    expect(unionidOf(id)).toMatch(/^o[\w-]{27}$/);
    expect(personByOpenid(mp.appid, openidOf(mp.appid, id))?.id).toBe(id);
    expect(personByOpenid(mp.appid, openidOf(qrcode.appid, id))).toBeNull();
  }
  expect(accountKind(qrcode.appid)).toBe("qrcode");
  expect(accountKind("toString")).toBeNull();
});

it("knows who holds the phone", () => {
  expect(holderOf("chen")).toBe("chen");
  expect(holderOf("stranger")).toBe("lin");
  expect(holderOf(undefined)).toBe("lin");
});

it("listens to pages of its own and to programs, not to other sites", () => {
  const same = (headers: Record<string, string>) => isSameOrigin(new Headers(headers));
  expect(same({})).toBe(true);
  expect(same({ "sec-fetch-site": "same-origin" })).toBe(true);
  expect(same({ "sec-fetch-site": "cross-site" })).toBe(false);
  expect(same({ "sec-fetch-site": "same-site", origin: "http://localhost:3000" })).toBe(false);
  expect(same({ origin: "http://localhost:3000" })).toBe(true);
  expect(same({ origin: "https://evil.example.com", host: "localhost:3000" })).toBe(false);
  expect(same({ origin: "null" })).toBe(false);
});
