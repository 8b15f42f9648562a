import { describe, expect, it } from "vitest";
import { actionFor, isMiniProgram, isWechat, isWxwork, wechatVersion } from "@/lib/wechat";

const android =
  "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";
const windows =
  "Mozilla/5.0 Chrome/107 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF XWEB/8555";
const chrome =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

describe("user agents", () => {
  it.each([
    ["WeChat on Android", android, "8.0.47.2560", false, "mp"],
    ["WeChat on Windows, an ordinary page", windows, "7.0.20.1781", false, "mp"],
    ["a mini program's web-view", `${android} miniProgram/wx123`, "8.0.47.2560", true, "mp"],
    ["WeCom", `${android} wxwork/4.1.0`, null, false, "qrcode"],
    ["Chrome", chrome, null, false, "qrcode"],
    ["nothing", "", null, false, "qrcode"],
    ["no header", null, null, false, "qrcode"],
    ["a name without version", "MicroMessenger", null, false, "qrcode"],
  ])("%s", (_, userAgent, version, miniProgram, action) => {
    expect(isWechat(userAgent)).toBe(version !== null);
    expect(wechatVersion(userAgent)).toBe(version);
    expect(isMiniProgram(userAgent)).toBe(miniProgram);
    expect(actionFor(userAgent)).toBe(action);
  });

  it("knows WeCom", () => {
    expect(isWxwork(`${android} wxwork/4.1.0`)).toBe(true);
    expect(isWxwork(android)).toBe(false);
    expect(isWxwork(undefined)).toBe(false);
  });
});
