import { nowMs } from "@/lib/clock";
import { parseBeijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "../accounts";
import { sections } from "../explanation";
import { personByOpenid } from "../people";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import * as book from "./order-book";
import { perform } from "./perform";
import { yuan } from "./texts";
import { checkFields } from "./unified-order-fields";

const section = sections.unifiedOrder;

const rules: CallRules = {
  required: ["body", "out_trade_no", "total_fee", "spbill_create_ip", "notify_url", "trade_type"],
  optional: [
    "device_info",
    "detail",
    "attach",
    "fee_type",
    "time_start",
    "time_expire",
    "goods_tag",
    "limit_pay",
    "openid",
    "receipt",
    "product_id",
    "scene_info",
    "profit_sharing",
  ],
  section,
  reference: async (fields) => {
    const order = await book.findByOutTradeNo(fields.out_trade_no ?? "");
    return order && book.firstRequest(order);
  },
};

/** `POST /pay/unifiedorder`: enters an order and gives its prepay_id. (WeChat Pay v2, unified order) */
export function unifiedOrder(request: PayRequest): Promise<PayAnswer> {
  return perform(
    request,
    rules,
    async (call) => checkFields(call) ?? checkPayer(call) ?? (await enter(call)),
  );
}

function checkPayer(call: PayCall): PayAnswer | null {
  const { appid = "", openid = "", trade_type } = call.fields;
  if (trade_type !== "JSAPI" || personByOpenid(sandboxAccounts.mp.appid, openid))
    return checkApp(call, appid);
  return refuse(call, "PARAM_ERROR", "appid和openid不匹配", {
    rule: "openid 要属于下单的 appid：同一个人在公众号、网站应用、移动应用里的 openid 各不相同",
    section,
    field: "openid",
    given: openid,
    advice: "在电脑上扫码登录得到的是网站应用的 openid，不能用来做 JSAPI 支付：到微信里再授权一次",
  });
}

/** Pages in WeChat are the service account's. */
function checkApp(call: PayCall, given: string): PayAnswer | null {
  const expected = sandboxAccounts.mp.appid;
  if (call.fields.trade_type !== "JSAPI" || given === expected) return null;
  const rule = "JSAPI 支付要用公众号的 appid，移动应用的只能做 APP 支付";
  return refuse(call, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", {
    rule,
    section,
    field: "appid",
    expected,
    given,
  });
}

async function enter(call: PayCall): Promise<PayAnswer> {
  const { fields } = call;
  const known = await book.findByOutTradeNo(fields.out_trade_no ?? "");
  if (known) return reenter(call, known);
  const timing = checkTimeExpire(call);
  if (timing) return timing;
  const timeExpire = fields.time_expire ? parseBeijingTime(fields.time_expire) : null;
  const order = await book.createOrder({ fields, signType: call.signType, timeExpire });
  // The same number came twice at once: the other request entered it.
  if (order === null) return reenter(call, await required(fields.out_trade_no ?? ""));
  return prepaid(call, order, `下单成功 ¥${yuan(order.totalFee)} ${order.body}`);
}

async function required(outTradeNo: string): Promise<book.BookedOrder> {
  const order = await book.findByOutTradeNo(outTradeNo);
  if (order === null) throw new Error("The order is neither new nor there");
  return order;
}

async function reenter(call: PayCall, order: book.BookedOrder): Promise<PayAnswer> {
  const field = "out_trade_no";
  if (order.tradeState === "CLOSED") {
    return refuse(call, "ORDERCLOSED", "订单已关闭", {
      rule: "关闭了的订单号不能再用",
      section,
      field,
      advice: "换一个新的商户订单号",
    });
  }
  if (order.tradeState !== "NOTPAY") {
    return refuse(call, "ORDERPAID", "该订单已支付", {
      rule: "这个商户订单号已经付过款",
      section,
      field,
      advice: "查单，把自己的订单改成已支付",
    });
  }
  const differences = compare(book.firstRequest(order), book.comparable(call.fields));
  if (differences.length > 0) {
    const names = differences.map((difference) => difference.field).join("、");
    return refuse(call, "INVALID_REQUEST", "201 商户订单号重复", {
      rule: `同一个商户订单号再次下单，参数必须和第一次完全一样；这次 ${names} 变了`,
      section,
      field: differences[0]?.field ?? field,
      differences,
      advice: "改金额、改商品、换人付款都要关闭旧订单、换新的订单号",
    });
  }
  if (book.isOverdue(order)) {
    return refuse(call, "INVALID_REQUEST", "订单已过期", {
      rule: "time_expire 已经过了",
      section,
      field: "time_expire",
      given: call.fields.time_expire ?? "",
    });
  }
  const renewed = await book.withFreshPrepay(order);
  const same = renewed.prepayId === order.prepayId;
  return prepaid(
    call,
    renewed,
    same ? "重入：参数相同，返回同一个 prepay_id" : "重入：prepay_id 过了 2 小时，换发新的",
  );
}

function compare(
  before: Record<string, string>,
  now: Record<string, string>,
): { field: string; before: string; now: string }[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .filter((field) => before[field] !== now[field])
    .map((field) => ({ field, before: before[field] ?? "", now: now[field] ?? "" }));
}

// The time has whole seconds: a minute from now, written down, is up to one second less.
const shortestMs = 59_000;

function checkTimeExpire(call: PayCall): PayAnswer | null {
  const { time_expire, time_start } = call.fields;
  if (!time_expire) return null;
  const expire = parseBeijingTime(time_expire).getTime();
  const start = time_start ? parseBeijingTime(time_start).getTime() : nowMs();
  if (expire - nowMs() > shortestMs && expire - start > shortestMs) return null;
  return refuse(call, "PARAM_ERROR", "time_expire时间过短，至少1分钟", {
    rule: "time_expire（北京时间 yyyyMMddHHmmss）必须在 1 分钟以后",
    section,
    field: "time_expire",
    given: time_expire,
    advice: "服务器时区不是北京时间的话，要先换算成 UTC+8 再写",
  });
}

function prepaid(call: PayCall, order: book.BookedOrder, outcome: string): PayAnswer {
  const { device_info, body = "", notify_url = "" } = call.fields;
  const notes: string[] = [];
  if (order.tradeType === "APP" && order.appid !== sandboxAccounts.mobile.appid)
    notes.push("APP 支付要用移动应用的 appid 下单：微信会拒绝，沙箱放过");
  if (Buffer.byteLength(body) > 127)
    notes.push("body 超过 127 字节：文档没说清限制的是字节还是字符，沙箱按 128 个字符放行");
  if (/^https?:\/\/(localhost|127\.|\[::1\])/.test(notify_url)) {
    notes.push("notify_url 是本机地址：微信访问不到，沙箱就在本机所以可以");
  }
  const answer = {
    device_info: device_info || undefined,
    trade_type: order.tradeType,
    prepay_id: order.prepayId,
    code_url: order.tradeType === "NATIVE" ? (order.codeUrl ?? undefined) : undefined,
    mweb_url: order.tradeType === "MWEB" ? (order.codeUrl ?? undefined) : undefined,
  };
  return succeed(call, answer, outcome, notes);
}
