import { isWechat } from "@/lib/wechat/useragent";
import { holderCookie } from "./people";

/** What the sandbox's phone says about itself: WeChat on Android. */
export const phoneUserAgent =
  "Mozilla/5.0 (Linux; Android 13; V2304A Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) " +
  "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MMWEBID/2247 " +
  "MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";

/** Whether a request comes out of the console's phone: the frame, or the bridge that was put into its page. */
export function isFromPhone(headers: Headers): boolean {
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
  return !isWechat(own) && isFromPhone(headers) ? phoneUserAgent : own;
}
