import { describe, expect, it } from "vitest";
import { configScript, type Signed } from "@/lib/http/weixin-config-script";
import { inScript } from "@/lib/http/weixin-script";
import { fakeWx, plainPage } from "./weixin-page";

const url = "https://shop.example/cart";
const config = {
  debug: false,
  appId: "wx1",
  timestamp: 1,
  nonceStr: "n",
  signature: "s",
  jsApiList: ["scanQRCode"],
  openTagList: [],
};
const scriptFor = (parts: Partial<Signed> = {}) =>
  configScript({ config, url, asked: false, scripts: ["main.js", "fallback.js"], ...parts });

describe("the script of /weixin-config.js", () => {
  it("configures at once where WeChat's script is there already", () => {
    const { page, run, tags } = plainPage();
    const { wx, configs } = fakeWx();
    page.wx = wx;
    run(scriptFor());
    expect(configs).toEqual([config]);
    expect(tags).toEqual([]);
  });

  it("finds it under jWeixin, and gives it its usual name", () => {
    const { page, run } = plainPage();
    const { wx, configs } = fakeWx();
    page.jWeixin = wx;
    run(scriptFor());
    expect(configs).toHaveLength(1);
    expect(page.wx).toBe(wx);
  });

  it("loads it where it is missing; wx.ready and wx.error are kept until then", () => {
    const { page, run, tags, said } = plainPage();
    const { wx, configs, ready, fail } = fakeWx();
    const seen: unknown[] = [];
    run(scriptFor());
    run(
      "wx.ready(function () { seen.push('ready') }); wx.error(function (res) { seen.push(res.errMsg) })".replace(
        /seen/g,
        "window.seen",
      ),
    );
    page.seen = seen;
    expect(tags.map(({ src }) => src)).toEqual(["main.js"]);
    page.wx = page.jWeixin = wx;
    tags[0]?.onload?.();
    expect(configs).toEqual([config]);
    for (const callback of ready) callback();
    fail({ errMsg: "config:invalid signature" });
    expect(seen).toEqual(["ready", "config:invalid signature"]);
    expect(said.join()).toContain("config:invalid signature. Signed was https://shop.example/cart");
  });

  it("falls back to WeChat's other host, and says so when neither has it", () => {
    const { run, tags, said, page } = plainPage();
    const seen: unknown[] = [];
    page.seen = seen;
    run(scriptFor());
    run("wx.error(function (res) { seen.push(res.errMsg) })");
    tags[0]?.onerror?.();
    expect(tags.map(({ src }) => src)).toEqual(["main.js", "fallback.js"]);
    tags[1]?.onerror?.();
    expect(said.join()).toContain("WeChat's script cannot be loaded");
    expect(seen).toEqual(["config:fail, WeChat's script cannot be loaded"]);
  });

  it("asks once more, by name, for a page that its Referer did not tell in full", () => {
    const { run, tags } = plainPage({ href: "https://shop.example/cart?a=1&b=#top" });
    run(scriptFor({ url: "https://shop.example/" }));
    expect(tags.map(({ src }) => src)).toEqual([
      "/weixin-config.js?url=https%3A%2F%2Fshop.example%2Fcart%3Fa%3D1%26b%3D",
    ]);
  });

  it("keeps debug when it asks once more, and says when nothing comes", () => {
    const { run, tags, said } = plainPage({ href: "https://shop.example/cart?a=1" });
    run(scriptFor({ url: "https://shop.example/", config: { ...config, debug: true } }));
    expect(tags[0]?.src).toContain("?debug=true&url=");
    tags[0]?.onerror?.();
    expect(said.join()).toContain("no signature for this page");
  });

  it("does not ask for ever: a page that was named is configured as it was named", () => {
    const { page, run, tags } = plainPage({ href: "https://shop.example/elsewhere" });
    const { wx, configs } = fakeWx();
    page.wx = wx;
    run(scriptFor({ asked: true }));
    expect(configs).toHaveLength(1);
    expect(tags).toEqual([]);
  });

  it("what waits is not lost when the second answer comes", () => {
    const { page, run, tags } = plainPage({ href: "https://shop.example/cart?a=1" });
    run(scriptFor({ url: "https://shop.example/" }));
    run("window.told = 0; wx.ready(function () { window.told++ })");
    const { wx, ready } = fakeWx();
    run(scriptFor({ url: "https://shop.example/cart?a=1", asked: true }));
    page.jWeixin = wx;
    tags[1]?.onload?.();
    for (const callback of ready) callback();
    expect(page.told).toBe(1);
  });

  it("tells the developer what was configured, in debug only", () => {
    for (const debug of [false, true]) {
      const { page, run, said } = plainPage();
      page.wx = fakeWx().wx;
      run(scriptFor({ config: { ...config, debug } }));
      expect(said.join().includes("wx.config for https://shop.example/cart")).toBe(debug);
    }
  });

  it("throws nothing where there is no console, and when WeChat's script defines nothing", () => {
    const { run, tags, page } = plainPage();
    delete page.console;
    run(scriptFor());
    tags[0]?.onload?.();
    tags[0]?.onerror?.();
  });

  it("holds no tag, and no line end that JSON lets through", () => {
    const hostile = "https://shop.example/?</script><script>alert(1)//<!--\u2028\u2029";
    const script = scriptFor({ url: hostile, asked: true });
    expect(script).not.toMatch(/<\/?script|<!--|[\u2028\u2029]/i);
    const { page, run, tags } = plainPage();
    run(script);
    page.jWeixin = fakeWx().wx;
    tags[0]?.onload?.();
    expect(inScript({ hostile })).toBe(
      '{"hostile":"https://shop.example/?\\u003c/script>\\u003cscript>alert(1)//\\u003c!--\\u2028\\u2029"}',
    );
    expect(JSON.parse(inScript({ hostile }))).toEqual({ hostile });
  });
});
