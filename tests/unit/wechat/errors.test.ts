import { describe, expect, it } from "vitest";
import { NotificationError, WechatApiError, WechatError, WechatPayError } from "@/lib/wechat";

describe("WechatApiError", () => {
  it.each([
    [-1, "unknown", true],
    [45011, "refused", true],
    [40029, "refused", false],
    [40163, "refused", false],
    [99999, "refused", false],
  ])("%i: %s, retryable %s", (errcode, outcome, retryable) => {
    const error = new WechatApiError(errcode, "x, rid: 65a33cd8-023106e1-2dc7e2f6");
    expect(error).toMatchObject({
      kind: "api",
      code: String(errcode),
      errcode,
      outcome,
      retryable,
      name: "WechatApiError",
    });
    expect(error).toBeInstanceOf(WechatError);
  });

  it.each([-1, 40001, 40013, 40029, 40125, 40163, 40164, 48001])("%i has a hint", (errcode) => {
    expect(new WechatApiError(errcode, "").hint).toMatch(/\w{3}.*\.$/);
  });

  it("has no hint for a code without one, even a funny one", () => {
    for (const errcode of [1, Number.NaN]) expect(new WechatApiError(errcode, "").hint).toBeUndefined();
  });
});

describe("WechatPayError", () => {
  it.each(["SYSTEMERROR", "SYSTEM_ERROR", "BIZERR_NEED_RETRY", "PROCESSING"])(
    "%s leaves the result unknown",
    (errCode) => {
      const error = new WechatPayError({ returnCode: "SUCCESS", resultCode: "FAIL", errCode });
      expect(error).toMatchObject({ outcome: "unknown", retryable: true, code: errCode });
    },
  );

  it.each(["系统繁忙，请稍后再试", "SYSTEMERROR", "系统错误"])("so does a return_msg of %s", (returnMsg) => {
    expect(new WechatPayError({ returnCode: "FAIL", returnMsg }).outcome).toBe("unknown");
  });

  it.each(["ORDERPAID", "ORDERCLOSED", "OUT_TRADE_NO_USED", "APPID_MCHID_NOT_MATCH", "SIGNERROR", "NOAUTH"])(
    "%s is a refusal, with a hint",
    (errCode) => {
      const error = new WechatPayError({
        returnCode: "SUCCESS",
        resultCode: "FAIL",
        errCode,
        errCodeDes: "描述",
      });
      expect(error).toMatchObject({ outcome: "refused", retryable: false, errCode, errCodeDes: "描述" });
      expect(error.hint).toMatch(/\.$/);
      expect(error.message).toContain(`${errCode} 描述`);
    },
  );

  it("tells a number used twice from other invalid requests", () => {
    const used = {
      returnCode: "SUCCESS",
      resultCode: "FAIL",
      errCode: "INVALID_REQUEST",
      errCodeDes: "201 商户订单号重复",
    };
    expect(new WechatPayError(used).hint).toContain("out_trade_no");
    expect(new WechatPayError({ ...used, errCodeDes: "参数错误" }).hint).toBeUndefined();
  });

  it("says what a refused signature usually means, and survives codes named like properties", () => {
    expect(new WechatPayError({ returnCode: "FAIL", returnMsg: "签名错误，请检查后再试" }).hint).toContain(
      "API key",
    );
    expect(new WechatPayError({ returnCode: "SUCCESS", errCode: "constructor" }).hint).toBeUndefined();
    expect(new WechatPayError({ returnCode: "" }).code).toBe("FAIL");
  });
});

describe("NotificationError", () => {
  it("is a refusal with a reason", () => {
    expect(new NotificationError("signature", "x")).toMatchObject({
      kind: "signature",
      reason: "signature",
      outcome: "refused",
    });
    expect(new NotificationError("appid", "x")).toMatchObject({
      kind: "malformed",
      code: "NOTIFICATION_APPID",
    });
  });
});
