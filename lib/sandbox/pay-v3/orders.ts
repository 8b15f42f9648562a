import { nowMs } from "@/lib/clock";
import { type BookedOrder, findByOutTradeNo, isOverdue, withFreshPrepay } from "../pay/order-book";
import { checkAccounts, checkOpenid } from "./accounts-check";
import { refuse, succeed, type V3Answer } from "./answer";
import { isAnswer } from "./authorization";
import { canonical, differences, readBody } from "./body";
import type { SignedCall } from "./call";
import { createV3Order } from "./order-book";
import { type OrderFields, orderSchemas, type V3TradeType } from "./order-fields";
import { v3Sections } from "./sections";

const section = v3Sections.order;

/** `POST /v3/pay/transactions/{jsapi|native|app|h5}`: enters an order. (WeChat Pay v3, order) */
export const placeOrder =
  (tradeType: V3TradeType) =>
  async (call: SignedCall): Promise<V3Answer> => {
    const read = readBody(call, orderSchemas[tradeType], section);
    if (isAnswer(read)) return read;
    const { fields, notes } = read;
    const openid = payerOf(tradeType, fields);
    const refusal =
      checkAccounts(fields, section) ??
      (openid === "" ? null : checkOpenid(fields.appid, openid, section)) ??
      checkExpiry(fields);
    if (refusal) return refusal;
    return enter(fields, tradeType, openid, [...notes, ...notesOf(fields)]);
  };

function payerOf(tradeType: V3TradeType, { payer }: OrderFields): string {
  if (tradeType !== "JSAPI" || typeof payer !== "object" || payer === null) return "";
  const openid: unknown = Reflect.get(payer, "openid");
  return typeof openid === "string" ? openid : "";
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

function checkExpiry({ time_expire }: OrderFields): V3Answer | null {
  if (time_expire === undefined || Date.parse(time_expire) - nowMs() <= 90 * dayMs) return null;
  return refuse("PARAM_ERROR", "输入源“/body/time_expire”最晚是 90 天以后", {
    rule: "time_expire 最晚是下单的 90 天以后",
    section,
    field: "time_expire",
    given: time_expire,
    detail: { field: "/time_expire", value: time_expire, issue: "最晚是 90 天以后", location: "body" },
  });
}

/** Payable for 7 days unless the order says otherwise; what is too soon is moved. */
function expiryOf({ time_expire }: OrderFields): Date {
  if (time_expire === undefined) return new Date(nowMs() + 7 * dayMs);
  return new Date(Math.max(Date.parse(time_expire), nowMs() + minuteMs));
}

function notesOf({ notify_url, time_expire }: OrderFields): string[] {
  const notes: string[] = [];
  if (!/^https:/i.test(notify_url)) notes.push("notify_url 不是 https：微信会拒绝，沙箱放过");
  if (/^https?:\/\/(localhost|127\.|\[::1\])/i.test(notify_url)) {
    notes.push("notify_url 是本机地址：微信访问不到，沙箱就在本机所以可以");
  }
  if (time_expire !== undefined && Date.parse(time_expire) < nowMs() + minuteMs) {
    notes.push("time_expire 不到 1 分钟：按 1 分钟算");
  }
  return notes;
}

async function enter(
  fields: OrderFields,
  tradeType: V3TradeType,
  openid: string,
  notes: string[],
): Promise<V3Answer> {
  const known = await findByOutTradeNo(fields.out_trade_no);
  if (known) return reenter(fields, tradeType, known, notes);
  const order = await createV3Order({ fields, tradeType, openid, timeExpire: expiryOf(fields) });
  if (order) return placed(order, `下单成功 ¥${yuan(order.totalFee)} ${order.body}`, notes);
  // The same number came twice at once: the other request entered it.
  const other = await findByOutTradeNo(fields.out_trade_no);
  if (!other) throw new Error("The order is neither new nor there");
  return reenter(fields, tradeType, other, notes);
}

const yuan = (fen: number): string => (fen / 100).toFixed(2);

async function reenter(
  fields: OrderFields,
  tradeType: V3TradeType,
  order: BookedOrder,
  notes: string[],
): Promise<V3Answer> {
  const settled = refuseSettled(order);
  if (settled) return settled;
  const changed =
    order.api === "v3" ? differences(JSON.parse(order.request), JSON.parse(canonical(fields))) : [];
  if (order.api !== "v3" || order.tradeType !== tradeType || changed.length > 0) {
    return refuseChanged(order, tradeType, changed);
  }
  if (isOverdue(order)) {
    const why = { rule: "time_expire 已经过了", section, field: "time_expire" };
    return refuse("INVALID_REQUEST", "订单已过期", why);
  }
  const renewed = await withFreshPrepay(order);
  const same = renewed.prepayId === order.prepayId;
  const outcome = same ? "重入：参数相同，返回同一个 prepay_id" : "重入：prepay_id 过了 2 小时，换发新的";
  return placed(renewed, outcome, notes);
}

function refuseSettled({ tradeState }: BookedOrder): V3Answer | null {
  if (tradeState === "NOTPAY") return null;
  const field = "out_trade_no";
  if (tradeState === "CLOSED") {
    const advice = "换一个新的商户订单号";
    return refuse("ORDER_CLOSED", "订单已关闭", { rule: "关闭了的订单号不能再用", section, field, advice });
  }
  const advice = "查单，把自己的订单改成已支付";
  return refuse("ORDERPAID", "该订单已支付", { rule: "这个商户订单号已经付过款", section, field, advice });
}

function refuseChanged(
  order: BookedOrder,
  tradeType: V3TradeType,
  changed: { field: string; before: string; now: string }[],
): V3Answer {
  const ways =
    order.tradeType === tradeType ? [] : [{ field: "支付方式", before: order.tradeType, now: tradeType }];
  const apis = order.api === "v3" ? [] : [{ field: "接口", before: "V2", now: "V3" }];
  const all = [...apis, ...ways, ...changed];
  const names = all.map(({ field }) => field).join("、");
  return refuse("INVALID_REQUEST", "201 商户订单号重复", {
    rule: `同一个商户订单号再次下单，参数必须和第一次完全一样；这次 ${names} 变了`,
    section,
    field: all[0]?.field ?? "out_trade_no",
    differences: all,
    advice: "改金额、改商品、换人付款都要关闭旧订单、换新的订单号",
  });
}

function placed(order: BookedOrder, outcome: string, notes: string[]): V3Answer {
  switch (order.tradeType) {
    case "NATIVE":
      return succeed({ code_url: order.codeUrl }, outcome, notes);
    case "MWEB":
      return succeed({ h5_url: order.codeUrl }, outcome, notes);
    default:
      return succeed({ prepay_id: order.prepayId }, outcome, notes);
  }
}
