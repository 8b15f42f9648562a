import { accountKind, sandboxAccounts } from "../accounts";
import type { Explanation } from "../explanation";
import { personByOpenid } from "../people";
import { refuse, type V3Answer } from "./answer";

const pay = sandboxAccounts.pay;

/** Whether a body's mchid is the caller's, and its appid bound to it. */
export function checkAccounts(
  { appid, mchid }: { appid?: string; mchid?: string },
  section: Explanation["section"],
): V3Answer | null {
  if (mchid !== undefined && mchid !== pay.mchid) {
    const rule = "请求体里的 mchid 要和 Authorization 里的一样";
    const why = { rule, section, field: "mchid", expected: pay.mchid, given: mchid };
    return refuse("INVALID_REQUEST", "商户号与签名使用的商户号不一致", why);
  }
  if (appid === undefined || appid === pay.appid) return null;
  const rule =
    accountKind(appid) === null
      ? "没有这个 appid"
      : "这个 appid 没有和商户号绑定：沙箱的商户号绑定的是公众号的 appid";
  const why = { rule, section, field: "appid", expected: pay.appid, given: appid };
  return refuse("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配，请检查后再试", why);
}

/** Whether an openid belongs to somebody under the appid. */
export function checkOpenid(appid: string, openid: string, section: Explanation["section"]): V3Answer | null {
  if (personByOpenid(appid, openid)) return null;
  return refuse("OPENID_MISMATCH", "openid和appid不匹配", {
    rule: "openid 要属于请求里的 appid：同一个人在公众号、网站应用、移动应用里的 openid 各不相同",
    section,
    field: "openid",
    given: openid,
    advice: "在电脑上扫码登录得到的是网站应用的 openid：到微信里再授权一次",
  });
}
