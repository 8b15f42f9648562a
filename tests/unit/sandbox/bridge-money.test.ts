import { describe, expect, it } from "vitest";
import { bridgedPage, signed } from "./bridge-support";

const verify = "bridge/jssdk/verify";
const opening = "bridge/transfer/open";
const given = { mchId: "1600000000", appId: "wx1", package: "abc==" };

describe("requestMerchantTransfer", () => {
  it("needs a wx.config that asked for it, also on the bridge itself", async () => {
    const bridge = await bridgedPage();
    const refused = "requestMerchantTransfer:fail, the permission value is offline verifying";
    expect(await bridge.invoke("requestMerchantTransfer", given)).toEqual({ err_msg: refused });
    bridge.answer(verify, { ok: true, granted: ["chooseWXPay"] });
    await bridge.invoke("preVerifyJSAPI", { ...signed });
    expect(await bridge.invoke("requestMerchantTransfer", given)).toEqual({
      err_msg: "requestMerchantTransfer:access denied",
    });
    expect(bridge.asked().map(({ path }) => path)).toEqual([verify]);
  });

  it("asks WeChat with what the page gave and where it is", async () => {
    const bridge = await bridgedPage();
    bridge.answer(verify, { ok: true, granted: ["requestMerchantTransfer"] });
    await bridge.invoke("preVerifyJSAPI", { ...signed });
    bridge.answer(opening, { ok: false, message: "你的微信号与商家指定的微信号不一致" });
    const answer = await bridge.invoke("requestMerchantTransfer", given);
    expect(answer.err_msg).toBe("requestMerchantTransfer:fail");
    expect(bridge.asked().at(-1)).toEqual({
      path: opening,
      body: { params: given, url: "http://localhost:3000/products/opal?from=x" },
    });
    expect(bridge.recorded().at(-1)).toMatchObject({ api: "requestMerchantTransfer", ok: false });
  });

  it("fails when the sandbox does not answer", async () => {
    const bridge = await bridgedPage();
    bridge.answer(verify, { ok: true, granted: ["requestMerchantTransfer"] });
    await bridge.invoke("preVerifyJSAPI", { ...signed });
    expect(await bridge.invoke("requestMerchantTransfer", given)).toEqual({
      err_msg: "requestMerchantTransfer:fail",
    });
  });

  it("is one of the calls that checkJsApi knows", async () => {
    const bridge = await bridgedPage();
    bridge.answer(verify, { ok: true, granted: [] });
    await bridge.invoke("preVerifyJSAPI", { ...signed });
    const { checkResult } = await bridge.invoke("checkJsApi", {
      ...signed,
      jsApiList: ["requestMerchantTransfer", "requestMerchantTransfers"],
    });
    expect(JSON.parse(String(checkResult))).toEqual({
      requestMerchantTransfer: true,
      requestMerchantTransfers: false,
    });
  });
});
