import { isWechat } from "@/lib/wechat/useragent";
import { holderCookie } from "./people";
import { deviceIn, type PhoneDevice } from "./phone-device";

/** What the sandbox's phones say about themselves: WeChat 8. (JS-SDK, environment) */
const userAgents: Record<PhoneDevice, string> = {
  android:
    "Mozilla/5.0 (Linux; Android 13; V2304A Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) " +
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MMWEBID/2247 " +
    "MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64",
  iphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
    "Mobile/15E148 MicroMessenger/8.0.47(0x18002f2c) NetType/WIFI Language/zh_CN",
};

/** The User-Agent of the phone that most people hold. */
export const phoneUserAgent = userAgents.android;

/** The User-Agent of the phone that a request's cookie names. */
export function phoneUserAgentFor(headers: Headers): string {
  return userAgents[deviceIn(headers.get("cookie") ?? "")];
}

/** Whether a request comes out of the console's phone: the frame, or the bridge that was put into its page. */
function isFromPhone(headers: Headers): boolean {
  if (headers.has("x-sandbox-phone")) return true;
  const framed = headers.get("sec-fetch-dest") === "iframe";
  return framed && (headers.get("cookie") ?? "").includes(`${holderCookie}=`);
}

/**
 * The User-Agent that WeChat sees. WeChat's own pages in the phone's frame are not passed through the phone's proxy,
 * so that they come with the desktop browser's.
 */
export function effectiveUserAgent(headers: Headers): string | null {
  const own = headers.get("user-agent");
  return !isWechat(own) && isFromPhone(headers) ? phoneUserAgentFor(headers) : own;
}
