import { describe, expect, it, vi } from "vitest";
import { pageScript } from "@/lib/sandbox/scripts";
import { configuredPage, desktop, openPage, recorder, settings } from "./jweixin-support";

describe("the script", () => {
  it("is there under its own address only", async () => {
    expect(await pageScript("/open/js/jweixin-1.6.0.js")).toContain("sdk");
    for (const path of ["/open/js/jweixin-9.js", "/open/js/jweixin-1.6.0.js/", "/", "__proto__"]) {
      expect(await pageScript(path), path).toBeNull();
    }
  });

  it("uses nothing that Safari 13.0 or Chromium 86 cannot read", async () => {
    const script = await pageScript("/open/js/jweixin-1.6.0.js");
    expect(script).not.toMatch(/\?\.\w|\?\?|\|\|=|&&=|Object\.hasOwn\(|\.at\(|replaceAll|^(import|export) /m);
  });

  it("gives a page wx and jWeixin, and leaves a page that has one alone", async () => {
    const page = await openPage();
    expect(page.window.wx).toBe(page.window.jWeixin);
    const own = { mine: true };
    const other = await openPage({ globals: { jWeixin: own } });
    expect(other.window.jWeixin).toBe(own);
    expect(other.window.wx).toBeUndefined();
  });

  it.each(["amd", "cmd"])("gives a %s loader a module and no globals", async (kind) => {
    const define = vi.fn();
    const page = await openPage({ globals: { define: Object.assign(define, { [kind]: {} }) } });
    expect(page.window.wx).toBeUndefined();
    expect(define.mock.calls[0]?.[0]()).toHaveProperty("config");
  });
});

describe("wx.config", () => {
  it("asks the app with the app's own names and texts", async () => {
    const { wx, lastCall } = await openPage();
    wx.config?.(settings);
    expect(lastCall()).toMatchObject({
      name: "preVerifyJSAPI",
      parameters: {
        appId: settings.appId,
        verifyAppId: settings.appId,
        verifySignType: "sha1",
        verifyTimestamp: "1414587457",
        verifyNonceStr: settings.nonceStr,
        verifySignature: settings.signature,
        verifyJsApiList: ["editAddress", "scanQRCode", "menu:share:timeline"],
        verifyOpenTagList: ["wx-open-launch-weapp"],
      },
    });
    expect(settings.jsApiList[0]).toBe("openAddress");
  });

  it("waits for a bridge that comes later", async () => {
    const { wx, calls, bridgeArrives } = await openPage({ bridge: false });
    wx.config?.(settings);
    expect(calls).toHaveLength(0);
    bridgeArrives();
    expect(calls.map(({ name }) => name)).toEqual(["preVerifyJSAPI"]);
  });

  it("runs what waits for ready once it went through, later at once", async () => {
    const { wx, lastCall } = await openPage();
    const [early, late, error] = [vi.fn(), vi.fn(), vi.fn()];
    wx.error?.(error);
    wx.config?.(settings);
    wx.ready?.(early);
    expect(early).not.toHaveBeenCalled();
    lastCall().answer({ err_msg: "pre_verify_jsapi:ok" });
    expect(early).toHaveBeenCalledTimes(1);
    wx.ready?.(late);
    expect(late).toHaveBeenCalledTimes(1);
    expect(error).not.toHaveBeenCalled();
  });

  it.each([
    ["pre_verify_jsapi:invalid signature", "config:invalid signature"],
    ["pre_verify_jsapi:invalid url domain", "config:invalid url domain"],
    ["pre_verify_jsapi:fail, Error: 63002", "config:fail, error: 63002"],
    ["system:access_denied", "config:permission denied"],
    ["pre_verify_jsapi:", "config:fail"],
  ])("tells of %s as %s, and then runs the ready callbacks all the same", async (raw, told) => {
    const { wx, lastCall } = await openPage();
    const order: string[] = [];
    wx.error?.((answer: { errMsg: string }) => order.push(answer.errMsg));
    wx.ready?.(() => order.push("ready"));
    wx.config?.(settings);
    lastCall().answer({ err_msg: raw });
    expect(order).toEqual([told, "ready"]);
  });

  it("keeps a failure for an error callback that comes later", async () => {
    const { wx, lastCall } = await openPage();
    wx.config?.(settings);
    lastCall().answer({ err_msg: "pre_verify_jsapi:invalid signature" });
    const error = vi.fn();
    wx.error?.(error);
    expect(error.mock.calls[0]?.[0]).toMatchObject({ errMsg: "config:invalid signature" });
  });

  it("a second time is not waited for: ready runs at once, as with WeChat's own script", async () => {
    const { wx, calls } = await configuredPage();
    wx.config?.({ ...settings, signature: "another" });
    const ready = vi.fn();
    wx.ready?.(ready);
    expect(ready).toHaveBeenCalledTimes(1);
    expect(calls.at(-1)?.parameters.verifySignature).toBe("another");
  });

  it("an app without the check lets everything pass", async () => {
    const { wx, lastCall } = await openPage();
    const error = vi.fn();
    wx.error?.(error);
    wx.config?.(settings);
    lastCall().answer({ err_msg: "system:function_not_exist" });
    expect(error).not.toHaveBeenCalled();
  });

  it("with check: false asks nothing", async () => {
    const { wx, calls } = await openPage();
    const ready = vi.fn();
    wx.ready?.(ready);
    wx.config?.({ ...settings, check: false });
    expect(calls).toHaveLength(0);
    expect(ready).toHaveBeenCalledTimes(1);
  });

  it("without lists asks for nothing and does not throw", async () => {
    const { wx, lastCall } = await openPage();
    wx.config?.({ appId: "wx1" });
    expect(lastCall().parameters).toMatchObject({ verifyJsApiList: [], verifyTimestamp: "undefined" });
  });

  it("outside WeChat does nothing; with debug it logs, and ready runs", async () => {
    const { wx, calls, logs, bridgeArrives } = await openPage({ userAgent: desktop, bridge: false });
    const [ready, error] = [vi.fn(), vi.fn()];
    wx.error?.(error);
    wx.config?.(settings);
    wx.ready?.(ready);
    wx.closeWindow?.();
    expect([calls.length, logs.length, ready.mock.calls.length]).toEqual([0, 0, 0]);
    wx.config?.({ ...settings, debug: true });
    wx.ready?.(ready);
    wx.openAddress?.({});
    expect(logs.map(([name]) => name)).toEqual(['"config",', '"openAddress",']);
    expect(ready).toHaveBeenCalledTimes(1);
    expect(error).not.toHaveBeenCalled();
    bridgeArrives();
    expect(calls).toHaveLength(0);
  });

  it("gives wx.invoke and wx.on, which carry the signature too", async () => {
    const { wx, lastCall, fire } = await openPage();
    expect(wx.invoke).toBeUndefined();
    wx.config?.(settings);
    const [answered, heard] = [vi.fn(), vi.fn()];
    wx.invoke?.("requestMerchantTransfer", { mchId: "1" }, answered);
    expect(lastCall()).toMatchObject({
      name: "requestMerchantTransfer",
      parameters: { mchId: "1", verifySignature: settings.signature },
    });
    lastCall().answer({ err_msg: "requestMerchantTransfer:ok" });
    expect(answered).toHaveBeenCalledWith({ err_msg: "requestMerchantTransfer:ok" });
    wx.on?.("menu:general:share", heard);
    fire("menu:general:share");
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe("an answer of the app", () => {
  it.each([
    ["edit_address:ok", "openAddress:ok", ["success", "complete"]],
    ["edit_address:confirm", "openAddress:ok", ["success", "complete"]],
    ["edit_address:cancel", "openAddress:cancel", ["cancel", "complete"]],
    ["edit_address:failed", "openAddress:fail", ["fail", "complete"]],
    ["edit_address:fail_no_network", "openAddress:no network", ["fail", "complete"]],
    ["edit_address:failed_no_network", "openAddress:no network", ["fail", "complete"]],
    ["access_control:access_denied", "openAddress:permission denied", ["fail", "complete"]],
    ["system:no_permission_to_execute", "openAddress:permission denied", ["fail", "complete"]],
    ["editAddress:function_not_exist", "openAddress:function not exist", ["fail", "complete"]],
    [
      "editAddress:fail, the permission value is offline verifying",
      "openAddress:fail, the permission value is offline verifying",
      ["fail", "complete"],
    ],
    [undefined, "openAddress:ok", ["success", "complete"]],
  ])("%s reads %s", async (raw, errMsg, ran) => {
    const { wx, lastCall } = await configuredPage();
    const { callbacks, heard, names } = recorder();
    wx.openAddress?.(callbacks);
    lastCall().answer({ err_msg: raw, err_desc: "x", err_code: 1, err_detail: "y" });
    expect(names()).toEqual(ran);
    expect(heard[0]?.[1].errMsg).toBe(errMsg);
    for (const gone of ["err_msg", "err_desc", "err_code", "err_detail"]) {
      expect(heard[0]?.[1]).not.toHaveProperty(gone);
    }
  });

  it("keeps an errMsg that is there already", async () => {
    const { wx, lastCall } = await configuredPage();
    const { callbacks, heard } = recorder();
    wx.closeWindow?.(callbacks);
    lastCall().answer({ errMsg: "closeWindow:ok Error_X" });
    expect(heard[0]).toEqual(["fail", { errMsg: "closeWindow:ok Error_X" }]);
  });

  it("is alerted with debug", async () => {
    const { wx, lastCall, alerts } = await openPage();
    wx.config?.({ ...settings, debug: true });
    lastCall().answer({ err_msg: "pre_verify_jsapi:ok" });
    wx.closeWindow?.();
    lastCall().answer({ err_msg: "close_window:ok" });
    expect(alerts).toEqual([{ errMsg: "config:ok" }, { errMsg: "closeWindow:ok" }]);
  });
});
