import { isIP } from "node:net";
import { parseBeijingTime } from "@/lib/wechat/time";
import { type Explanation, sections } from "../explanation";
import { type PayAnswer, type PayCall, refuse } from "./envelope";

/** What each field of an order must look like. (WeChat Pay v2, unified order) */
interface FieldRule {
  /** Of an order that lacks an optional field nothing is checked. */
  test: (value: string) => boolean;
  rule: string;
  advice?: string;
  code?: string;
  text?: string;
}

const upTo = (length: number) => (value: string) => [...value].length <= length;
const tooLong = (name: string, length: number): FieldRule => ({
  test: upTo(length),
  rule: `${name} 最多 ${length} 个字符`,
  text: `${name}参数长度有误`,
});

const isMoment = (value: string): boolean => {
  try {
    parseBeijingTime(value);
    return true;
  } catch {
    return false;
  }
};
const moment: FieldRule = { test: isMoment, rule: "时间是 14 位北京时间 yyyyMMddHHmmss" };

const isJson = (value: string): boolean => {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
};

const fieldRules: Readonly<Record<string, readonly FieldRule[]>> = {
  nonce_str: [tooLong("nonce_str", 32)],
  device_info: [tooLong("device_info", 32)],
  body: [tooLong("body", 128)],
  detail: [tooLong("detail", 6144), { test: isJson, rule: "detail 是 JSON" }],
  attach: [tooLong("attach", 127)],
  out_trade_no: [
    {
      test: (value) => /^[0-9A-Za-z_\-|*@]{6,32}$/.test(value),
      rule: "out_trade_no 是 6 到 32 位的数字、字母和 _-|*，在商户号下唯一",
    },
  ],
  total_fee: [
    {
      test: (value) => /^[1-9]\d{0,9}$/.test(value),
      rule: "total_fee 是整数，单位是分，最小是 1",
      advice: "金额从头到尾用整数分：不要拿浮点的元乘 100，也不要写小数点",
    },
  ],
  fee_type: [{ test: (value) => value === "CNY", rule: "fee_type 只有 CNY" }],
  spbill_create_ip: [{ test: (value) => isIP(value) !== 0, rule: "spbill_create_ip 是 IPv4 或 IPv6 地址" }],
  time_start: [moment],
  time_expire: [moment],
  notify_url: [
    tooLong("notify_url", 256),
    {
      test: (value) => URL.canParse(value) && /^https?:\/\/[^?#]+$/i.test(value),
      rule: "notify_url 是外网能访问的完整地址，不能带参数",
      advice: "要区分业务就用不同的路径，或用 attach 带回数据",
    },
  ],
  trade_type: [
    {
      test: (value) => ["JSAPI", "NATIVE", "APP", "MWEB"].includes(value),
      rule: "trade_type 是 JSAPI、NATIVE、APP 或 MWEB",
    },
    {
      test: (value) => value === "JSAPI",
      rule: "沙箱的商户号只开通了 JSAPI 支付",
      code: "NOAUTH",
      text: "商户无此接口权限",
    },
  ],
  openid: [tooLong("openid", 128)],
  limit_pay: [{ test: (value) => value === "no_credit", rule: "limit_pay 只有 no_credit" }],
};

/** Checks every field that the order has; JSAPI must name the payer. */
export function checkFields(call: PayCall): PayAnswer | null {
  for (const [field, rules] of Object.entries(fieldRules)) {
    const value = call.fields[field];
    const broken = value ? rules.find((rule) => !rule.test(value)) : undefined;
    if (value && broken) return refuseField(call, field, value, broken);
  }
  if (call.fields.openid) return null;
  const rule = "trade_type=JSAPI 时 openid 必填";
  return refuse(call, "PARAM_ERROR", "JSAPI支付必须传openid", { rule, section, field: "openid" });
}

const section: Explanation["section"] = sections.unifiedOrder;

function refuseField(call: PayCall, field: string, given: string, broken: FieldRule): PayAnswer {
  const { rule, advice, code = "PARAM_ERROR", text = `${field}参数格式错误` } = broken;
  return refuse(call, code, text, { rule, section, field, given, ...(advice ? { advice } : {}) });
}
