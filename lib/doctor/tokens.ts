import { WechatApiError, WechatError, type Wxclient } from "@/lib/wechat";
import { bad, type Finding, ok, withHint } from "./finding";
import { apps } from "./login";
import { otherFinding, refusalFinding, type Subject } from "./refusal";
import { answerer, type Road, unreachedFinding } from "./unreached";

const token: Subject = { ...apps.mp, name: "access_token" };
const ticket: Subject = { ...apps.mp, name: "JS-SDK" };

/**
 * Whether WeChat gives the service account an access_token, whether that token works, and whether it opens the JS-SDK.
 * It is the same token that everybody gets by stable_token, and stays so; only one that WeChat calls dead is renewed by
 * force, as the shop itself would do. (Stable access token; Callback IP; JS-SDK, appendix 1)
 * @param wxclient with a store of its own, and set to stable_token whatever the settings say: a call of `token` would end
 *   the token that the running shop and other programs use
 * @param host that the pages are on
 */
export async function checkTokens(wxclient: Wxclient, host: string, road: Road): Promise<Finding[]> {
  const works = await attempt(token, road, async () => {
    await wxclient.accessToken();
    await wxclient.getCallbackIp();
    return `access_token: ${answerer(road)} gives one by stable_token, and takes it`;
  });
  if (works.level !== "ok") return [works];
  const opens = await attempt(ticket, road, async () => {
    await wxclient.jsapiTicket();
    const place = "JS接口安全域名: mp.weixin.qq.com, 设置与开发 → 账号设置 → 功能设置";
    return `JS-SDK: ${answerer(road)} gives a jsapi_ticket${road.real ? `; enter ${host} as ${place}` : ""}`;
  });
  return [works, opens];
}

async function attempt(subject: Subject, road: Road, call: () => Promise<string>): Promise<Finding> {
  try {
    return ok(await call());
  } catch (error) {
    if (error instanceof WechatApiError) return refused(error, subject);
    if (!(error instanceof WechatError)) throw error;
    return unreachedFinding(error, road) ?? otherFinding(error, subject);
  }
}

/** 40001 is the answer to a wrong secret where a token is asked for, and to a dead token everywhere else. */
function refused(error: WechatApiError, subject: Subject): Finding {
  const { errcode, errmsg } = error;
  const dead = errcode === 40014 || errcode === 42001 || (errcode === 40001 && /access_token/i.test(errmsg));
  if (!dead) return refusalFinding(error, subject);
  const finding = bad(
    `${subject.name}: WeChat does not take the access_token that it has just given (${errcode} ${errmsg})`,
    "Another program ends this account's tokens, by stable_token with force_refresh: look for what else has its AppSecret. Or WECHAT_GATEWAY_URL leads to different places",
  );
  return withHint(finding, error);
}
