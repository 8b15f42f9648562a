import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";

/** Who holds the phone in WeChat's sandbox. */
export type Person = "lin" | "chen" | "guest" | "owner";

export type PhoneOptions = Pick<BrowserContextOptions, "colorScheme" | "javaScriptEnabled"> & {
  person?: Person;
  /** Default Android. */
  device?: "android" | "iphone";
  /** The shop's address; by default the run's own shop. */
  url?: string;
};

/** As WeChat 8 on Android says who it is. */
export const wechatUserAgent =
  "Mozilla/5.0 (Linux; Android 13; PHONE Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 " +
  "Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240301 MMWEBID/1234 " +
  "MicroMessenger/8.0.47.2560(0x28002F37) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";

/** As WeChat 8 on an iPhone does. The browser under it is Chromium all the same. */
const iphoneUserAgent =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
  "Mobile/15E148 MicroMessenger/8.0.47(0x18002f2c) NetType/WIFI Language/zh_CN";

/** The address of the shop that the global setup started. */
export function shopUrl(): string {
  const url = process.env.E2E_URL;
  if (!url) throw new Error("The global setup has not started a shop.");
  return url;
}

/** A press and its release have to meet the same button: on a busy machine a sheet that still rises slips from under them. */
const still = { reducedMotion: "reduce" } as const;

/** A WeChat web view on a phone: WeChat's user agent, and its bridge injected into every page as the app does. */
export async function newWechatContext(
  browser: Browser,
  options: PhoneOptions = {},
): Promise<BrowserContext> {
  const { person = "lin", device = "android", url = shopUrl(), ...rest } = options;
  const context = await browser.newContext({
    ...still,
    ...rest,
    baseURL: url,
    userAgent: device === "iphone" ? iphoneUserAgent : wechatUserAgent,
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
  });
  await context.addCookies([{ name: "sandbox_phone", value: person, url }]);
  const bridge = await context.request.get("/sandbox/bridge.js");
  if (!bridge.ok()) throw new Error(`/sandbox/bridge.js answers ${bridge.status()}`);
  await context.addInitScript({ content: await bridge.text() });
  return context;
}

/** An ordinary browser on a desktop. */
export function newDesktopContext(
  browser: Browser,
  options: Pick<BrowserContextOptions, "colorScheme" | "javaScriptEnabled"> & { url?: string } = {},
): Promise<BrowserContext> {
  const { url = shopUrl(), ...rest } = options;
  return browser.newContext({
    ...still,
    ...rest,
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
  });
}

/** Collects what a page reports as an error: uncaught exceptions, console errors and addresses that fail. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) errors.push(`${response.status()}: ${response.url()}`);
  });
  return errors;
}
