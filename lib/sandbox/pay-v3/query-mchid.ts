import { sandboxAccounts } from "../accounts";
import type { Explanation } from "../explanation";
import { refuse, type V3Answer } from "./answer";
import type { SignedCall } from "./call";

/** An order's query names the merchant in its query string. (WeChat Pay v3, order query) */
export function checkQueryMchid(call: SignedCall, section: Explanation["section"]): V3Answer | null {
  const given = call.query.get("mchid");
  const expected = sandboxAccounts.pay.mchid;
  if (given === expected) return null;
  if (given) {
    const why = { rule: "mchid 要和 Authorization 里的一样", section, field: "mchid", expected, given };
    return refuse("INVALID_REQUEST", "商户号与签名使用的商户号不一致", why);
  }
  return refuse("PARAM_ERROR", "输入源“/query/mchid”必填", {
    rule: "查询串里要有 mchid：…?mchid=商户号，签名的 URL 也要带上它",
    section,
    field: "mchid",
    expected,
    given: "",
    detail: { field: "/mchid", value: "", issue: "必填", location: "query" },
  });
}
