import type { Page } from "@playwright/test";
import { expect, test } from "./support/test";

/** Puts so many of a stone into the cart, which is shown then. */
async function putIntoCart(page: Page, product: string, quantity: string): Promise<void> {
  await page.goto(`/products/${product}`);
  await page.locator("form input[name=quantity]").evaluate((input: HTMLInputElement, wanted) => {
    input.value = wanted;
  }, quantity);
  await page.getByRole("button", { name: "加入购物车" }).click();
  await expect(page).toHaveURL("/cart");
}

test("taps count at once, and none is lost while one is on its way", async ({ wechatContext }) => {
  const page = await (await wechatContext({ person: "guest" })).newPage();
  await putIntoCart(page, "garnet", "1");
  const line = page.getByRole("listitem").filter({ hasText: "石榴石" });
  const count = line.getByLabel("数量");
  await expect(count).toHaveText("1");

  const sent: (string | null)[] = [];
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/cart/items/garnet", async (route) => {
    sent.push(route.request().postData());
    await held;
    await route.continue();
  });
  const [more, fewer] = [
    line.getByRole("button", { name: "增加一件" }),
    line.getByRole("button", { name: "减少一件" }),
  ];
  for (const wish of ["2", "3", "4", "5"]) {
    await more.click({ force: true });
    await expect(count).toHaveText(wish);
  }
  await fewer.click({ force: true });
  await expect(count).toHaveText("4");
  answer();
  await expect(page.getByRole("heading", { name: "购物车 4 件" })).toBeVisible();
  expect(sent).toEqual(["quantity=2", "quantity=4"]);
  await page.reload();
  await expect(count).toHaveText("4");

  // What the server refuses is not shown as if it were so.
  await page.unroute("**/cart/items/garnet");
  await page.route("**/cart/items/garnet", (route) =>
    route.fulfill({ status: 409, json: { ok: false, message: "库存不足" } }),
  );
  await more.click();
  await page.getByRole("button", { name: "知道了" }).click();
  await expect(count).toHaveText("4");
  await page.unroute("**/cart/items/garnet");
  await more.click();
  await expect(page.getByRole("heading", { name: "购物车 5 件" })).toBeVisible();
});

test("the steppers work without a script", async ({ wechatContext }) => {
  const page = await (await wechatContext({ person: "guest", javaScriptEnabled: false })).newPage();
  await page.goto("/products/garnet");
  await page.getByRole("button", { name: "加入购物车" }).click();
  await page.getByRole("button", { name: "石榴石增加一件" }).click();
  await expect(page.getByRole("heading", { name: "购物车 2 件" })).toBeVisible();
  await page.getByRole("button", { name: "石榴石减少一件" }).click();
  await expect(page.getByRole("heading", { name: "购物车 1 件" })).toBeVisible();
});

test("a dozen pieces on the narrowest phone: nothing breaks in two, nothing is wider than the page", async ({
  wechatContext,
}) => {
  const page = await (await wechatContext({ person: "guest" })).newPage();
  await page.setViewportSize({ width: 320, height: 568 });
  await putIntoCart(page, "amethyst", "12");
  const lines = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const range = document.createRange();
        range.selectNodeContents(element.firstChild ?? element);
        return range.getClientRects().length;
      });
  await expect(page.locator(".mark")).toContainText("12");
  expect(await lines(".mark")).toBe(1);
  await page.goto("/products/amethyst");
  for (const selector of [".bar__button button", "a.bar__button"]) expect(await lines(selector)).toBe(1);
  await page.goto("/login?next=/checkout");
  await expect(page.getByRole("heading", { name: "确认订单" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
