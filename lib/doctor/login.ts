import type { LoginAction } from "@/lib/config";
import { nonceStr, WechatApiError, WechatError, type Wxauth } from "@/lib/wechat";
import { type Finding, ok, warn } from "./finding";
import { otherFinding, refusalFinding, type Subject } from "./refusal";
import { answerer, type Road, unreachedFinding } from "./unreached";

/** The app behind each way to log in. */
export const apps: Readonly<Record<LoginAction, Subject>> = {
  mp: {
    name: "login inside WeChat",
    prefix: "WXAUTH_MP",
    place:
      "mp.weixin.qq.com, 设置与开发 → 基本配置 (or developers.weixin.qq.com/platform → 我的业务 → 服务号 → 基础信息 → 开发密钥)",
  },
  qrcode: {
    name: "login by QR code",
    prefix: "WXAUTH_QRCODE",
    place: "open.weixin.qq.com, 管理中心 → 网站应用 → 查看",
  },
  mobile: {
    name: "login of a native app",
    prefix: "WXAUTH_MOBILE",
    place: "open.weixin.qq.com, 管理中心 → 移动应用 → 查看",
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
    return unreachedFinding(error, road) ?? otherFinding(error, apps[action]);
  }
}

function apiFinding(error: WechatApiError, action: LoginAction, road: Road): Finding {
  switch (error.errcode) {
    case 40029:
    case 40163:
    case 42003:
      return ok(`${apps[action].name}: ${answerer(road)} takes the appid and the secret`);
    default:
      return refusalFinding(error, apps[action]);
  }
}
