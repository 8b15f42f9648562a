import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createGateway, createJssdk, jsApiNames, openTagNames, WechatConfigError } from "@/lib/wechat";
import { fakeClock, rejection } from "./support";

/** Of the official example. (JS-SDK, appendix 1) */
const ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
const page = "http://mp.weixin.qq.com?params=value";

function sdk(options: { ticket?: () => Promise<string>; base?: string } = {}) {
  return createJssdk({
    appid: "wx0123456789abcdef",
    ticket: options.ticket ?? (async () => ticket),
    transport: {
      gateway: createGateway(options.base),
      now: fakeClock(1414587457_999).now,
      random: (size) => new Uint8Array(size),
    },
  });
}

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

describe("wx.config's argument", () => {
  it("has WeChat's names, a timestamp in whole seconds and the signature over them", async () => {
    const config = await sdk().config(page);
    expect(config).toEqual({
      debug: false,
      appId: "wx0123456789abcdef",
      timestamp: 1414587457,
      nonceStr: "0".repeat(16),
      signature: sha1(`jsapi_ticket=${ticket}&noncestr=${"0".repeat(16)}&timestamp=1414587457&url=${page}`),
      jsApiList: jsApiNames,
      openTagList: openTagNames,
    });
  });

  it("signs the address byte for byte, without the fragment", async () => {
    const bare = "https://shop.example/%E6%9C%88?a=%2F+b&c=[d]|e";
    const { signature, nonceStr } = await sdk().config(`${bare}#wechat_redirect`);
    expect(signature).toBe(
      sha1(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=1414587457&url=${bare}`),
    );
  });

  it("takes a caller's own lists and debug", async () => {
    const config = await sdk().config(page, { debug: true, jsApiList: ["scanQRCode"], openTagList: [] });
    expect(config).toMatchObject({ debug: true, jsApiList: ["scanQRCode"], openTagList: [] });
  });

  it("asks for every name once, and for what the shop uses", () => {
    expect(new Set(jsApiNames).size).toBe(jsApiNames.length);
    for (const name of [
      "updateAppMessageShareData",
      "updateTimelineShareData",
      "openAddress",
      "previewImage",
      "scanQRCode",
      "chooseWXPay",
    ])
      expect(jsApiNames).toContain(name);
    // What WeChat calls them, not what a mini program does.
    expect(jsApiNames.filter((name) => !/^[a-zA-Z]+$/.test(name))).toEqual([]);
  });

  it.each(["", "shop.example/", "/products/opal", "javascript:alert(1)", "null", "https://", "https://#x"])(
    "%j is no page, and no ticket is asked for",
    async (address) => {
      let asked = 0;
      const counting = sdk({ ticket: async () => String(++asked) });
      expect(await rejection(counting.config(address))).toBeInstanceOf(WechatConfigError);
      expect(asked).toBe(0);
    },
  );

  it("passes on why there is no ticket", async () => {
    const error = new Error("no ticket");
    expect(await rejection(sdk({ ticket: () => Promise.reject(error) }).config(page))).toBe(error);
  });
});

describe("WeChat's script", () => {
  it("comes from two hosts of WeChat's, or through the gateway", () => {
    expect(sdk().scripts).toEqual([
      "https://res.wx.qq.com/open/js/jweixin-1.6.0.js",
      "https://res2.wx.qq.com/open/js/jweixin-1.6.0.js",
    ]);
    expect(sdk({ base: "http://localhost:3000/sandbox" }).scripts[1]).toBe(
      "http://localhost:3000/sandbox/res2.wx.qq.com/open/js/jweixin-1.6.0.js",
    );
  });
});
