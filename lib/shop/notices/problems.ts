import { WechatApiError, WechatConfigError, WechatError } from "../../wechat/errors";

/** Refusals that stay: the same message will not be taken later either. (Template messages; subscription notices) */
const final: Readonly<Record<number, string>> = {
  40003: "微信不认识这个 openid：它不属于 WXAUTH_MP_APPID 这个公众号",
  40037: "模板编号不对：请到公众平台核对 WXTPL_… 里的编号；订阅通知的模板要设置 WXTPL_API=subscribe",
  40165: "消息里的小程序页面不存在",
  41030: "消息要打开的页面不对：请核对 APP_URL",
  43004: "买家没有关注公众号，微信不允许发送",
  43019: "买家在公众号的黑名单里",
  43101: "买家没有订阅这种通知，或者订阅的次数用完了",
  45109: "公众号不能用这个接口发消息：请核对 WXTPL_API",
  45168: "微信认为内容里有敏感词",
  47003: "模板的关键词和内容对不上：请核对模板的关键词与 lib/shop/notices/templates.ts",
};

/** Why a notice will never be sent, for the operator; null when trying again makes sense. */
export function finalProblem(error: unknown): string | null {
  if (error instanceof WechatConfigError) return `消息的内容不合要求：${error.message}`.slice(0, 300);
  if (!(error instanceof WechatApiError)) return null;
  const said = final[error.errcode];
  return said ? `${said}（${error.errcode}）` : null;
}

/** Why a notice could not be sent this time, for the operator. */
export function passingProblem(error: unknown): string {
  if (error instanceof WechatApiError) {
    return `微信没有接受（${error.errcode}）：${error.hintZh ?? error.errmsg}`.slice(0, 300);
  }
  return error instanceof WechatError ? "没有连上微信" : "发送时出错，详情见服务器日志";
}

const deliveries: readonly (readonly [RegExp, string])[] = [
  [/user\s*block/i, "买家拒收公众号的消息"],
  [/system\s*failed/i, "微信没有送到（系统原因）"],
  [/freq\s*limit/i, "发得太多，微信没有送"],
];

/** What WeChat's `failed:…` of a delivery means; null for a success. (Event TEMPLATESENDJOBFINISH) */
export function deliveryProblem(status: string): string | null {
  if (/^\s*success\s*$/i.test(status)) return null;
  const known = deliveries.find(([pattern]) => pattern.test(status));
  return known ? known[1] : `微信没有送到（${status.slice(0, 60)}）`;
}
