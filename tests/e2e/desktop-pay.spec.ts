import type { APIRequestContext, Page } from "@playwright/test";
import { openByCode } from "./support/operator";
import { orderNow } from "./support/shopping";
import { expect, screenshot, test, watchErrors } from "./support/test";

/** Buys on a desktop, logged in with the phone: its pay page is shown. Returns the order's id. */
async function orderOnDesktop(desktop: Page, phone: Page, product: string): Promise<string> {
  await openByCode(desktop, phone, "/orders");
  return orderNow(desktop, product);
}

/** Pays the text of a QR code with the phone of the sandbox, without its console. */
async function scanAndPay(request: APIRequestContext, text: string): Promise<void> {
  const scanned = await request.post("/sandbox/api/scan", { data: { text } });
  expect(scanned.ok()).toBe(true);
  const { pay } = await scanned.json();
  const data = { prepayId: pay.prepayId, action: "pay" };
  expect((await request.post("/sandbox/api/bridge/pay/finish", { data })).ok()).toBe(true);
}

const codeOf = async (page: Page) => (await page.getByTestId("pay-code").getAttribute("data-code")) ?? "";

test("WeChat's code on a desktop, scanned in the sandbox's console, turns into paid by itself", {
  tag: "@postgres",
}, async ({ wechatContext, desktopContext }) => {
  test.setTimeout(120_000);
  const context = await wechatContext({ person: "chen" });
  const phone = await context.newPage();
  const desktop = await (await desktopContext()).newPage();
  const errors = watchErrors(desktop);
  const id = await orderOnDesktop(desktop, phone, "citrine");
  const code = await codeOf(desktop);
  expect(code).toMatch(/^weixin:\/\/wxpay\/bizpayurl/);
  await expect(desktop.getByText("用微信扫一扫付款")).toBeVisible();
  await screenshot(desktop, "pay-code");

  const sandbox = await (await desktopContext()).newPage();
  await sandbox.goto("/sandbox");
  const sheet = sandbox.frameLocator("iframe[name=phone]");
  // Nobody scans with a phone that is still starting.
  await expect(sheet.getByRole("link", { name: /月光石/ }).first()).toBeVisible();
  await sandbox.getByTestId("sandbox-scan-text").fill(code);
  await sandbox.getByTestId("sandbox-scan").click();
  await sheet.getByTestId("sandbox-pay-confirm").click();
  await sheet.getByTestId("sandbox-pay-done").click();

  await expect(desktop).toHaveURL(`/orders/${id}?paid=1`, { timeout: 20_000 });
  await expect(desktop.getByText("支付成功")).toBeVisible();
  await screenshot(desktop, "paid");
  expect(errors).toEqual([]);
});

test("without a script a button asks, and says so when nothing has come", async ({
  wechatContext,
  desktopContext,
}) => {
  test.setTimeout(120_000);
  const context = await wechatContext();
  const phone = await context.newPage();
  const scripted = await desktopContext();
  const id = await orderOnDesktop(await scripted.newPage(), phone, "citrine");
  const plain = await desktopContext({ javaScriptEnabled: false });
  await plain.addCookies((await scripted.storageState()).cookies);
  const desktop = await plain.newPage();
  await desktop.goto(`/orders/${id}/pay`);
  await desktop.getByRole("button", { name: "我已付款" }).click();
  await expect(desktop.getByText("还没有收到这笔付款")).toBeVisible();
  await scanAndPay(context.request, await codeOf(desktop));
  await desktop.getByRole("button", { name: "我已付款" }).click();
  await expect(desktop).toHaveURL(`/orders/${id}?paid=1`);
});

test("a membership is bought on a desktop", async ({ wechatContext, desktopContext }) => {
  test.setTimeout(120_000);
  const context = await wechatContext({ person: "lin" });
  const phone = await context.newPage();
  const desktop = await (await desktopContext()).newPage();
  await openByCode(desktop, phone, "/orders");
  await desktop.goto("/me");
  await desktop.getByRole("button", { name: /立即开通|续一年/ }).click();
  await expect(desktop).toHaveURL(/\/pay\//);
  const code = await codeOf(desktop);
  // The same page in WeChat pays in another way, and begins anew.
  await context.addCookies((await desktop.context().storageState()).cookies);
  await phone.goto(new URL(desktop.url()).pathname);
  await expect(phone.getByRole("heading", { name: "换到这里付款" })).toBeVisible();
  await screenshot(phone, "vip-begun-elsewhere");

  // Somebody else pays.
  const friend = await wechatContext({ person: "chen" });
  await scanAndPay(friend.request, code);
  await expect(desktop).toHaveURL("/me?paid=1", { timeout: 20_000 });
  await expect(desktop.getByText(/有效期至/)).toBeVisible();
});

test("a phone's own browser goes over WeChat's page and comes back", async ({ wechatContext, browser }) => {
  test.setTimeout(120_000);
  const context = await wechatContext();
  const phone = await context.newPage();
  const id = await orderNow(phone, "citrine");
  const { cookies } = await context.storageState();
  const mobile = await browser.newContext({
    baseURL: new URL(phone.url()).origin,
    userAgent:
      "Mozilla/5.0 (Linux; Android 13; PHONE) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile Safari/537.36",
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: "zh-CN",
  });
  await mobile.addCookies(cookies);
  const page = await mobile.newPage();
  await page.goto(`/orders/${id}/pay`);
  await screenshot(page, "pay-h5");
  await page.getByRole("link", { name: "用微信支付" }).click();
  await page.getByTestId("sandbox-mweb-pay").click();
  await expect(page).toHaveURL(new RegExp(`/orders/${id}`));
  await page.goto(`/orders/${id}/pay`);
  await expect(page).toHaveURL(`/orders/${id}?paid=1`);
  await mobile.close();
});
