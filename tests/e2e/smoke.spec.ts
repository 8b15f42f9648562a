import { launchOldChromium, newOldPhone } from "./support/old-chromium";
import { expect, screenshot, shopUrl, test, watchErrors } from "./support/test";

test("the shop is healthy", async ({ request }) => {
  const answer = await request.get("/healthz");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "ok", database: "ok", migrations: "applied" });
});

test("the catalogue opens in WeChat without an error", { tag: "@postgres" }, async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  const errors = watchErrors(page);
  await page.goto("/");
  await expect(page.getByText("月光石").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  await screenshot(page, "catalogue");
  expect(errors).toEqual([]);
});

test("the catalogue opens on a desktop without an error", async ({ desktopContext }) => {
  const page = await (await desktopContext()).newPage();
  const errors = watchErrors(page);
  await page.goto("/");
  await expect(page.getByText("月光石").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  await screenshot(page, "catalogue");
  expect(errors).toEqual([]);
});

test("the catalogue opens in Chromium 86 without an error", async () => {
  const browser = await launchOldChromium();
  try {
    const { page, errors } = await newOldPhone(browser);
    await page.goto(shopUrl(), { waitUntil: "networkidle0" });
    expect(await page.content()).toContain("月光石");
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
