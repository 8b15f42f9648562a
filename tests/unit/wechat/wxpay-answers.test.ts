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
