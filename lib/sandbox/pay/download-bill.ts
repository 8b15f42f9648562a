import { gzipSync } from "node:zlib";
import { billTypes } from "../books/bill-text";
import { dayBill, isDay } from "../books/bills";
import { type Explanation, sections } from "../explanation";
import { type PayAnswer, refuse } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import { perform } from "./perform";

const section = sections.bill;

const rules: CallRules = {
  required: ["bill_date"],
  optional: ["bill_type", "tar_type", "device_info"],
  section,
  answers: "bill",
};

/** `POST /pay/downloadbill`: what a day brought, as plain text. (WeChat Pay v2, download bill) */
export function downloadBill(request: PayRequest): Promise<PayAnswer> {
  return perform(request, rules, answer);
}

async function answer(call: PayCall): Promise<PayAnswer> {
  const { bill_date = "", bill_type = "ALL", tar_type } = call.fields;
  const type = billTypes.find((name) => name === (bill_type || "ALL"));
  if (bill_type === "RECHARGE_REFUND") {
    const rule = "沙箱没有充值券，也就没有充值券退款的账单";
    return refuseBill(call, "No Bill Exist", { rule, field: "bill_type" });
  }
  if (!type) {
    return refuseBill(call, "invalid bill_type", {
      rule: "bill_type 是 ALL、SUCCESS、REFUND 或 RECHARGE_REFUND",
      field: "bill_type",
    });
  }
  if (tar_type && tar_type !== "GZIP") {
    return refuseBill(call, "data format error", { rule: "tar_type 只有 GZIP", field: "tar_type" });
  }
  if (!isDay(bill_date)) {
    return refuseBill(call, "data format error", {
      rule: "bill_date 是 yyyyMMdd，北京时间的一天",
      field: "bill_date",
    });
  }
  const text = await dayBill(bill_date, type);
  if (text === null) {
    const rule = "账单第二天 10 点以后才有，保留 3 个月；没有交易的日子没有账单";
    return refuseBill(call, "No Bill Exist", { rule, field: "bill_date" });
  }
  const outcome = `账单 ${bill_date} ${type}`;
  const told = { body: text, outcome, ok: true, why: call.why };
  if (!tar_type) return { ...told, contentType: "text/plain; charset=utf-8" };
  return { ...told, bytes: gzipSync(text), contentType: "application/x-gzip" };
}

function refuseBill(call: PayCall, text: string, why: Explanation): PayAnswer {
  const given = why.field ? (call.fields[why.field] ?? "") : "";
  return refuse(call, "20002", text, { section, ...why, given });
}
