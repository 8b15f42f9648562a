import type { LoginAction } from "@/lib/config";
import { nonceStr, WechatApiError, WechatError, type Wxauth } from "@/lib/wechat";
import { bad, type Finding, ok, warn } from "./finding";
import { answerer, type Road, unreachedFinding } from "./unreached";

const apps: Readonly<
  Record<LoginAction, { name: string; prefix: string; place: string; addresses: string }>
> = {
  mp: {
    name: "login inside WeChat",
    prefix: "WXAUTH_MP",
    place: "mp.weixin.qq.com, 设置与开发 → 基本配置",
    addresses: "mp.weixin.qq.com, 设置与开发 → 基本配置 → IP白名单",
  },
  qrcode: {
    name: "login by QR code",
    prefix: "WXAUTH_QRCODE",
    place: "open.weixin.qq.com, 管理中心 → 网站应用 → 查看",
    addresses: "open.weixin.qq.com, 管理中心 → 网站应用 → 查看",
  },
  mobile: {
    name: "login of a native app",
    prefix: "WXAUTH_MOBILE",
    place: "open.weixin.qq.com, 管理中心 → 移动应用 → 查看",
    addresses: "open.weixin.qq.com, 管理中心 → 移动应用 → 查看",
  },
};

/**
 * Exchanges a made-up code, which costs nothing and changes nothing: that WeChat refuses only the code shows that it
 * takes the appid and the secret. (Web page authorization, step 2)
 */
export async function checkLogin(wxauth: Wxauth, action: LoginAction, road: Road): Promise<Finding> {
  try {
    await wxauth.accessToken(action, nonceStr(32));
    const what = `${apps[action].name}: a made-up code was accepted, which WeChat would not do`;
    return warn(what, "Look at what WECHAT_GATEWAY_URL names");
  } catch (error) {
    if (error instanceof WechatApiError) return apiFinding(error, action, road);
    if (!(error instanceof WechatError)) throw error;
    return unreachedFinding(error, road) ?? bad(`${apps[action].name}: ${error.message}`, error.hint ?? "");
  }
}

function apiFinding({ errcode, errmsg, hint }: WechatApiError, action: LoginAction, road: Road): Finding {
  const { name, prefix, place, addresses } = apps[action];
  const because = `(${errcode} ${errmsg})`;
  switch (errcode) {
    case 40029:
    case 40163:
    case 42003:
      return ok(`${name}: ${answerer(road)} takes the appid and the secret`);
    case 40125:
    case 40001:
    case 41004:
      return bad(
        `${name}: ${prefix}_SECRET is not this app's ${because}`,
        `${place}: reset the AppSecret and copy the new one; the old one stops working at once`,
      );
    case 40013:
    case 41002:
      return bad(
        `${name}: ${prefix}_APPID is not an app that WeChat knows ${because}`,
        `Copy the AppID again: ${place}`,
      );
    case 40164:
    case 61004:
      return bad(
        `${name}: this machine's public address is not on the account's list ${because}`,
        `Add the address that the message names: ${addresses}. Where it changes, reach WeChat through WECHAT_GATEWAY_URL`,
      );
    case 40243:
      return bad(`${name}: the AppSecret is frozen ${because}`, `Unfreeze it: ${place}; it takes 10 minutes`);
    case 48001:
    case 50004:
    case 50007:
      return bad(
        `${name}: the account may not use this interface ${because}`,
        `The account must be verified and in good standing: ${place}`,
      );
    case 45009:
      return warn(`${name}: the day's calls are used up ${because}`, "Try again tomorrow");
    case 45011:
    case -1:
      return warn(`${name}: WeChat is busy ${because}`, "Run npm run doctor again in a minute");
    default:
      return bad(`${name}: WeChat refuses ${because}`, hint ?? `Look at the app: ${place}`);
  }
}
