import { expect, type FrameLocator, type Page } from "@playwright/test";

/** Where the tests' orders go. */
const address = {
  receiver: "林月",
  phone: "13800138000",
  region: "上海市 徐汇区",
  address: "月光路 1 号",
};

/** Fills the address at the checkout. */
export async function fillAddress(page: Page | FrameLocator): Promise<void> {
  for (const [name, value] of Object.entries(address)) await page.locator(`[name="${name}"]`).fill(value);
}

/** From a product's page to the pay page of an order: by 立即购买, logging in on the way. Returns the order's id. */
export async function orderNow(page: Page, product: string): Promise<string> {
  await page.goto(`/products/${product}`);
  await page.getByRole("link", { name: "立即购买" }).click();
  await expect(page).toHaveURL(/\/checkout\?product=/);
  await fillAddress(page);
  await page.getByRole("button", { name: "提交订单" }).click();
  await expect(page).toHaveURL(/\/orders\/[^/]+\/pay$/);
  return /orders\/([^/]+)\/pay/.exec(page.url())?.[1] ?? "";
}

/** Pays with the sheet that WeChat draws over the page. */
export async function payInSheet(page: Page): Promise<void> {
  await page.getByTestId("pay").click();
  await page.getByTestId("sandbox-pay-confirm").click();
  await page.getByTestId("sandbox-pay-done").click();
}
