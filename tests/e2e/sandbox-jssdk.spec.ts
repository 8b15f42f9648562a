import type { BrowserContext } from "@playwright/test";
import { callWx, configure, openJssdkPage, signPage, tapDots } from "./support/jssdk-page";
import { launchOldChromium, newOldPhone } from "./support/old-chromium";
import { expect, screenshot, shopUrl, test, watchErrors } from "./support/test";

const path = "/jssdk-page?a=1";
const unverified = "fail, the permission value is offline verifying";
const everything = [
  "scanQRCode",
  "previewImage",
  "openAddress",
  "updateAppMessageShareData",
  "updateTimelineShareData",
  "onMenuShareTimeline",
  "hideMenuItems",
  "getNetworkType",
];

async function configured(context: BrowserContext, jsApiList = everything) {
  const page = await openJssdkPage(context, path);
  const settings = await signPage(context.request, shopUrl() + path);
  expect(await configure(page, settings, jsApiList)).toBe("config:ok");
  return page;
}

test("wx.config: a wrong signature is refused, the right one opens what it names", async ({
  wechatContext,
}) => {
  const context = await wechatContext();
  const page = await openJssdkPage(context, path);
  expect((await callWx(page, "openAddress")).errMsg).toBe(`openAddress:${unverified}`);
  const other = await signPage(context.request, `${shopUrl()}/another`);
  expect(await configure(page, other, everything)).toBe("config:invalid signature");
  expect((await callWx(page, "openAddress")).errMsg).toBe(`openAddress:${unverified}`);

  await page.reload();
  const own = await signPage(context.request, shopUrl() + path);
  expect(await configure(page, own, ["getNetworkType"])).toBe("config:ok");
  expect(await callWx(page, "getNetworkType")).toEqual({ errMsg: "getNetworkType:ok", networkType: "wifi" });
  expect((await callWx(page, "openAddress")).errMsg).toBe("openAddress:permission denied");
  expect(await callWx(page, "checkJsApi", { jsApiList: ["openAddress", "startRecord"] })).toEqual({
    errMsg: "checkJsApi:ok",
    checkResult: { openAddress: true, startRecord: false },
  });
});

test("the address counts: of the moment on Android, as loaded on an iPhone", async ({ wechatContext }) => {
  const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) MicroMessenger/8.0.47(0x18002f2c)";
  for (const userAgent of [undefined, iphone]) {
    const context = await wechatContext();
    if (userAgent) {
      const given = `Object.defineProperty(navigator, "userAgent", { value: ${JSON.stringify(userAgent)} })`;
      await context.addInitScript(given);
    }
    const page = await configured(context);
    await page.evaluate(() => history.pushState(null, "", "/jssdk-page?b=2"));
    const answer = callWx(page, "scanQRCode", { needResult: 1 });
    if (userAgent) {
      await page.getByTestId("sandbox-scan-input").fill("月光");
      await page.getByTestId("sandbox-scan-confirm").click();
      expect(await answer).toEqual({ errMsg: "scanQRCode:ok", resultStr: "月光" });
    } else {
      expect((await answer).errMsg).toBe(`scanQRCode:${unverified}`);
    }
  }
});

test("the scanner: what the code says, for the page or to be opened", async ({ wechatContext }) => {
  const page = await configured(await wechatContext());
  await page.locator("#before").focus();
  let answer = callWx(page, "scanQRCode", { needResult: 1 });
  const input = page.getByTestId("sandbox-scan-input");
  await expect(input).toBeFocused();
  await expect(page.getByRole("dialog", { name: "扫一扫" })).toBeVisible();
  await screenshot(page, "sandbox-scan");
  await page.getByTestId("sandbox-scan-confirm").click();
  await expect(page.getByRole("alert").filter({ hasText: "先写上" })).toBeVisible();
  await page.getByText("条形码").click();
  await input.fill("6901234567892");
  await input.press("Enter");
  expect(await answer).toEqual({ errMsg: "scanQRCode:ok", resultStr: "CODE_128,6901234567892" });
  await expect(page.locator("#before")).toBeFocused();

  answer = callWx(page, "scanQRCode", { needResult: 1, scanType: ["qrCode"] });
  await expect(page.getByText("条形码")).toHaveCount(0);
  await page.getByTestId("sandbox-scan-cancel").click();
  expect(await answer).toEqual({ errMsg: "scanQRCode:cancel" });

  answer = callWx(page, "scanQRCode");
  await input.fill("https://elsewhere.example/");
  await page.getByTestId("sandbox-scan-confirm").click();
  await expect(page.getByText("只能扫本站")).toBeVisible();
  await page.getByRole("button", { name: "月光石" }).click();
  await page.getByTestId("sandbox-scan-confirm").click();
  expect(await answer).toEqual({ errMsg: "scanQRCode:ok" });
  await expect(page).toHaveURL("/products/moonstone");
});

test("the picture viewer: by buttons, keys and swipes", async ({ wechatContext }) => {
  const page = await configured(await wechatContext());
  const urls = ["moonstone", "opal", "pearl"].map((stone) => `${shopUrl()}/stones/${stone}.svg`);
  expect(await callWx(page, "previewImage", { current: urls[1], urls })).toEqual({
    errMsg: "previewImage:ok",
  });
  const viewer = page.getByTestId("sandbox-preview");
  const counter = page.getByTestId("sandbox-preview-counter");
  await expect(counter).toHaveText("2/3");
  await expect(viewer.getByRole("img")).toHaveAttribute("src", urls[1] ?? "");
  await screenshot(page, "sandbox-preview");
  await viewer.getByRole("button", { name: "下一张" }).click();
  await expect(counter).toHaveText("3/3");
  await expect(viewer.getByRole("button", { name: "下一张" })).toBeDisabled();
  await page.getByTestId("sandbox-preview-close").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(counter).toHaveText("1/3");
  await page.mouse.move(300, 400);
  await page.mouse.down();
  await page.mouse.move(100, 400);
  await page.mouse.up();
  await expect(counter).toHaveText("2/3");
  await page.getByTestId("sandbox-preview-close").click();
  await expect(viewer).toHaveCount(0);

  expect((await callWx(page, "previewImage", { urls: [] })).errMsg).toBe("previewImage:fail");
  await callWx(page, "previewImage", { current: "/nothing.png", urls: ["/nothing.png"] });
  await expect(viewer.getByText("打不开")).toBeVisible();
  await expect(counter).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(viewer).toHaveCount(0);
});

test("the menu shows what the page is shared as", async ({ wechatContext }) => {
  const page = await configured(await wechatContext());
  const card = page.getByTestId("sandbox-share-card");
  await tapDots(page);
  await expect(card).toContainText("试验页");
  await expect(card).toContainText(shopUrl() + path);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("sandbox-menu")).toHaveCount(0);

  const link = `${shopUrl()}/products/opal`;
  const data = { title: "欧泊", desc: "火彩会游动", link, imgUrl: `${shopUrl()}/stones/opal.svg` };
  expect((await callWx(page, "updateAppMessageShareData", data)).errMsg).toBe("updateAppMessageShareData:ok");
  for (const wrong of [{ title: "" }, { link: "https://elsewhere.example/" }]) {
    const refused = await callWx(page, "updateAppMessageShareData", { ...data, ...wrong });
    expect(refused.errMsg).toBe("updateAppMessageShareData:fail");
  }
  await page.evaluate(`wx.onMenuShareTimeline({
    title: "朋友圈里的欧泊", link: "${link}", imgUrl: "${data.imgUrl}",
    trigger: () => { window.tapped = true }, success: (answer) => { window.shared = answer.errMsg },
  })`);
  await tapDots(page);
  await expect(card).toContainText("火彩会游动");
  await expect(card.locator("img")).toHaveAttribute("src", data.imgUrl);
  await screenshot(page, "sandbox-menu");
  await page.getByTestId("sandbox-share-timeline").click();
  await expect(page.getByText("已分享到朋友圈")).toBeVisible();
  await expect(card).toContainText("朋友圈里的欧泊");
  await expect
    .poll(() => page.evaluate("[window.tapped, window.shared]"))
    .toEqual([true, "shareTimeline:ok"]);
  await page.getByTestId("sandbox-menu-close").click();

  await callWx(page, "hideMenuItems", { menuList: ["menuItem:share:appMessage", "menuItem:copyUrl"] });
  await tapDots(page);
  await expect(page.getByTestId("sandbox-share-timeline")).toBeVisible();
  await expect(page.getByTestId("sandbox-share-friend")).toHaveCount(0);
  await expect(page.getByTestId("sandbox-menu-copy")).toHaveCount(0);
});

test("the console's phone: its ··· opens the menu, and it can be an iPhone", async ({ desktopContext }) => {
  const page = await (await desktopContext()).newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  const errors = watchErrors(page);
  await page.goto("/sandbox?open=/products/moonstone");
  const phone = page.frameLocator('iframe[name="phone"]');
  await expect(phone.getByRole("heading", { name: "月光石" })).toBeVisible();
  await expect(page.getByTestId("sandbox-phone-android")).toHaveAttribute("aria-pressed", "true");
  await page.getByTestId("sandbox-phone-menu").click();
  await expect(phone.getByTestId("sandbox-menu")).toBeVisible();
  await screenshot(page, "sandbox-phone-menu");
  await phone.getByTestId("sandbox-menu-close").click();

  const agent = () => page.frame("phone")?.evaluate("navigator.userAgent");
  expect(await agent()).toContain("Android");
  await page.getByTestId("sandbox-phone-iphone").click();
  await expect.poll(agent).toContain("iPhone");
  // It is there once wx.config has succeeded, which leaving the page would interrupt.
  await expect(phone.getByRole("button", { name: "查看月光石的大图" })).toBeVisible();
  const asked = page.waitForRequest(/\/cart/);
  await page.getByTestId("sandbox-phone-address").fill("/cart");
  await page.getByTestId("sandbox-phone-address").press("Enter");
  expect(await (await asked).headerValue("cookie")).toContain("sandbox_device=iphone");
  await page.reload();
  await expect(page.getByTestId("sandbox-phone-iphone")).toHaveAttribute("aria-pressed", "true");
  expect(errors).toEqual([]);
});

test("Chromium 86, the oldest web view, has the JS-SDK too", async ({ request }) => {
  const browser = await launchOldChromium();
  try {
    const { page, errors } = await newOldPhone(browser);
    await page.goto(`${shopUrl()}/healthz`, { waitUntil: "load" });
    const settings = await signPage(request, `${shopUrl()}/healthz`);
    const answer = await page.evaluate(`new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = "/sandbox/res.wx.qq.com/open/js/jweixin-1.6.0.js";
      script.onload = () => {
        wx.config(${JSON.stringify({ ...settings, jsApiList: ["openAddress"] })});
        wx.error((failed) => resolve(failed.errMsg));
        wx.ready(() => wx.openAddress({ complete: resolve }));
      };
      document.head.append(script);
      const tap = () => {
        const layer = document.querySelector("[data-sandbox]");
        const address = layer && layer.shadowRoot.querySelector('[data-testid="sandbox-address-1"]');
        if (address) address.click();
        else requestAnimationFrame(tap);
      };
      tap();
    })`);
    expect(answer).toMatchObject({ errMsg: "openAddress:ok", userName: "陈星", provinceName: "广东省" });
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
