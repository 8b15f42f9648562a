import type { SignType } from "@/lib/wechat/sign";
import { sandboxAccounts } from "./accounts";
import { type Explanation, sections } from "./explanation";
import { type BookedOrder, findByPrepayId, isPrepayFresh } from "./pay/order-book";
import type { OpenInput } from "./pay-sheet";
import { v3CallUp } from "./pay-v3/call-up";
import { payable } from "./payable";
import type { PersonId } from "./people";
import { checkSignature } from "./signature";
import { appUrl, isOwnPage } from "./site";

/** What WeChat checks when a page calls `getBrandWCPayRequest`. (JSAPI call-up; payment directory) */

export interface CallUp {
  order: BookedOrder | null;
  /** What the phone shows; null when the sheet may come up. */
  refusal: string | null;
  why: Explanation;
}

const section = sections.callUp;
const names = ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"] as const;
const prepayMissing = "调用支付JSAPI缺少参数：total_fee";

const refused = (refusal: string, why: Explanation): CallUp => ({
  order: null,
  refusal,
  why: { section, ...why },
});

/** Checks in this order: page, parameters, prepay_id, signature, order, payer. */
export async function callUpRefusal({ params, url }: OpenInput, payer: PersonId): Promise<CallUp> {
  const early = checkPage(url) ?? checkParams(params);
  if (early) return early;
  const texts = Object.fromEntries(names.map((name) => [name, String(params[name])]));
  const prepayId = /^prepay_id=(.+)$/.exec(texts.package ?? "")?.[1];
  if (prepayId === undefined) {
    const wrong = { field: "package", expected: "prepay_id=wx…", given: texts.package ?? "" };
    return refused(prepayMissing, { rule: "package 的写法是 prepay_id=下单得到的值", ...wrong });
  }
  const order = await findByPrepayId(prepayId);
  return checkPrepay(order, prepayId, texts.appId ?? "") ?? checkOrder(order, texts, payer);
}

function checkPage(url: string): CallUp | null {
  if (isOwnPage(url)) return null;
  return refused("当前页面的URL未注册", {
    section: sections.payDirectory,
    rule: "调起支付的页面必须在支付授权目录之下：协议、域名、端口都要一样",
    field: "url",
    expected: `${appUrl()}/`,
    given: url,
    advice: "用 APP_URL 的地址打开页面；localhost 和 127.0.0.1 是两个域名",
  });
}

function checkParams(params: Readonly<Record<string, unknown>>): CallUp | null {
  const missing = names.find(
    (name) => params[name] === undefined || params[name] === null || params[name] === "",
  );
  if (missing !== undefined) return refused(`缺少参数 ${missing}`, missingWhy(missing, params));
  const strange = names.find((name) => typeof params[name] !== "string");
  if (strange === undefined) return null;
  return refused(`缺少参数 ${strange}`, {
    rule: `${strange} 必须是字符串：给数字的话，iOS 会报缺少参数，安卓放行`,
    field: strange,
    expected: JSON.stringify(String(params[strange])),
    given: JSON.stringify(params[strange]),
    advice: "在服务器上就写成字符串：String(Math.floor(Date.now() / 1000))",
  });
}

function missingWhy(field: string, params: Readonly<Record<string, unknown>>): Explanation {
  const other = Object.keys(params).find(
    (name) => name !== field && name.toLowerCase() === field.toLowerCase(),
  );
  const rule = `getBrandWCPayRequest 要有 ${names.join("、")}`;
  if (!other) return { rule, field };
  const advice = `${other} 的大小写不对：JSBridge 用 ${field}；wx.chooseWXPay 才用小写的 timestamp`;
  return { rule, field, expected: field, given: other, advice };
}

function checkPrepay(order: BookedOrder | null, prepayId: string, appid: string): CallUp | null {
  const field = "package";
  if (!order)
    return refused(prepayMissing, { rule: "没有这个 prepay_id，或者已经换发了新的", field, given: prepayId });
  if (!isPrepayFresh(order)) {
    const rule = "prepay_id 只有 2 小时有效";
    const advice = "用相同的参数再下一次单，会得到新的 prepay_id";
    return refused(prepayMissing, { rule, field, given: prepayId, advice });
  }
  if (order.tradeType !== "JSAPI") {
    const rule = "页面里只能调起 JSAPI 订单";
    return refused("商家订单信息有误", { rule, field, expected: "JSAPI", given: order.tradeType });
  }
  if (order.appid === appid) return null;
  const rule = "appId 必须是下单时的 appid";
  return refused(prepayMissing, { rule, field: "appId", expected: order.appid, given: appid });
}

function checkOrder(order: BookedOrder | null, texts: Record<string, string>, payer: PersonId): CallUp {
  if (!order) return refused(prepayMissing, {});
  const { refusal, why } = order.api === "v3" ? v3CallUp(order, texts) : v2CallUp(order, texts);
  if (refusal !== null) return refused(refusal, why);
  const late = payable(order, payer);
  if (late) return refused(late.text, { ...why, ...late.why });
  return { order, refusal: null, why };
}

/** The signature of v2, over the order's own sign type. */
function v2CallUp(
  order: BookedOrder,
  texts: Record<string, string>,
): { refusal: string | null; why: Explanation } {
  const signType: SignType = order.signType === "MD5" ? "MD5" : "HMAC-SHA256";
  const { paySign = "", ...rest } = texts;
  const reference = { appId: order.appid, package: `prepay_id=${order.prepayId}`, signType };
  const key = sandboxAccounts.pay.key;
  const input = { params: { ...rest, paySign }, field: "paySign", key, signType, reference } as const;
  const checked = checkSignature(input);
  if (texts.signType !== signType) {
    const rule = `signType 必须和下单时的签名方式一样（这一单是 ${signType}）`;
    const wrong = { field: "signType", expected: signType, given: texts.signType ?? "" };
    return { refusal: "支付验证签名失败", why: { ...checked.why, section, rule, ...wrong } };
  }
  return { refusal: checked.ok ? null : "支付验证签名失败", why: checked.why };
}
