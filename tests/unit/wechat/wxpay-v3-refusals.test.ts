import { describe, expect, it } from "vitest";
import { WechatPayError, type Wxpay } from "@/lib/wechat";
import { rejection } from "./support";
import { order, v3Merchant } from "./wxpay-v3-support";

type Face = Pick<
  Wxpay,
  "prepay" | "refund" | "refundQuery" | "transfer" | "payoutQuery" | "close" | "orderQuery"
>;

const calls = {
  prepay: (wxpay: Face) => wxpay.prepay(order),
  close: (wxpay: Face) => wxpay.close(order.out_trade_no),
  query: (wxpay: Face) => wxpay.orderQuery({ out_trade_no: order.out_trade_no }),
  refund: (wxpay: Face) =>
    wxpay.refund({ out_trade_no: order.out_trade_no, out_refund_no: "R1", total_fee: 100, refund_fee: 100 }),
  transfer: (wxpay: Face) => wxpay.transfer({ out_bill_no: "T1", openid: "o1", amount: 100, remark: "x" }),
};

function refused(call: keyof typeof calls, status: number, body: unknown) {
  const { wxpay } = v3Merchant(() => ({ status, body }));
  return rejection(calls[call](wxpay));
}

type Row = [keyof typeof calls, number, string, string, string, "refused" | "unknown"];
const table: Row[] = [
  ["prepay", 400, "PARAM_ERROR", "参数错误", "PARAM_ERROR", "refused"],
  ["prepay", 401, "SIGN_ERROR", "签名错误，请检查后再试", "SIGNERROR", "refused"],
  ["prepay", 403, "NO_AUTH", "商户无权限", "NOAUTH", "refused"],
  ["prepay", 403, "RULE_LIMIT", "业务规则限制", "RULELIMIT", "refused"],
  ["prepay", 403, "OUT_TRADE_NO_USED", "商户订单号重复", "OUT_TRADE_NO_USED", "refused"],
  ["prepay", 400, "INVALID_REQUEST", "201 商户订单号重复", "OUT_TRADE_NO_USED", "refused"],
  ["prepay", 400, "INVALID_REQUEST", "该订单已支付", "ORDERPAID", "refused"],
  ["prepay", 400, "INVALID_REQUEST", "订单已关闭", "ORDERCLOSED", "refused"],
  ["prepay", 400, "ORDER_CLOSED", "订单已关闭", "ORDERCLOSED", "refused"],
  ["prepay", 400, "INVALID_REQUEST", "别的", "INVALID_REQUEST", "refused"],
  ["prepay", 400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", "APPID_MCHID_NOT_MATCH", "refused"],
  ["prepay", 400, "MCH_NOT_EXISTS", "商户号不存在", "MCHID_NOT_EXIST", "refused"],
  ["prepay", 500, "OPENID_MISMATCH", "openid和appid不匹配", "OPENID_MISMATCH", "refused"],
  ["prepay", 500, "INVALID_TRANSACTIONID", "订单号非法", "INVALID_TRANSACTIONID", "refused"],
  ["prepay", 500, "SYSTEM_ERROR", "系统繁忙，请稍后重试", "SYSTEMERROR", "unknown"],
  ["prepay", 500, "SYSTEMERROR", "系统错误", "SYSTEMERROR", "unknown"],
  ["prepay", 500, "BANKERROR", "银行系统异常", "BANKERROR", "unknown"],
  ["prepay", 500, "BANK_ERROR", "银行系统异常", "BANKERROR", "unknown"],
  ["prepay", 502, "SERVICE_UNAVAILABLE", "x", "SYSTEMERROR", "unknown"],
  ["prepay", 503, "BRAND_NEW", "x", "BRAND_NEW", "unknown"],
  ["prepay", 400, "BRAND_NEW", "x", "BRAND_NEW", "refused"],
  ["prepay", 400, "constructor", "x", "constructor", "refused"],
  ["prepay", 429, "FREQUENCY_LIMITED", "频率超限", "FREQUENCY_LIMITED", "refused"],
  ["prepay", 429, "RATELIMIT_EXCEEDED", "频率超限", "FREQUENCY_LIMITED", "refused"],
  ["prepay", 429, "RATE_LIMITED", "频率超限", "FREQUENCY_LIMITED", "refused"],
  ["close", 400, "ORDERPAID", "订单已支付", "ORDERPAID", "refused"],
  ["close", 400, "ORDER_PAID", "订单已支付", "ORDERPAID", "refused"],
  ["close", 403, "TRADE_ERROR", "订单已支付", "ORDERPAID", "refused"],
  ["close", 404, "ORDER_NOT_EXIST", "订单不存在", "ORDERNOTEXIST", "refused"],
  ["close", 404, "ORDERNOTEXIST", "订单不存在", "ORDERNOTEXIST", "refused"],
  ["close", 403, "USER_PAYING", "用户支付中", "USERPAYING", "unknown"],
  ["refund", 404, "RESOURCE_NOT_EXISTS", "订单号不存在", "ORDERNOTEXIST", "refused"],
  ["refund", 403, "NOT_ENOUGH", "余额不足", "NOTENOUGH", "refused"],
  ["refund", 403, "NOTENOUGH", "余额不足", "NOTENOUGH", "refused"],
  [
    "refund",
    400,
    "INVALID_REQUEST",
    "订单金额或退款金额与之前请求不一致，请核实后再试",
    "REFUND_FEE_MISMATCH",
    "refused",
  ],
  ["refund", 403, "USER_ACCOUNT_ABNORMAL", "x", "USER_ACCOUNT_ABNORMAL", "refused"],
  ["refund", 429, "FREQUENCY_LIMITED", "频率限制", "FREQUENCY_LIMITED", "unknown"],
  ["refund", 429, "BRAND_NEW", "x", "BRAND_NEW", "unknown"],
  ["refund", 403, "BIZERR_NEED_RETRY", "x", "BIZERR_NEED_RETRY", "unknown"],
  ["transfer", 403, "NOT_ENOUGH", "资金不足", "NOTENOUGH", "refused"],
  ["transfer", 400, "INVALID_REQUEST", "超过单笔转账上下限,核实产品设置是否准确", "AMOUNT_LIMIT", "refused"],
  [
    "transfer",
    400,
    "INVALID_REQUEST",
    "单号已存在但信息不一致,请查单后比较确认",
    "OUT_BILL_NO_USED",
    "unknown",
  ],
  ["transfer", 400, "ALREADY_EXISTS", "x", "ALREADY_EXISTS", "unknown"],
  ["transfer", 403, "NO_AUTH", "暂不支持使用升级前功能", "NOAUTH", "refused"],
  ["transfer", 400, "FREQUENCY_LIMIT_EXCEED", "x", "FREQUENCY_LIMITED", "unknown"],
];

describe("WeChat's refusals", () => {
  it.each(table)("%s: %d %s %s is %s, %s", async (call, status, code, message, errCode, outcome) => {
    const error = await refused(call, status, { code, message, detail: { field: "/x" } });
    expect(error).toBeInstanceOf(WechatPayError);
    expect(error).toMatchObject({ errCode, rawCode: code, errCodeDes: message, httpStatus: status, outcome });
  });

  it.each<[number, unknown, string, string]>([
    [404, "<html>nginx</html>", "HTTP_404", "refused"],
    [403, "", "HTTP_403", "refused"],
    [400, { code: 1 }, "HTTP_400", "refused"],
    [400, "null", "HTTP_400", "refused"],
    [429, "", "FREQUENCY_LIMITED", "refused"],
    [502, "<html>Bad Gateway</html>", "SYSTEMERROR", "unknown"],
    [504, "", "SYSTEMERROR", "unknown"],
  ])("without a code: %d %s is %s, %s", async (status, body, errCode, outcome) => {
    expect(await refused("prepay", status, body)).toMatchObject({
      errCode,
      rawCode: "",
      httpStatus: status,
      outcome,
    });
  });

  it("a proxy's 404 does not pass for an order, a refund or a transfer that is not there", async () => {
    const { wxpay } = v3Merchant(() => ({ status: 404, body: "<html>not found</html>" }));
    for (const asked of [
      wxpay.orderQuery({ out_trade_no: order.out_trade_no }),
      wxpay.refundQuery({ out_refund_no: "R1" }),
      wxpay.payoutQuery({ out_bill_no: "T1", kind: "transfer" }),
    ]) {
      expect(await rejection(asked)).toMatchObject({ errCode: "HTTP_404" });
    }
  });

  it("a wrong signature is put down to v3's own settings", async () => {
    const hint = expect.stringMatching(/WXPAY_SERIAL_NO/);
    const expected = { advice: "stop", hint, hintZh: hint };
    expect(await refused("prepay", 401, { code: "SIGN_ERROR", message: "签名错误" })).toMatchObject(expected);
  });

  it("what only the text told has its own hint", async () => {
    const paid = await refused("prepay", 400, { code: "INVALID_REQUEST", message: "该订单已支付" });
    expect(paid).toMatchObject({ hint: expect.stringMatching(/already paid/) });
  });

  it("does not repeat what WeChat says of the signed text", async () => {
    const detail = { sign_information: { truncated_sign_message: "POST\n/v3/secret" } };
    const error = await refused("prepay", 401, { code: "SIGN_ERROR", message: "签名错误", detail });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("/v3/secret");
  });
});
