import { expect, test } from "vitest";
import { checkWechat } from "@/lib/doctor/wechat";
import { appid } from "../wechat/wxpay-support";
import { account, appSecret, failing, realConfig, soundAccount } from "./support";

const onlyMp = realConfig({ WXPAY_APPID: "", WXPAY_MCHID: "", WXPAY_KEY: "" });

/** What the doctor says of an account that answers as told, and which paths it asked for. */
async function look(changes: Record<string, object> = {}, settings: Record<string, string> = {}) {
  const asked: URL[] = [];
  const noPay = { WXPAY_APPID: "", WXPAY_MCHID: "", WXPAY_KEY: "" };
  const { tokens } = await checkWechat(realConfig({ ...noPay, ...settings }), account(changes, asked));
  return { tokens, paths: asked.map(({ pathname }) => pathname) };
}

test("a token is given, works, and opens the JS-SDK; the domain to enter is named", async () => {
  const { tokens, paths } = await look();
  expect(tokens).toEqual([
    { level: "ok", what: "access_token: WeChat gives one by stable_token, and takes it" },
    {
      level: "ok",
      what: expect.stringMatching(
        /^JS-SDK: WeChat gives a jsapi_ticket; enter shop\.example\.com as JS接口安全域名/,
      ),
    },
  ]);
  expect(paths.sort()).toEqual(Object.keys(soundAccount).sort());
});

test("even a shop that is set to token is asked about by stable_token: its own token stays valid", async () => {
  const { tokens, paths } = await look({}, { WXCLIENT_TOKEN_API: "token" });
  expect(tokens.map(({ level }) => level)).toEqual(["ok", "ok"]);
  expect(paths).toContain("/cgi-bin/stable_token");
  expect(paths).not.toContain("/cgi-bin/token");
});

test("the token is asked for without force: that would end the one that others use", async () => {
  const bodies: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (String(input).includes("stable_token")) bodies.push(String(init?.body));
    return account()(input, init);
  };
  await checkWechat(onlyMp, fetch);
  expect(bodies).toHaveLength(1);
  const { force_refresh, ...body } = JSON.parse(bodies[0] ?? "{}");
  expect(body).toEqual({ grant_type: "client_credential", appid, secret: appSecret });
  expect(force_refresh ?? false).toBe(false);
});

const invalidIp = "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 65f0-1";
test.each([
  [40164, invalidIp, /^access_token: .* list .*203\.0\.113\.9/, /203\.0\.113\.9.*白名单.*WECHAT_GATEWAY_URL/],
  [61004, "access clientip is not registered", /^access_token: .* list/, /白名单.*WECHAT_GATEWAY_URL/],
  [40125, "invalid appsecret", /WXAUTH_MP_SECRET/, /reset the AppSecret/],
  [40001, "invalid credential", /WXAUTH_MP_SECRET/, /reset the AppSecret/],
  [40243, "AppSecret frozen", /frozen/, /Unfreeze/],
  [89503, "ip 203.0.113.9 need admin confirm", /89503/, /203\.0\.113\.9.*administrator/],
  [50004, "user not allow to use accesstoken", /may not use/, /good standing/],
])("no token, %i %s: one finding, and nothing further is asked", async (errcode, errmsg, what, mend) => {
  const { tokens, paths } = await look({ "/cgi-bin/stable_token": { errcode, errmsg } });
  expect(tokens).toMatchObject([
    { level: "bad", what: expect.stringMatching(what), mend: expect.stringMatching(mend) },
  ]);
  expect(paths).not.toContain("/cgi-bin/ticket/getticket");
  expect(paths).not.toContain("/cgi-bin/getcallbackip");
});

test("beside the English way to mend it stands the SDK's Chinese one", async () => {
  const { tokens } = await look({ "/cgi-bin/stable_token": { errcode: 40164, errmsg: invalidIp } });
  expect(tokens[0]?.zh).toMatch(/白名单/);
});

test("the day's calls used up: only a warning", async () => {
  const quota = { errcode: 45009, errmsg: "reach max api daily quota limit" };
  const { tokens } = await look({ "/cgi-bin/ticket/getticket": quota });
  expect(tokens).toMatchObject([
    { level: "ok" },
    {
      level: "warn",
      what: expect.stringMatching(/^JS-SDK: .*45009/),
      mend: expect.stringContaining("tomorrow"),
    },
  ]);
});

test("a token that WeChat does not take is not taken for a wrong secret", async () => {
  const dead = { errcode: 40001, errmsg: "invalid credential, access_token is invalid or not latest" };
  const { tokens, paths } = await look({ "/cgi-bin/getcallbackip": dead });
  expect(tokens).toEqual([
    {
      level: "bad",
      what: expect.stringContaining("does not take the access_token"),
      mend: expect.stringContaining("force_refresh"),
      zh: expect.any(String),
    },
  ]);
  expect(paths).not.toContain("/cgi-bin/ticket/getticket");
});

test("an account that may not use the JS-SDK", async () => {
  const { tokens } = await look({
    "/cgi-bin/ticket/getticket": { errcode: 48001, errmsg: "api unauthorized" },
  });
  expect(tokens).toMatchObject([
    { level: "ok" },
    { level: "bad", mend: expect.stringContaining("verified") },
  ]);
});

test("where the login says it all, the token is not asked for", async () => {
  const wrong = { errcode: 40125, errmsg: "invalid appsecret" };
  const { tokens, paths } = await look({ "/sns/oauth2/access_token": wrong });
  expect(tokens).toEqual([
    { level: "off", what: expect.stringContaining("login inside WeChat comes first") },
  ]);
  expect(paths).toEqual(["/sns/oauth2/access_token"]);
  const away = await checkWechat(onlyMp, failing("ENOTFOUND"));
  expect(away.tokens).toMatchObject([{ level: "off" }]);
});

test("without a service account nothing is asked, and settings have said so", async () => {
  const { tokens, paths } = await look({}, { WXAUTH_MP_APPID: "", WXAUTH_MP_SECRET: "" });
  expect(tokens).toEqual([]);
  expect(paths).toEqual([]);
});

test("the token and the ticket are not in the report", async () => {
  const { tokens } = await look({ "/cgi-bin/ticket/getticket": { errcode: 2, errmsg: "y" } });
  expect(tokens.map(({ level }) => level)).toEqual(["ok", "bad"]);
  expect(JSON.stringify([tokens, (await look()).tokens])).not.toMatch(/token-of-wechat|ticket-of-wechat/);
});
