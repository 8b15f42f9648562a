import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { pageScript } from "@/lib/sandbox/scripts";

type Frame = { src: string; width: string; height: string; attributes: Record<string, string> };

/** Loads wxLogin.js from the address and makes one. */
async function login(options: Record<string, unknown>, scriptAddress: string | null): Promise<Frame> {
  const frame: Frame & Record<string, unknown> = {
    src: "",
    width: "",
    height: "",
    attributes: {},
    setAttribute: (name: string, value: string) => {
      frame.attributes[name] = value;
    },
  };
  const placed: unknown[] = [];
  const place = { innerHTML: "old", appendChild: (child: unknown) => placed.push(child) };
  const window: Record<string, unknown> = {
    document: {
      currentScript: scriptAddress === null ? null : { src: scriptAddress },
      createElement: () => frame,
      getElementById: (id: string) => (id === "qr" ? place : null),
    },
  };
  window.window = window;
  vm.runInNewContext((await pageScript("/connect/zh_CN/htmledition/js/wxLogin.js")) ?? "", window);
  const given = {
    id: "qr",
    appid: "wx1",
    scope: "snsapi_login",
    redirect_uri: "https%3A%2F%2Fa%2F",
    state: "s",
  };
  vm.runInNewContext("new WxLogin(options)", Object.assign(window, { options: { ...given, ...options } }));
  expect(placed).toEqual([frame]);
  expect(place.innerHTML).toBe("");
  return frame;
}

const file = "/connect/zh_CN/htmledition/js/wxLogin.js";
const gateway = `http://localhost:3000/sandbox/res.wx.qq.com${file}`;

describe("new WxLogin", () => {
  it("puts WeChat's frame into the element, as the page's options say", async () => {
    const frame = await login({}, gateway);
    expect(frame).toMatchObject({ width: "300px", height: "400px" });
    expect(frame.src).toBe(
      "http://localhost:3000/sandbox/open.weixin.qq.com/connect/qrconnect?appid=wx1&scope=snsapi_login" +
        "&redirect_uri=https%3A%2F%2Fa%2F&state=s&login_type=jssdk&self_redirect=default" +
        "&styletype=&sizetype=&bgcolor=&rst=",
    );
  });

  it("adds what else is asked for", async () => {
    const css = "data:text/css;base64,LmE=";
    const more = { style: "white", href: css, lang: "en", stylelite: 1, fast_login: 0, bgcolor: "red" };
    const { src } = await login(more, gateway);
    expect(src.split("&self_redirect=default")[1]).toBe(
      `&styletype=&sizetype=&bgcolor=red&rst=&style=white&href=${css}&lang=en&stylelite=1&fast_login=0`,
    );
    expect((await login({ lang: "cn", fast_login: 1 }, gateway)).src).not.toMatch(/lang|fast_login/);
  });

  it("inserts redirect_uri and state as they are given", async () => {
    const { src } = await login({ redirect_uri: "https://a/?b=1&c=2", state: "a b" }, gateway);
    expect(src).toContain("&redirect_uri=https://a/?b=1&c=2&state=a b&login_type=jssdk");
  });

  it.each([
    [true, "true", undefined],
    [false, "false", expect.stringContaining("allow-top-navigation")],
    [undefined, "default", expect.stringContaining("allow-top-navigation")],
    ["true", "default", expect.stringContaining("allow-top-navigation")],
  ])("self_redirect %s", async (self_redirect, told, sandbox) => {
    const frame = await login({ self_redirect }, gateway);
    expect(frame.src).toContain(`&self_redirect=${told}&`);
    expect(frame.attributes.sandbox).toEqual(sandbox);
  });

  it.each([
    [`https://res.wx.qq.com${file}`, "https://open.weixin.qq.com/connect/"],
    [
      `http://127.0.0.1:9/gate/res2.wx.qq.com${file}?v=1`,
      "http://127.0.0.1:9/gate/open.weixin.qq.com/connect/",
    ],
    ["https://shop.example/bundle.js", "/sandbox/open.weixin.qq.com/connect/"],
    [null, "/sandbox/open.weixin.qq.com/connect/"],
  ])("loaded from %s opens WeChat's page below %s", async (address, start) => {
    expect((await login({}, address)).src.startsWith(`${start}qrconnect?`)).toBe(true);
  });
});
