import { cronSecret } from "./support/server";
import { orderNow } from "./support/shopping";
import { at, expect, test, watchErrors } from "./support/test";

test("the static pages follow the stock: sold out with the last stone, for sale again with a cancelled order", async ({
  wechatContext,
}) => {
  const context = await wechatContext();
  const page = await context.newPage();
  await page.goto("/products/spinel");
  await expect(page.getByText("仅余 1 件").first()).toBeVisible();
  const id = await orderNow(page, "spinel");
  for (const path of ["/products/spinel", "/"]) {
    expect(await (await context.request.get(path)).text(), path).toMatch(
      /尖晶石[\s\S]*已售罄|已售罄[\s\S]*尖晶石/,
    );
  }
  await page.goto(`/orders/${id}`);
  await page.getByRole("button", { name: "取消订单" }).click();
  await expect(page.getByRole("heading", { name: "已取消" })).toBeVisible();
  await page.goto("/products/spinel");
  await expect(page.getByText("仅余 1 件").first()).toBeVisible();
});

test("and with a reservation that ends by itself", async ({ wechatContext, request }) => {
  const page = await (await wechatContext()).newPage();
  await orderNow(page, "spinel");
  await page.goto("/products/spinel");
  await expect(page.getByText("已售罄").first()).toBeVisible();
  await request.post("/sandbox/api/clock", { data: { advanceSeconds: 1900 } });
  const authorization = `Bearer ${cronSecret}`;
  const answer = await request.post("/api/cron/reconcile", { headers: { authorization } });
  expect(await answer.json()).toEqual({ ok: true, ran: true });
  await page.goto("/products/spinel");
  await expect(page.getByText("仅余 1 件").first()).toBeVisible();
  await request.post("/sandbox/api/clock", { data: { reset: true } });
});

/** As a link of a page would. */
const pushed = (path: string) => `window.next.router.push(${JSON.stringify(path)})`;

test("an address keeps its query in the browser, though the server makes the page without it", async ({
  desktopContext,
}) => {
  const page = await (await desktopContext()).newPage();
  const errors = watchErrors(page);
  await page.goto("/?from=singlemessage&sharer=lin");
  await page.evaluate(() => document.body.setAttribute("data-same", "document"));
  await page.evaluate(pushed("/products/garnet?sharer=lin"));
  await expect(page.getByRole("heading", { name: "石榴石" })).toBeVisible();
  await expect(page).toHaveURL(at("/products/garnet\\?sharer=lin"));
  await page.evaluate(pushed("/catalogue/new?sharer=lin"));
  await expect(page).toHaveURL(at("/catalogue/new\\?sharer=lin"));
  await expect(page.getByRole("link", { name: "新到", exact: true })).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(at("/\\?from=singlemessage&sharer=lin"));
  await expect(page.getByRole("link", { name: "全部" })).toHaveAttribute("aria-current", "page");
  await expect(page.locator("body")).toHaveAttribute("data-same", "document");
  expect(errors).toEqual([]);
});

test("in the sandbox's phone, too", async ({ desktopContext }) => {
  const page = await (await desktopContext()).newPage();
  const errors = watchErrors(page);
  await page.goto("/sandbox");
  const phone = page.frameLocator("iframe").first();
  await expect(phone.getByRole("heading", { name: "月光宝石" })).toBeVisible();
  await phone.locator("body").evaluate((body) => body.setAttribute("data-same", "document"));
  await phone.locator("body").evaluate(pushed("/products/garnet?sharer=lin"));
  await expect(phone.getByRole("heading", { name: "石榴石" })).toBeVisible();
  const shown = await phone.locator("body").evaluate((body) => body.ownerDocument.location.search);
  expect(shown).toBe("?sharer=lin");
  await expect(phone.locator("body")).toHaveAttribute("data-same", "document");
  expect(errors).toEqual([]);
});
