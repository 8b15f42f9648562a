import { beforeEach, describe, expect, it } from "vitest";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { deny, grantCode, openAuthorize } from "@/lib/sandbox/authorize";
import { setFault } from "@/lib/sandbox/faults";
import { createCode } from "@/lib/sandbox/grants";
import { openidOf, unionidOf } from "@/lib/sandbox/people";
import { phoneUserAgent } from "@/lib/sandbox/phone-agent";
import { api, freshSandbox, lastCall, mp, qrcode, wait } from "./support";

beforeEach(freshSandbox);

const rid = /, rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;
const newCode = (scope = "snsapi_userinfo", appid: string = mp.appid) =>
  createCode({ appid, scope, personId: "lin" });
const exchange = (code: string | undefined, changes: Record<string, string | undefined> = {}) =>
  api("/sns/oauth2/access_token", { ...mp, code, grant_type: "authorization_code", ...changes });

async function tokens(
  scope?: string,
): Promise<{ access_token: string; refresh_token: string; openid: string }> {
  const { access_token, refresh_token, openid } = await exchange(await newCode(scope));
  return { access_token: String(access_token), refresh_token: String(refresh_token), openid: String(openid) };
}

describe("a code", () => {
  it("has 32 characters and is exchanged for tokens", async () => {
    const code = await newCode();
    expect(code).toMatch(/^[0-9A-Za-z]{32}$/);
    const answer = await exchange(code);
    expect(answer).toMatchObject({
      expires_in: 7200,
      openid: openidOf(mp.appid, "lin"),
      scope: "snsapi_userinfo",
      unionid: unionidOf("lin"),
    });
    expect(answer).not.toHaveProperty("errcode");
    expect(await lastCall()).toMatchObject({
      direction: "in",
      ok: true,
      address: "https://api.weixin.qq.com/sns/oauth2/access_token",
    });
  });

  it("has no unionid for the openid alone", async () => {
    expect(await exchange(await newCode("snsapi_base"))).not.toHaveProperty("unionid");
  });

  it("says so in snapshot mode, with a virtual person", async () => {
    const code = await createCode({
      appid: mp.appid,
      scope: "snsapi_userinfo",
      personId: "lin",
      snapshot: true,
    });
    const answer = await exchange(code);
    expect(answer).toMatchObject({ is_snapshotuser: 1 });
    expect(answer.openid).not.toBe(openidOf(mp.appid, "lin"));
    expect(answer).not.toHaveProperty("unionid");
  });

  it("works once, also for ten at the same moment", async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(code)));
    expect(answers.filter((answer) => answer.access_token)).toHaveLength(1);
    expect(answers.filter((answer) => answer.errcode === 40163)).toHaveLength(9);
  });

  it("lives for five minutes, a website application's for ten", async () => {
    const [mine, website] = [await newCode(), await newCode("snsapi_login", qrcode.appid)];
    const [late, tooLate] = [await newCode(), await newCode("snsapi_login", qrcode.appid)];
    wait(299);
    expect(await exchange(mine)).toHaveProperty("access_token");
    wait(301);
    expect(await exchange(late)).toMatchObject({ errcode: 40029 });
    wait(599);
    expect(await exchange(website, { ...qrcode })).toHaveProperty("access_token");
    wait(601);
    expect(await exchange(tooLate, { ...qrcode })).toMatchObject({ errcode: 40029 });
  });

  it.each<[string, Record<string, string | undefined>, number, string]>([
    ["no appid", { appid: "" }, 41002, "appid"],
    ["a stranger's appid", { appid: "wx0000000000000000" }, 40013, "appid"],
    ["no secret", { secret: undefined }, 41004, "secret"],
    ["a wrong secret", { secret: "0".repeat(32) }, 40125, "secret"],
    ["another account's secret", { secret: qrcode.secret }, 40125, "secret"],
    ["no code", { code: undefined }, 41008, "code"],
    ["an unknown code", { code: "x".repeat(32) }, 40029, "code"],
    ["another account's code", { ...qrcode }, 40029, "code"],
    ["no grant_type", { grant_type: undefined }, 40002, "grant_type"],
    ["another grant_type", { grant_type: "client_credential" }, 40002, "grant_type"],
  ])("is refused with %s, and the ledger knows the field", async (_name, changes, errcode, field) => {
    const answer = await exchange(await newCode(), changes);
    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg).toMatch(rid);
    expect(await lastCall()).toMatchObject({ ok: false, httpStatus: 200, why: { field } });
  });
});

describe("a token", () => {
  const auth = (access_token: string, openid: string) => api("/sns/auth", { access_token, openid });

  it("opens the profile", async () => {
    const { access_token, openid } = await tokens();
    const profile = await api("/sns/userinfo", { access_token, openid, lang: "zh_CN" });
    expect(profile).toMatchObject({
      nickname: "林月",
      sex: 0,
      city: "",
      privilege: [],
      unionid: unionidOf("lin"),
    });
    expect(profile.headimgurl).toBe("http://localhost:3000/sandbox/thirdwx.qlogo.cn/mmopen/vi_32/lin/132");
    expect(await auth(access_token, openid)).toEqual({ errcode: 0, errmsg: "ok" });
  });

  it.each([
    ["cn", ["lang 只有"]],
    ["en", []],
    [undefined, []],
  ])("in the language %s", async (lang, notes) => {
    const { access_token, openid } = await tokens();
    expect(await api("/sns/userinfo", { access_token, openid, lang })).toHaveProperty("nickname");
    const said = (await lastCall()).why?.notes ?? [];
    expect(said.map((note) => note.slice(0, 7))).toEqual(notes);
  });

  it("of snsapi_base does not", async () => {
    const { access_token, openid } = await tokens("snsapi_base");
    expect(await api("/sns/userinfo", { access_token, openid })).toMatchObject({ errcode: 48001 });
    expect(await lastCall()).toMatchObject({ why: { expected: "snsapi_userinfo", given: "snsapi_base" } });
  });

  it.each<[string, Record<string, string | undefined>, number]>([
    ["missing", { access_token: undefined }, 41001],
    ["unknown", { access_token: "x" }, 40001],
    ["without an openid", { openid: undefined }, 41009],
    ["with another openid", { openid: "o-other" }, 40003],
  ])("that is %s is refused", async (_name, changes, errcode) => {
    const { access_token, openid } = await tokens();
    expect(await api("/sns/userinfo", { access_token, openid, ...changes })).toMatchObject({ errcode });
  });

  it("dies after two hours; before it is renewed, afterwards replaced", async () => {
    const { access_token, openid, refresh_token } = await tokens();
    const renew = () =>
      api("/sns/oauth2/refresh_token", { appid: mp.appid, grant_type: "refresh_token", refresh_token });
    wait(7000);
    expect(await renew()).toMatchObject({ access_token, refresh_token, openid, expires_in: 7200 });
    wait(14_000);
    expect(await auth(access_token, openid)).toMatchObject({ errcode: 0 });
    wait(14_300);
    expect(await auth(access_token, openid)).toMatchObject({ errcode: 42001 });
    const renewed = await renew();
    expect(renewed.access_token).not.toBe(access_token);
    expect(await auth(access_token, openid)).toMatchObject({ errcode: 40001 });
    expect(await auth(String(renewed.access_token), openid)).toMatchObject({ errcode: 0 });
    wait(30 * 24 * 3600 + 1);
    expect(await renew()).toMatchObject({ errcode: 42002 });
  });

  it.each<[string, Record<string, string | undefined>, number]>([
    ["no appid", { appid: undefined }, 41002],
    ["a stranger's appid", { appid: "wx1" }, 40013],
    ["another grant_type", { grant_type: "authorization_code" }, 40002],
    ["no token", { refresh_token: undefined }, 41003],
    ["an unknown token", { refresh_token: "x" }, 40030],
    ["another account's token", { appid: qrcode.appid }, 40030],
  ])("is not renewed with %s", async (_name, changes, errcode) => {
    const { refresh_token } = await tokens();
    const query = { appid: mp.appid, grant_type: "refresh_token", refresh_token, ...changes };
    expect(await api("/sns/oauth2/refresh_token", query)).toMatchObject({ errcode });
  });
});

describe("the way through the authorize page", () => {
  const query = (scope: string) =>
    `appid=${mp.appid}&redirect_uri=${encodeURIComponent("http://localhost:3000/cb?a=1")}&response_type=code&scope=${scope}&state=xyz`;
  const inWechat = (cookie = "") => new Headers({ "user-agent": phoneUserAgent, cookie });

  it("ends at the callback with a code of the phone's holder", async () => {
    const opened = await openAuthorize(query("snsapi_base"), inWechat("sandbox_phone=chen"));
    if (!opened.ok) throw new Error(opened.text);
    expect(opened).toMatchObject({ silent: true, personId: "chen" });
    const url = new URL(await grantCode(opened.request, opened.personId));
    expect(url.searchParams.get("a")).toBe("1");
    expect(url.searchParams.get("state")).toBe("xyz");
    const answer = await exchange(url.searchParams.get("code") ?? "");
    expect(answer.openid).toBe(openidOf(sandboxAccounts.mp.appid, "chen"));
  });

  it("ends there without a code when the person refuses", async () => {
    const opened = await openAuthorize(query("snsapi_userinfo"), inWechat());
    if (!opened.ok) throw new Error(opened.text);
    expect(opened.silent).toBe(false);
    expect(await deny(opened.request)).toBe("http://localhost:3000/cb?a=1&state=xyz");
  });

  it.each([
    ["a follower who comes from the chat", "sandbox_phone=lin; sandbox_from_chat=lin", true],
    ["a follower who comes from elsewhere", "sandbox_phone=lin", false],
    ["whoever took the phone since", "sandbox_phone=lin; sandbox_from_chat=chen", false],
    ["somebody who does not follow", "sandbox_phone=chen; sandbox_from_chat=chen", false],
  ])("asks %s for nickname and picture, or does not", async (_name, cookie, silent) => {
    const opened = await openAuthorize(query("snsapi_userinfo"), inWechat(cookie));
    expect(opened).toMatchObject({ ok: true, silent });
    if (!opened.ok || !silent) return;
    const url = new URL(await grantCode(opened.request, opened.personId));
    expect(await lastCall()).toMatchObject({ outcome: expect.stringContaining("静默授权 snsapi_userinfo") });
    expect((await lastCall()).why?.notes?.join()).toContain("聊天或菜单");
    expect((await exchange(url.searchParams.get("code") ?? "")).scope).toBe("snsapi_userinfo");
  });

  it("leaves a refusal in the ledger", async () => {
    expect(await openAuthorize(query("snsapi_login"), inWechat())).toMatchObject({ ok: false, code: 10005 });
    expect(await lastCall()).toMatchObject({ direction: "page", ok: false, why: { field: "scope" } });
  });
});

it("answers -1 once when the console asked for it", async () => {
  await setFault("api_error", true);
  const code = await newCode();
  expect(await exchange(code)).toMatchObject({ errcode: -1 });
  expect(await exchange(code)).toHaveProperty("access_token");
});
