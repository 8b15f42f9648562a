import { expect, test } from "vitest";
import { checkWechat } from "@/lib/doctor/wechat";
import { appid } from "../wechat/wxpay-support";
import { account, answering, appSecret, failing, realConfig } from "./support";

const withoutPay = { WXPAY_APPID: "", WXPAY_MCHID: "", WXPAY_KEY: "" };
const onlyMp = realConfig(withoutPay);
const onlyQrcode = realConfig({
  ...withoutPay,
  WXAUTH_MP_APPID: "",
  WXAUTH_MP_SECRET: "",
  WXAUTH_QRCODE_APPID: "wxaaaaaaaaaaaaaaaa",
  WXAUTH_QRCODE_SECRET: appSecret,
});
const all = realConfig({
  WXAUTH_QRCODE_APPID: "wxaaaaaaaaaaaaaaaa",
  WXAUTH_QRCODE_SECRET: appSecret,
  WXAUTH_MOBILE_APPID: "wxbbbbbbbbbbbbbbbb",
  WXAUTH_MOBILE_SECRET: appSecret,
});

test("a made-up code is exchanged; that WeChat refuses only the code shows that appid and secret are right", async () => {
  const asked: URL[] = [];
  const { login } = await checkWechat(onlyMp, account({}, asked));
  expect(login).toEqual([{ level: "ok", what: expect.stringContaining("login inside WeChat") }]);
  const [url, ...more] = asked.filter(({ pathname }) => pathname.startsWith("/sns/"));
  expect(more).toEqual([]);
  expect(url?.origin + (url?.pathname ?? "")).toBe("https://api.weixin.qq.com/sns/oauth2/access_token");
  expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
    appid,
    secret: appSecret,
    code: expect.stringMatching(/^\w{32}$/),
  });
});

test.each([
  [40125, "invalid appsecret", "bad", /WXAUTH_MP_SECRET/, /reset the AppSecret/],
  [40001, "invalid credential", "bad", /WXAUTH_MP_SECRET/, /mp\.weixin\.qq\.com/],
  [40013, "invalid appid", "bad", /WXAUTH_MP_APPID/, /基本配置/],
  [
    40164,
    "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist",
    "bad",
    /not on the account's list .*203\.0\.113\.9/,
    /203\.0\.113\.9.*白名单.*WECHAT_GATEWAY_URL/,
  ],
  [40243, "AppSecret frozen", "bad", /frozen/, /Unfreeze/],
  [48001, "api unauthorized", "bad", /may not use/, /verified/],
  [49999, "something new", "bad", /49999 something new/, /mp\.weixin/],
  [45009, "reach max api daily quota limit", "warn", /used up/, /tomorrow/],
  [45011, "api minute-quota reach limit", "warn", /busy/, /again/],
  [-1, "system error", "warn", /busy/, /again/],
])("errcode %i", async (errcode, errmsg, level, what, mend) => {
  const { login } = await checkWechat(
    onlyMp,
    answering(() => ({ errcode, errmsg })),
  );
  expect(login).toMatchObject([
    { level, what: expect.stringMatching(what), mend: expect.stringMatching(mend) },
  ]);
});

test("the website application is mended at another place", async () => {
  const { login } = await checkWechat(
    onlyQrcode,
    answering(() => ({ errcode: 40125, errmsg: "invalid appsecret" })),
  );
  expect(login).toMatchObject([
    {
      level: "bad",
      what: expect.stringContaining("WXAUTH_QRCODE_SECRET"),
      mend: expect.stringContaining("open.weixin.qq.com, 管理中心 → 网站应用"),
    },
  ]);
});

test("a made-up code that is accepted did not go to WeChat", async () => {
  const { login } = await checkWechat(
    onlyMp,
    answering(() => ({ access_token: "t", openid: "o" })),
  );
  expect(login[0]).toMatchObject({ level: "warn" });
});

test("every login is asked about by its own account", async () => {
  const fetch = answering((url) =>
    url.includes("wxaaaa")
      ? { errcode: 40013, errmsg: "invalid appid" }
      : { errcode: 40029, errmsg: "invalid code" },
  );
  const { login } = await checkWechat(all, fetch);
  expect(login.map(({ level }) => level)).toEqual(["ok", "bad", "ok"]);
});

test("a network that is away names each host once, and the gateway as a way round", async () => {
  const { login, pay } = await checkWechat(all, failing("ENOTFOUND"));
  expect(login).toEqual([
    {
      level: "bad",
      what: "api.weixin.qq.com could not be reached (ENOTFOUND)",
      mend: expect.stringMatching(/DNS.*WECHAT_GATEWAY_URL/),
    },
  ]);
  expect(pay[0]?.what).toBe("api.mch.weixin.qq.com could not be reached (ENOTFOUND)");
  const firewall = await checkWechat(onlyMp, failing("ECONNREFUSED"));
  expect(firewall.login[0]?.mend).toMatch(/port 443/);
  const opened = await checkWechat(onlyMp, failing("SELF_SIGNED_CERT_IN_CHAIN"));
  expect(opened.login[0]?.mend).toMatch(/NODE_EXTRA_CA_CERTS/);
});

test("a time-out names the host", async () => {
  const late: typeof fetch = async () => {
    throw new DOMException("too late", "TimeoutError");
  };
  const { login } = await checkWechat(onlyMp, late);
  expect(login[0]).toMatchObject({ level: "bad", what: "api.weixin.qq.com did not answer in time" });
});

test("behind a gateway, that is what to look at", async () => {
  const config = realConfig({ WECHAT_GATEWAY_URL: "http://name:word@10.0.0.2:8080/wechat" });
  const { login } = await checkWechat(config, failing("ECONNREFUSED"));
  expect(login[0]).toEqual({
    level: "bad",
    what: expect.stringContaining("through WECHAT_GATEWAY_URL, http://10.0.0.2:8080"),
    mend: expect.stringContaining("WECHAT_GATEWAY_URL"),
  });
});

test("what is not WeChat's answer is told from WeChat's", async () => {
  const refused = answering(() => new Response("<h1>Forbidden</h1>", { status: 403 }));
  expect((await checkWechat(onlyMp, refused)).login[0]).toMatchObject({
    level: "bad",
    what: "api.weixin.qq.com answered HTTP 403: that is not WeChat",
  });
  const page = answering(() => "<html>Log in to the network</html>");
  expect((await checkWechat(all, page)).pay[0]).toMatchObject({
    level: "bad",
    mend: expect.stringContaining("login page"),
  });
});
