import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { bridgeScript } from "@/lib/sandbox/bridge-script";
import { type BridgePage, bridgedPage, signed } from "./bridge-support";
import { iphone } from "./jweixin-support";

const verify = "bridge/jssdk/verify";
const page = "http://localhost:3000/products/opal?from=x";

/** wx.config as jweixin sends it; the server grants what is named. */
async function configure(bridge: BridgePage, granted: string[]) {
  bridge.answer(verify, { ok: true, granted });
  const lists = { verifyJsApiList: ["editAddress", "imagePreview"], verifyOpenTagList: ["wx-open-audio"] };
  return bridge.invoke("preVerifyJSAPI", { ...signed, ...lists });
}

describe("the script", () => {
  it("is one that the oldest web views can read, with names that do not clash", async () => {
    const script = await bridgeScript("x");
    expect(() => new vm.Script(script)).not.toThrow();
    expect(script).not.toMatch(
      /\?\.[a-z(]|\?\?|\|\|=|&&=|Object\.hasOwn\(|\.at\(|replaceAll|^(import|export) /m,
    );
    const names = [...script.matchAll(/^(?:async )?function (\w+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("wx.config", () => {
  it("is checked by the server, under the page's names", async () => {
    const bridge = await bridgedPage();
    expect(await configure(bridge, ["openAddress"])).toEqual({ err_msg: "pre_verify_jsapi:ok" });
    expect(bridge.asked()).toEqual([
      {
        path: verify,
        body: {
          appId: "wx1",
          timestamp: "1414587457",
          nonceStr: "abc",
          signature: "0f9d",
          url: page,
          jsApiList: ["openAddress", "previewImage"],
          openTagList: ["wx-open-audio"],
          href: `${page}#top`,
          landing: `${page}#top`,
        },
      },
    ]);
    expect(bridge.recorded()).toEqual([]);
  });

  it.each([
    [{ ok: false, errMsg: "config:invalid signature" }, "pre_verify_jsapi:invalid signature"],
    [{ ok: false, errMsg: "config:fail, 系统错误" }, "pre_verify_jsapi:fail, 系统错误"],
    [{ ok: false, message: "请求的内容不对" }, "pre_verify_jsapi:fail"],
  ])("%j is told as %s, and grants nothing", async (answer, told) => {
    const bridge = await bridgedPage();
    bridge.answer(verify, answer);
    expect(await bridge.invoke("preVerifyJSAPI", { ...signed })).toEqual({ err_msg: told });
    expect((await bridge.invoke("checkJsApi", signed)).err_msg).toContain("offline verifying");
  });

  it("fails when the sandbox does not answer", async () => {
    const bridge = await bridgedPage();
    expect(await bridge.invoke("preVerifyJSAPI", { ...signed })).toEqual({ err_msg: "preVerifyJSAPI:fail" });
  });

  it("leaves what is granted as it is while another one is checked", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, []);
    const again = configure(bridge, []);
    expect((await bridge.invoke("checkJsApi", signed)).err_msg).toBe("checkJsApi:ok");
    await again;
  });

  it("that fails takes away what an earlier one granted", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, ["checkJsApi"]);
    bridge.answer(verify, { ok: false, errMsg: "config:invalid signature" });
    await bridge.invoke("preVerifyJSAPI", { ...signed });
    expect((await bridge.invoke("checkJsApi", signed)).err_msg).toContain("offline verifying");
  });

  it("needs no lists, and turns what is missing into empty texts", async () => {
    const bridge = await bridgedPage();
    bridge.answer(verify, { ok: true, granted: [] });
    await bridge.invoke("preVerifyJSAPI", { verifySignType: "sha1", verifyNonceStr: null });
    expect(bridge.asked()[0]?.body).toMatchObject({
      appId: "",
      nonceStr: "",
      jsApiList: [],
      openTagList: [],
    });
  });
});

describe("a call", () => {
  const card = { title: "t", desc: "d", link: "http://localhost:3000/", imgUrl: "http://localhost:3000/i" };

  it("is refused before any wx.config, and the ledger hears why", async () => {
    const bridge = await bridgedPage();
    const refused = "updateAppMessageShareData:fail, the permission value is offline verifying";
    expect(await bridge.invoke("updateAppMessageShareData", { ...card, ...signed })).toEqual({
      err_msg: refused,
    });
    expect(bridge.recorded()).toEqual([
      {
        api: "updateAppMessageShareData",
        url: page,
        ok: false,
        errMsg: refused,
        detail: { given: { ...card, appId: "wx1" }, why: "这个页面还没有调用 wx.config" },
      },
    ]);
  });

  it("is refused when it was not granted, whoever makes it", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, ["openAddress"]);
    for (const parameters of [card, { ...card, ...signed }]) {
      expect(await bridge.invoke("updateAppMessageShareData", parameters)).toEqual({
        err_msg: "updateAppMessageShareData:access denied",
      });
    }
    expect(bridge.recorded().at(-1)).toMatchObject({
      ok: false,
      errMsg: "updateAppMessageShareData:permission denied",
      detail: { why: expect.stringContaining("jsApiList 里没有 updateAppMessageShareData") },
    });
  });

  it("goes through when it was granted, under either name", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, ["updateAppMessageShareData", "imagePreview"]);
    expect(await bridge.invoke("updateAppMessageShareData", { ...card, ...signed })).toEqual({
      err_msg: "updateAppMessageShareData:ok",
    });
    expect(await bridge.invoke("imagePreview", { ...signed, urls: [] })).toEqual({
      err_msg: "image_preview:fail",
    });
  });

  it.each([
    ["getBrandWCPayRequest", "bridge/pay/open"],
    ["getNetworkType", null],
    ["hideOptionMenu", null],
  ])("of %s on the bridge itself needs no wx.config", async (name, path) => {
    const bridge = await bridgedPage();
    bridge.answer("bridge/pay/open", { ok: false, errMsg: "get_brand_wcpay_request:fail" });
    const answer = await bridge.invoke(name, { package: "prepay_id=1" });
    expect(answer.err_msg).not.toContain("offline verifying");
    expect(bridge.asked().map((asked) => asked.path)).toEqual(path ? [path] : []);
    expect((await bridge.invoke(name, signed)).err_msg).toContain("offline verifying");
  });

  it("that the app does not have says so", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, ["startRecord", "toString"]);
    for (const name of ["startRecord", "toString"]) {
      expect(await bridge.invoke(name, signed)).toEqual({ err_msg: `${name}:function_not_exist` });
    }
  });

  it("answers all the same when the ledger cannot be reached", async () => {
    const bridge = await bridgedPage();
    bridge.offline("bridge/jssdk/call");
    expect(await bridge.invoke("getNetworkType")).toEqual({ err_msg: "network_type:wifi" });
  });
});

describe("the page's address", () => {
  const moved = "http://localhost:3000/cart";
  const check = async (bridge: BridgePage) => (await bridge.invoke("checkJsApi", signed)).err_msg;

  it("is that of the moment on Android: what was granted stays with its address", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, []);
    expect(await check(bridge)).toBe("checkJsApi:ok");
    bridge.moveTo("#bottom");
    expect(await check(bridge)).toBe("checkJsApi:ok");
    bridge.moveTo(moved);
    expect(await check(bridge)).toContain("offline verifying");
    expect(bridge.recorded().at(-1)).toMatchObject({
      url: moved,
      detail: { why: expect.stringContaining(page) },
    });
    await configure(bridge, []);
    expect(bridge.asked().at(-1)?.body).toMatchObject({ url: moved, landing: `${page}#top` });
    expect(await check(bridge)).toBe("checkJsApi:ok");
    bridge.moveTo(page);
    expect(await check(bridge)).toBe("checkJsApi:ok");
  });

  it("is the one that was loaded on an iPhone, wherever the page goes", async () => {
    const bridge = await bridgedPage({ userAgent: iphone });
    await configure(bridge, []);
    bridge.moveTo(moved);
    expect(await check(bridge)).toBe("checkJsApi:ok");
    await configure(bridge, []);
    expect(bridge.asked().at(-1)?.body).toMatchObject({ url: page, href: moved });
  });
});

describe("checkJsApi", () => {
  const names = ["editAddress", "menu:share:timeline", "geoLocation", "__proto__"];
  const result = { editAddress: true, "menu:share:timeline": true, geoLocation: false };

  it("says which calls there are: as a text on Android, as an object on an iPhone", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, []);
    const { checkResult } = await bridge.invoke("checkJsApi", { ...signed, jsApiList: names });
    expect(JSON.parse(String(checkResult))).toMatchObject(result);
    const apple = await bridgedPage({ userAgent: iphone });
    await configure(apple, []);
    expect((await apple.invoke("checkJsApi", { ...signed, jsApiList: names })).checkResult).toMatchObject(
      result,
    );
    expect((await apple.invoke("checkJsApi", { ...signed, jsApiList: "x" })).checkResult).toEqual({});
  });
});

describe("what a page may be shared as", () => {
  const card = { title: "t", desc: "d", link: "http://localhost:3000/a", imgUrl: "http://localhost:3000/i" };
  const apis = ["updateAppMessageShareData", "updateTimelineShareData", "onMenuShareAppMessage"];

  it.each([
    ["title", { title: "" }],
    ["desc", { desc: undefined }],
    ["imgUrl", { imgUrl: "" }],
    ["link", { link: "https://elsewhere.example/" }],
    ["link", { link: "http://localhost.elsewhere.example/" }],
    ["link", { link: "http://localhost@elsewhere.example/" }],
    ["link", { link: "/products/opal" }],
    ["link", { link: "javascript:alert(1)" }],
  ])("not with a bad %s: %j", async (field, wrong) => {
    const bridge = await bridgedPage();
    await configure(bridge, apis);
    const answer = await bridge.invoke("updateAppMessageShareData", { ...card, ...wrong, ...signed });
    expect(answer).toEqual({ err_msg: "updateAppMessageShareData:fail" });
    expect(bridge.recorded().at(-1)).toMatchObject({
      ok: false,
      detail: { why: expect.stringContaining(field) },
    });
  });

  it("friends' moments need no description", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, apis);
    const { desc: _, ...rest } = card;
    expect(await bridge.invoke("updateTimelineShareData", { ...rest, ...signed })).toEqual({
      err_msg: "updateTimelineShareData:ok",
    });
  });

  it("only after a tap: a page cannot share by itself", async () => {
    const bridge = await bridgedPage();
    await configure(bridge, apis);
    expect(await bridge.invoke("sendAppMessage", { ...card, ...signed })).toEqual({
      err_msg: "sendAppMessage:access_denied",
    });
    expect(await bridge.invoke("shareTimeline", { ...card, ...signed })).toEqual({
      err_msg: "shareTimeline:access denied",
    });
  });
});
