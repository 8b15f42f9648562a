import { isIP } from "node:net";
import { z } from "zod";
import { parseBeijingTime } from "@/lib/wechat/time";
import { sections } from "../explanation";
import { type PayAnswer, refuse } from "./answers";
import type { PayCall } from "./envelope";
import {
  checkFieldRules,
  type FieldRule,
  type FieldRules,
  httpAddress,
  tooLong,
  wholeFen,
} from "./field-rules";

/** What each field of an order must look like. (WeChat Pay v2, unified order) */

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

const fieldRules: FieldRules = {
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
  total_fee: [wholeFen("total_fee")],
  fee_type: [{ test: (value) => value === "CNY", rule: "fee_type 只有 CNY" }],
  spbill_create_ip: [{ test: (value) => isIP(value) !== 0, rule: "spbill_create_ip 是 IPv4 或 IPv6 地址" }],
  time_start: [moment],
  time_expire: [moment],
  notify_url: [tooLong("notify_url", 256), httpAddress("notify_url")],
  trade_type: [
    {
      test: (value) => ["JSAPI", "NATIVE", "APP", "MWEB"].includes(value),
      rule: "trade_type 是 JSAPI、NATIVE、APP 或 MWEB",
    },
  ],
  product_id: [tooLong("product_id", 32)],
  openid: [tooLong("openid", 128)],
  limit_pay: [{ test: (value) => value === "no_credit", rule: "limit_pay 只有 no_credit" }],
  scene_info: [
    tooLong("scene_info", 256),
    { test: isJson, rule: "scene_info 是 JSON", text: "scene_info参数格式错误" },
  ],
};

interface Needed {
  field: string;
  text: string;
}

/** What a trade type cannot do without. */
const needed: Readonly<Record<string, Needed>> = {
  JSAPI: { field: "openid", text: "JSAPI支付必须传openid" },
  NATIVE: { field: "product_id", text: "NATIVE支付必须传product_id" },
  MWEB: { field: "scene_info", text: "H5支付必须传scene_info" },
};

const section = sections.unifiedOrder;

/** Checks every field that the order has, and that it has what its trade type wants. */
export function checkFields(call: PayCall): PayAnswer | null {
  return checkFieldRules(call, fieldRules, section) ?? checkNeeded(call) ?? checkScene(call);
}

function checkNeeded({ fields, ...call }: PayCall): PayAnswer | null {
  const { trade_type = "" } = fields;
  const need = needed[trade_type];
  if (!need || fields[need.field]) return null;
  const rule = `trade_type=${trade_type} 时 ${need.field} 必填`;
  return refuse({ fields, ...call }, "PARAM_ERROR", need.text, { rule, section, field: need.field });
}

/** A browser's order says where it stands: a page (Wap) or an app. */
function checkScene(call: PayCall): PayAnswer | null {
  const { trade_type, scene_info = "" } = call.fields;
  if (trade_type !== "MWEB") return null;
  const scene = z.object({ h5_info: z.object({ type: z.string().min(1) }) });
  if (scene.safeParse(JSON.parse(scene_info)).success) return null;
  return refuse(call, "PARAM_ERROR", "scene_info参数格式错误", {
    rule: "H5 支付的 scene_info 要说明场景",
    section,
    field: "scene_info",
    expected: `{"h5_info":{"type":"Wap","wap_url":"…","wap_name":"…"}}`,
    given: scene_info,
  });
}
