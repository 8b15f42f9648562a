import { createWxauth, type Scope, type WebAction } from "@/lib/wechat";
import { fakeWechat, type Handler } from "./support";

export const token = {
  access_token: "AT-5ecre7",
  expires_in: 7200,
  refresh_token: "RT-5ecre7",
  openid: "o1",
  scope: "snsapi_base",
};
const profile = {
  openid: "o1",
  nickname: "月光",
  headimgurl: "https://thirdwx.qlogo.cn/x/46",
  unionid: "u1",
};
export const browser = "cookie-of-this-browser";

const answering: Handler = ({ url }) => {
  if (url.includes("/sns/userinfo")) return profile;
  return { ...token, scope: url.includes("appid=wxqr") ? "snsapi_login" : token.scope };
};

/** A site with two ways to log in, and a WeChat that answers as told. */
export function setup(handler: Handler = answering) {
  const wechat = fakeWechat(handler);
  const waits: number[] = [];
  let duringWait: () => void | Promise<void> = () => {};
  const wxauth = createWxauth({
    apps: { mp: { appid: "wxmp", secret: "s" }, qrcode: { appid: "wxqr", secret: "s" } },
    callbackUrl: (action) => `https://shop.example/cb/${action}`,
    store: wechat.store,
    transport: wechat.transport,
    wait: async (ms) => {
      waits.push(ms);
      await duringWait();
    },
  });
  const start = async (action: WebAction = "mp", scope?: Scope) =>
    (await wxauth.begin(action, { next: "/cart?a=1", browser, scope })).state;
  const exchanges = () => wechat.calls.filter(({ url }) => url.includes("/oauth2/access_token")).length;
  const onWait = (action: () => void | Promise<void>) => {
    duringWait = action;
  };
  return { ...wechat, wxauth, start, exchanges, waits, onWait };
}
