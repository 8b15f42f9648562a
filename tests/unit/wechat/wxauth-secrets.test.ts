import { describe, expect, it } from "vitest";
import { createWxauth, type Wxauth } from "@/lib/wechat";
import { fakeWechat, type Handler, rejection } from "./support";

const app = { appid: "wxmp", secret: "5ecre75ecre75ecre75ecre75ecre7" };
/** A code or a token that is another text once it is URL-encoded. */
const given = "0pen/5e+4me=";

function setup(handler: Handler): Wxauth {
  const { store, transport } = fakeWechat(handler);
  return createWxauth({ apps: { mp: app }, callbackUrl: () => "https://shop.example/", store, transport });
}

describe("a gateway that repeats what it was asked", () => {
  it.each<[call: string, ask: (wxauth: Wxauth) => Promise<unknown>, pathAndQuery: string]>([
    [
      "the exchange",
      (wxauth) => wxauth.accessToken("mp", given),
      "/sns/oauth2/access_token?appid=wxmp&secret=…&code=…&grant_type=authorization_code",
    ],
    [
      "the renewal",
      (wxauth) => wxauth.refreshToken("mp", given),
      "/sns/oauth2/refresh_token?appid=wxmp&grant_type=refresh_token&refresh_token=…",
    ],
    [
      "the profile",
      (wxauth) => wxauth.getUserinfo(given, "o1"),
      "/sns/userinfo?access_token=…&openid=o1&lang=zh_CN",
    ],
    ["the check", (wxauth) => wxauth.checkToken(given, "o1"), "/sns/auth?access_token=…&openid=o1"],
  ])("cannot make %s tell a secret", async (_, ask, pathAndQuery) => {
    const wxauth = setup(({ url }) => ({ errcode: 48001, errmsg: `${url} ${decodeURIComponent(url)}` }));
    const url = `https://api.weixin.qq.com${pathAndQuery}`;
    expect(await rejection(ask(wxauth))).toMatchObject({ errcode: 48001, errmsg: `${url} ${url}` });
  });

  it("says it in full when there is no secret", async () => {
    const wxauth = setup(() => ({ errcode: 41001, errmsg: "access_token missing" }));
    expect(await rejection(wxauth.getUserinfo("", "o1"))).toMatchObject({ errmsg: "access_token missing" });
  });
});
