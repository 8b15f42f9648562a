import type { Page } from "puppeteer-core";
import { launchOldChromium, newOldPhone } from "./support/old-chromium";
import { fillAddress } from "./support/shopping";
import { expect, shopUrl, test } from "./support/test";

/** A button of the sheet that WeChat draws over the page: in a shadow tree, which an old puppeteer does not enter. */
const inSheet = (testId: string) =>
  `[...document.querySelectorAll("*")].map((el) => el.shadowRoot && el.shadowRoot.querySelector('[data-testid="${testId}"]')).find(Boolean)`;

async function tapInSheet(page: Page, testId: string): Promise<void> {
  await page.waitForFunction(`Boolean(${inSheet(testId)})`, { timeout: 15_000 });
  await page.evaluate(`${inSheet(testId)}.click()`);
}

const untilAt = (page: Page, pattern: string) =>
  page.waitForFunction(`new RegExp(${JSON.stringify(pattern)}).test(location.href)`, { timeout: 20_000 });

test("Chromium 86, the oldest web view: from the catalogue to a paid order", async () => {
  const browser = await launchOldChromium();
  try {
    expect(await browser.version()).toContain("/86.");
    const { page, errors } = await newOldPhone(browser);
    await page.goto(shopUrl(), { waitUntil: "networkidle0" });
    await page.click('a[href="/products/citrine"]');
    await untilAt(page, "/products/citrine$");
    await page.waitForSelector('form[action="/cart/items"] button', { visible: true });
    await page.click('form[action="/cart/items"] button');
    await untilAt(page, "/cart$");
    await page.waitForSelector('a[href="/checkout"]', { visible: true });
    await page.click('a[href="/checkout"]');
    await untilAt(page, "/checkout(#|$)");
    await page.waitForSelector("[name=receiver]", { visible: true });
    await page.type("[name=receiver]", "林月");
    await page.type("[name=phone]", "13800138000");
    await page.type("[name=region]", "上海市 徐汇区");
    await page.type("[name=address]", "月光路 1 号");
    await page.click('form[action="/checkout/place"] button[type=submit]');
    await untilAt(page, "/orders/[^/]+/pay$");
    await page.waitForSelector("[data-testid=pay]", { visible: true });
    await page.click("[data-testid=pay]");
    await tapInSheet(page, "sandbox-pay-confirm");
    await tapInSheet(page, "sandbox-pay-done");
    await untilAt(page, "/orders/[^/]+\\?paid=1$");
    await page.waitForFunction('Boolean(document.body) && document.body.textContent.includes("支付成功")', {
      timeout: 15_000,
    });
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});

test("without any script: from the catalogue to the pay page, which says what it needs", {
  tag: "@postgres",
}, async ({ wechatContext }) => {
  const page = await (await wechatContext({ javaScriptEnabled: false })).newPage();
  await page.goto("/");
  await page.getByRole("link", { name: /黄水晶/ }).click();
  await page.getByRole("button", { name: "加入购物车" }).click();
  await expect(page).toHaveURL("/cart");
  await page.getByRole("button", { name: /加一|增加|多一/ }).click();
  await expect(page.getByText("318").first()).toBeVisible();
  await page.getByRole("button", { name: /减一|减少|少一/ }).click();
  await expect(page.getByText("159").first()).toBeVisible();
  await page.getByRole("link", { name: /结算/ }).click();
  await fillAddress(page);
  await page.getByRole("button", { name: "提交订单" }).click();
  await expect(page).toHaveURL(/\/orders\/[^/]+\/pay$/);
  // Playwright's own text search passes over what stands in <noscript>.
  await expect(page.locator("noscript p")).toBeVisible();
  await page.getByTestId("pay").click();
  await expect(page).toHaveURL(/\/pay\?tapped=1$/);
  await expect(page.locator("noscript p")).toBeVisible();
  await page.getByRole("link", { name: "查看订单" }).click();
  await page.getByRole("button", { name: "取消订单" }).click();
  await expect(page.getByRole("heading", { name: "已取消" })).toBeVisible();
});
