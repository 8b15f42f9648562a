import { createHash } from "node:crypto";
import type { APIRequestContext, BrowserContext, Page } from "@playwright/test";
import { sandboxAccounts } from "../../../lib/sandbox/accounts";
import { shopUrl } from "./phone";

/** A small page on the shop's origin that has the sandbox's JS-SDK and nothing of the shop. */

const { mp } = sandboxAccounts;
const api = "/sandbox/api.weixin.qq.com/cgi-bin";

export type WxSettings = { appId: string; timestamp: number; nonceStr: string; signature: string };
export type WxAnswer = { errMsg: string } & Record<string, unknown>;

/** What a server hands to wx.config for a page. (JS-SDK, signature) */
export async function signPage(request: APIRequestContext, url: string): Promise<WxSettings> {
  const get = async (path: string) => (await request.get(`${shopUrl()}${api}/${path}`)).json();
  const credential = `grant_type=client_credential&appid=${mp.appid}&secret=${mp.secret}`;
  const { access_token } = await get(`token?${credential}`);
  const { ticket } = await get(`ticket/getticket?type=jsapi&access_token=${access_token}`);
  const [timestamp, nonceStr] = [1414587457, "Wm3WZYTPz0wzccnW"];
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  const signature = createHash("sha1").update(text).digest("hex");
  return { appId: mp.appid, timestamp, nonceStr, signature };
}

const jweixin = "/sandbox/res.wx.qq.com/open/js/jweixin-1.6.0.js";
const html = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>试验页</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<script src="${jweixin}"></script></head>
<body><h1>试验页</h1><button id="before">从这里开始</button>
<a href="/products/moonstone">月光石</a></body></html>`;

/** Opens the page under the path. */
export async function openJssdkPage(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.route(/\/jssdk-page/, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(path);
  // As in WeChat the bridge may come later than the page, and a call before that is dropped.
  await page.waitForFunction(() => "WeixinJSBridge" in window);
  return page;
}

/** Calls wx.config and waits for what comes of it: `config:ok`, or the error's text. */
export function configure(page: Page, settings: WxSettings, jsApiList: string[]): Promise<string> {
  const given = JSON.stringify({ ...settings, jsApiList });
  return page.evaluate(`new Promise((resolve) => {
    wx.error((answer) => resolve(answer.errMsg));
    wx.config(${given});
    wx.ready(() => resolve("config:ok"));
  })`);
}

/** Calls an interface of the JS-SDK and waits for its answer. */
export function callWx(page: Page, name: string, options: object = {}): Promise<WxAnswer> {
  const given = JSON.stringify(options);
  return page.evaluate(`new Promise((complete) => wx.${name}({ ...${given}, complete }))`);
}

/** The tap on ···, as the phone's frame passes it on. */
export function tapDots(page: Page): Promise<void> {
  return page.evaluate(() => window.postMessage({ sandboxPhone: "menu" }, location.origin));
}
