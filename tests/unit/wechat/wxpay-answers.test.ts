import { describe, expect, it } from "vitest";
import { WechatPayError } from "@/lib/wechat";
import { rejection } from "./support";
import { answer, good, key, merchant, order, signed } from "./wxpay-support";

describe("prepay, answers that are not to be trusted", () => {
  const unsigned = (text: string) => text.replace(/<sign>.*<\/sign>/, "");
  const paid = answer({ result_code: "FAIL", err_code: "ORDERPAID" });
  it.each([
    ["no signature", () => unsigned(signed(good)), "signature"],
    ["another key's signature", () => signed(good, "HMAC-SHA256", "another key"), "signature"],
    ["a changed field", () => signed(good).replace("wx2014", "wx2015"), "signature"],
    ["an added field", () => signed(good).replace("</xml>", "<extra>1</extra></xml>"), "signature"],
    ["an unsigned failure of the order", () => unsigned(signed(paid)), "signature"],
    ["a forged failure of the order", () => signed(paid, "MD5", "x"), "signature"],
    ["another merchant", () => signed({ ...good, mch_id: "1" }), "malformed"],
    ["another app", () => signed({ ...good, appid: "wx1" }), "malformed"],
    ["no prepay_id", () => signed({ ...good, prepay_id: undefined }), "malformed"],
    ["an empty prepay_id", () => signed({ ...good, prepay_id: "" }), "malformed"],
    ["HTML", () => "<html><body>400</body></html>", "malformed"],
    ["nothing", () => "", "malformed"],
    ["a DOCTYPE", () => `<!DOCTYPE xml>${signed(good)}`, "malformed"],
  ])("%s leaves the result unknown", async (_name, text, kind) => {
    const { wxpay } = merchant(() => text());
    expect(await rejection(wxpay.prepay(order))).toMatchObject({ kind, outcome: "unknown" });
  });

  it.each([
    ["network", "unknown", () => Promise.reject(new TypeError("fetch failed"))],
    ["http", "unknown", () => new Response("", { status: 502 })],
    ["http", "refused", () => new Response("No required SSL certificate was sent", { status: 400 })],
  ])("%s: %s", async (kind, outcome, handler) => {
    const { wxpay } = merchant(handler);
    expect(await rejection(wxpay.prepay(order))).toMatchObject({ kind, outcome });
  });
});

describe("prepay, refusals", () => {
  it("reports a refusal at the level of the protocol, which has no signature", async () => {
    const { wxpay } = merchant(
      () =>
        "<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[签名错误，请检查后再试]]></return_msg></xml>",
    );
    const error = await rejection(wxpay.prepay(order));
    expect(error).toBeInstanceOf(WechatPayError);
    expect(error).toMatchObject({
      returnCode: "FAIL",
      errCode: "",
      outcome: "refused",
      hint: expect.stringContaining("API key"),
    });
    expect(String(error)).not.toContain(key);
  });

  it.each([
    ["ORDERPAID", "refused"],
    ["ORDERCLOSED", "refused"],
    ["OUT_TRADE_NO_USED", "refused"],
    ["SYSTEMERROR", "unknown"],
  ])("reports %s, outcome %s", async (err_code, outcome) => {
    const { wxpay } = merchant(() => signed(answer({ result_code: "FAIL", err_code, err_code_des: "描述" })));
    const error = await rejection(wxpay.prepay(order));
    expect(error).toMatchObject({
      name: "WechatPayError",
      returnCode: "SUCCESS",
      resultCode: "FAIL",
      errCode: err_code,
      errCodeDes: "描述",
      outcome,
    });
  });
});

describe("the documented codes of orders", () => {
  it.each([
    ["INVALID_REQUEST", "参数错误", "INVALID_REQUEST", "stop"],
    ["INVALID_REQUEST", "201 商户订单号重复", "OUT_TRADE_NO_USED", "stop"],
    ["INVALID_REQUEST", "重入请求数据和已存在的业务单据数据不一致", "OUT_TRADE_NO_USED", "stop"],
    ["NOAUTH", "商户无此接口权限", "NOAUTH", "stop"],
    ["NOTENOUGH", "余额不足", "NOTENOUGH", "stop"],
    ["ORDERPAID", "商户订单已支付", "ORDERPAID", "stop"],
    ["ORDERCLOSED", "订单已关闭", "ORDERCLOSED", "stop"],
    ["SYSTEMERROR", "系统错误", "SYSTEMERROR", "query"],
    ["APPID_NOT_EXIST", "APPID不存在", "APPID_NOT_EXIST", "stop"],
    ["MCHID_NOT_EXIST", "MCHID不存在", "MCHID_NOT_EXIST", "stop"],
    ["APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", "APPID_MCHID_NOT_MATCH", "stop"],
    ["LACK_PARAMS", "缺少参数", "LACK_PARAMS", "stop"],
    ["OUT_TRADE_NO_USED", "商户订单号重复", "OUT_TRADE_NO_USED", "stop"],
    ["SIGNERROR", "签名错误", "SIGNERROR", "stop"],
    ["XML_FORMAT_ERROR", "XML格式错误", "XML_FORMAT_ERROR", "stop"],
    ["REQUIRE_POST_METHOD", "请使用post方法", "REQUIRE_POST_METHOD", "stop"],
    ["POST_DATA_EMPTY", "post数据为空", "POST_DATA_EMPTY", "stop"],
    ["NOT_UTF8", "编码格式错误", "NOT_UTF8", "stop"],
    ["PARAM_ERROR", "参数错误", "PARAM_ERROR", "stop"],
    ["INVALID_REQ_TOO_MUCH", "无效请求过多", "INVALID_REQ_TOO_MUCH", "retry"],
    ["FREQUENCY_LIMITED", "频率限制", "FREQUENCY_LIMITED", "retry"],
    ["TRADE_STATE_ERROR", "状态错误", "TRADE_STATE_ERROR", "stop"],
    ["BRAND_NEW", "新", "BRAND_NEW", "stop"],
  ])("%s %s is %s: %s", async (err_code, err_code_des, errCode, advice) => {
    const { wxpay } = merchant(() => signed(answer({ result_code: "FAIL", err_code, err_code_des })));
    const error = await rejection(wxpay.prepay(order));
    expect(error).toMatchObject({ errCode, rawCode: err_code, errCodeDes: err_code_des, advice });
    if (err_code !== "BRAND_NEW") {
      expect(error).toMatchObject({
        hint: expect.stringMatching(/\.$/),
        hintZh: expect.stringMatching(/。$/),
      });
    }
  });

  it.each([
    "",
    "<xml></xml>",
    "<xml><return_code>MAYBE</return_code></xml>",
    "<xml><result_code>FAIL</result_code></xml>",
  ])("half an answer is no refusal: %j", async (text) => {
    expect(await rejection(merchant(() => text).wxpay.prepay(order))).toMatchObject({ outcome: "unknown" });
  });
});
