import { describe, expect, it } from "vitest";
import { sign } from "@/lib/wechat";
import { appid, key, merchant } from "./wxpay-support";

describe("what the page gets", () => {
  const { wxpay, clock } = merchant(() => "");

  it("is signed over timeStamp, a string of seconds", () => {
    const conf = wxpay.getConf("wx2014");
    const { paySign, ...rest } = conf;
    expect(rest).toEqual({
      appId: appid,
      timeStamp: String(Math.floor(clock.now() / 1000)),
      nonceStr: expect.stringMatching(/^[0-9a-zA-Z]{32}$/),
      package: "prepay_id=wx2014",
      signType: "HMAC-SHA256",
    });
    expect(paySign).toBe(sign(rest, key, "HMAC-SHA256"));
  });

  it("follows the sign type of the order", () => {
    const { paySign, ...rest } = merchant(() => "", "MD5").wxpay.getConf("wx2014");
    expect(rest.signType).toBe("MD5");
    expect(paySign).toBe(sign(rest, key, "MD5"));
  });

  it("has a small timestamp for wx.chooseWXPay, yet the signature of timeStamp", () => {
    const { timestamp, paySign, ...rest } = wxpay.getChooseConf("wx2014");
    expect(Object.keys(rest).sort()).toEqual(["nonceStr", "package", "signType"]);
    expect(paySign).toBe(sign({ appId: appid, timeStamp: timestamp, ...rest }, key, "HMAC-SHA256"));
    expect(timestamp).toMatch(/^\d{10}$/);
  });
});
