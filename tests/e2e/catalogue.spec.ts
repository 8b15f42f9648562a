import { cronSecret } from "./support/server";
import { orderNow } from "./support/shopping";
import { expect, test } from "./support/test";

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
