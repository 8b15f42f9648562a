import type { Page } from "@playwright/test";
import { moveClock } from "./support/operator";
import { type Shop, startShop } from "./support/server";
import { orderNow, payInSheet } from "./support/shopping";
import { at, expect, screenshot, test, watchErrors } from "./support/test";

/** Buys a stone, which gives gems, and shows them. */
async function earnGems(page: Page): Promise<void> {
  await orderNow(page, "peridot");
  await payInSheet(page);
  await expect(page).toHaveURL(/\?paid=1$/);
  await page.goto("/me");
  await page.getByRole("link", { name: /宝石余额/ }).click();
  await expect(page).toHaveURL("/me/gems");
}

const balance = (page: Page) => page.locator(".gem-head__number");

/** Cashes the least in, and shows what became of it. */
async function cashIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "立即兑换" }).click();
  await expect(page).toHaveURL(/\/me\/gems\/C\w+$/);
}

/** The person's part: a red pack in the account's chat, or WeChat's page for a transfer. */
async function take(page: Page, api: "v2" | "v3"): Promise<void> {
  if (api === "v3") {
    await page.getByTestId("collect").click();
    await page.getByTestId("sandbox-transfer-confirm").click();
    await page.getByTestId("sandbox-transfer-done").click();
    return;
  }
  const chat = await page.context().newPage();
  await chat.goto("/sandbox/chat");
  await chat.getByTestId("sandbox-red-pack-card").first().click();
  await chat.getByTestId("sandbox-red-pack-open").click();
  await expect(chat.getByTestId("sandbox-red-pack-amount")).toContainText("1.00");
  await chat.close();
}

for (const api of ["v2", "v3"] as const) {
  test.describe(`gems are cashed in over ${api}`, () => {
    let shop: Shop;
    test.beforeAll(async () => {
      test.setTimeout(120_000);
      shop = await startShop({ env: { WXPAY_API: api } });
    });
    test.afterAll(() => shop.stop());

    test("taken by the person", { tag: "@postgres" }, async ({ wechatContext }) => {
      test.setTimeout(120_000);
      const page = await (await wechatContext({ url: shop.url })).newPage();
      const errors = watchErrors(page);
      await earnGems(page);
      await expect(balance(page)).toHaveText("368");
      await screenshot(page, `gems-${api}`);
      await cashIn(page);
      await expect(
        page.getByRole("heading", { name: api === "v2" ? "红包已发出" : "等您收款" }),
      ).toBeVisible();
      await screenshot(page, `cash-in-waiting-${api}`);
      await take(page, api);
      await expect(page.getByRole("heading", { name: "已到账" })).toBeVisible({ timeout: 30_000 });
      await screenshot(page, `cash-in-done-${api}`);
      await page.goto("/me/gems");
      await expect(balance(page)).toHaveText("268");
      await expect(page.getByText("兑换现金").last()).toBeVisible();
      await screenshot(page, `gems-after-${api}`);
      expect(errors).toEqual([]);
    });

    test("not taken for a day or two: the gems are back", async ({ wechatContext }) => {
      test.setTimeout(120_000);
      const context = await wechatContext({ person: "chen", url: shop.url });
      const page = await context.newPage();
      await page.goto("/login?next=/me/gems");
      await expect(page).toHaveURL(at("/me/gems"));
      await expect(page.getByText("满 100 颗就可以兑换，还差 100 颗。")).toBeVisible();
      await screenshot(page, "gems-none");
      await earnGems(page);
      await cashIn(page);
      await moveClock(context.request, 3 * 24 * 3600);
      await page.getByRole("button", { name: "看看结果" }).or(page.getByTestId("collect")).waitFor();
      await expect(async () => {
        await page.reload();
        await expect(page.getByRole("heading", { name: /已退回|没有兑换成功/ })).toBeVisible({
          timeout: 2000,
        });
      }).toPass({ timeout: 40_000 });
      await screenshot(page, `cash-in-returned-${api}`);
      await page.goto("/me/gems");
      await expect(balance(page)).toHaveText("368");
      await moveClock(context.request, null);
    });
  });
}
