import { describe, expect, it } from "vitest";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { checkAuthorize, isSilent, isState } from "@/lib/sandbox/authorize";
import { phoneUserAgent } from "@/lib/sandbox/phone-agent";
import { withParams } from "@/lib/sandbox/raw-query";

const callback = "http://localhost:3000/oauth/wechat/callback/mp";
const good = {
  appid: sandboxAccounts.mp.appid,
  redirect_uri: callback,
  response_type: "code",
  scope: "snsapi_userinfo",
  state: "abc123",
};
const query = (changes: Record<string, string | undefined> = {}) =>
  Object.entries({ ...good, ...changes })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join("&");
const check = (text: string, userAgent: string | null = phoneUserAgent) => checkAuthorize(text, userAgent);

describe("the authorize page", () => {
  it("takes a request as WeChat's guide has it", () => {
    const checked = check(query());
    expect(checked).toMatchObject({
      ok: true,
      request: { appid: good.appid, redirectUri: callback, scope: "snsapi_userinfo", state: "abc123" },
    });
  });

  it.each<[string, Record<string, string | undefined>, number | null, string]>([
    ["no appid", { appid: "" }, 10012, "appid"],
    ["a stranger's appid", { appid: "wx0000000000000000" }, null, "appid"],
    ["a website application's appid", { appid: sandboxAccounts.qrcode.appid }, 10016, "appid"],
    ["a mobile application's appid", { appid: sandboxAccounts.mobile.appid }, 10016, "appid"],
    ["no redirect_uri", { redirect_uri: undefined }, 10011, "redirect_uri"],
    ["another domain", { redirect_uri: "https://evil.example.com/cb" }, 10003, "redirect_uri"],
    ["a subdomain", { redirect_uri: "http://a.localhost:3000/cb" }, 10003, "redirect_uri"],
    ["the domain as a prefix", { redirect_uri: "http://localhost.example.com/cb" }, 10003, "redirect_uri"],
    ["the domain as a user name", { redirect_uri: "http://localhost@example.com/cb" }, 10003, "redirect_uri"],
    ["another scheme", { redirect_uri: "javascript://localhost/%0aalert(1)" }, 10003, "redirect_uri"],
    ["a relative address", { redirect_uri: "/cb" }, 10003, "redirect_uri"],
    ["no response_type", { response_type: undefined }, null, "response_type"],
    ["another response_type", { response_type: "token" }, null, "response_type"],
    ["no scope", { scope: undefined }, 10010, "scope"],
    ["the scope of QR codes", { scope: "snsapi_login" }, 10005, "scope"],
    ["two scopes", { scope: "snsapi_base,snsapi_userinfo" }, 10005, "scope"],
    ["a state with a dot", { state: "a.b" }, null, "state"],
    ["a state that is too long", { state: "a".repeat(129) }, null, "state"],
  ])("refuses %s and names the field", (_name, changes, code, field) => {
    const checked = check(query(changes));
    expect(checked).toMatchObject({ ok: false, code, why: { field } });
    expect(checked.ok ? null : checked.why.section).toBeTruthy();
  });

  it.each([
    [
      "state before scope",
      `appid=${good.appid}&redirect_uri=${encodeURIComponent(callback)}&response_type=code&state=1&scope=snsapi_base`,
    ],
    [
      "redirect_uri first",
      `redirect_uri=${encodeURIComponent(callback)}&appid=${good.appid}&response_type=code&scope=snsapi_base`,
    ],
    [
      "something in between",
      `appid=${good.appid}&foo=1&redirect_uri=${encodeURIComponent(callback)}&response_type=code&scope=snsapi_base`,
    ],
  ])("refuses a wrong order: %s", (_name, text) => {
    const checked = check(text);
    expect(checked).toMatchObject({ ok: false, code: null });
    expect(checked.ok ? "" : checked.why.rule).toContain("顺序");
  });

  it("wants WeChat's browser, and shows its sentence elsewhere", () => {
    expect(check(query(), "Mozilla/5.0 Chrome/120")).toMatchObject({
      ok: false,
      text: "请在微信客户端打开链接",
    });
    expect(check(query(), null)).toMatchObject({ ok: false, text: "请在微信客户端打开链接" });
  });

  it("forgives a port and says so", () => {
    const checked = check(query({ redirect_uri: "http://localhost:5000/cb" }));
    expect(checked.ok && checked.request.notes.join()).toContain("10003");
  });

  it("suspects a redirect_uri that was not encoded", () => {
    const raw = `appid=${good.appid}&redirect_uri=http://localhost/cb?a=1&response_type=code&scope=snsapi_base&b=2`;
    const checked = check(raw);
    expect(checked.ok && checked.request.notes.join()).toContain("URL 编码");
  });

  it("takes what WeChat puts after the state, and no state at all", () => {
    expect(check(`${query()}&forcePopup=true&connect_redirect=1`).ok).toBe(true);
    expect(check(query({ state: undefined }))).toMatchObject({ ok: true, request: { state: null } });
  });

  it("asks nobody for the openid alone, nor in snapshot mode", () => {
    const silent = (text: string) => {
      const checked = check(text);
      return checked.ok && isSilent(checked.request);
    };
    expect(silent(query({ scope: "snsapi_base" }))).toBe(true);
    expect(silent(query())).toBe(false);
    expect(silent(`${query()}&forceSnapShot=true`)).toBe(true);
  });
});

describe("the way back", () => {
  it.each([
    ["http://localhost/cb", "http://localhost/cb?code=1&state=s"],
    ["http://localhost/cb?a=1", "http://localhost/cb?a=1&code=1&state=s"],
    ["http://localhost/cb?", "http://localhost/cb?code=1&state=s"],
    ["http://localhost/cb#x", "http://localhost/cb?code=1&state=s#x"],
  ])("puts code and state into %s", (address, expected) => {
    expect(withParams(address, { code: "1", state: "s" })).toBe(expected);
  });

  it("keeps an empty state and leaves out one that was not there", () => {
    expect(withParams("http://localhost/cb", { state: "" })).toBe("http://localhost/cb?state=");
    expect(withParams("http://localhost/cb", { state: null })).toBe("http://localhost/cb");
  });

  it("knows a state", () => {
    expect(isState("a1".repeat(64))).toBe(true);
    expect(isState("a b")).toBe(false);
  });
});
