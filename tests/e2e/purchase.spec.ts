import { fillAddress, orderNow, payInSheet } from "./support/shopping";
import { at, expect, screenshot, test, watchErrors } from "./support/test";

test("from the catalogue through the cart to a paid order", { tag: "@postgres" }, async ({
  wechatContext,
}) => {
  const page = await (await wechatContext()).newPage();
  const errors = watchErrors(page);
  await page.goto("/");
  await page
    .getByRole("link", { name: /月光石/ })
    .first()
    .click();
  await expect(page).toHaveURL("/products/moonstone");
  await screenshot(page, "product");

  await page.getByRole("button", { name: "加入购物车" }).click();
  await expect(page).toHaveURL("/cart");
  await page.getByRole("button", { name: /加一|增加|多一/ }).click();
  await expect(page.getByText("598").first()).toBeVisible();
  await screenshot(page, "cart");

  await page.getByRole("link", { name: /结算/ }).click();
  await expect(page).toHaveURL(at("/checkout"));
  await fillAddress(page);
  await screenshot(page, "checkout");
  await page.getByRole("button", { name: "提交订单" }).click();
  await expect(page).toHaveURL(/\/orders\/\w+\/pay$/);
  await expect(page.getByTestId("pay")).toBeVisible();
  await screenshot(page, "pay");

  await page.getByTestId("pay").click();
  await expect(page.getByTestId("sandbox-pay-confirm")).toBeVisible();
  await screenshot(page, "pay-sheet");
  await page.getByTestId("sandbox-pay-confirm").click();
  await page.getByTestId("sandbox-pay-done").click();
  await expect(page).toHaveURL(/\/orders\/\w+\?paid=1$/);
  await expect(page.getByText(/支付成功/)).toBeVisible();
  await screenshot(page, "paid");

  await page.goto(page.url().replace("?paid=1", ""));
  await expect(page.getByRole("heading", { name: "待发货" })).toBeVisible();
  await screenshot(page, "order-paid");
  await page.goto("/cart");
  await expect(page.getByText(/购物车.*空|空空/).first()).toBeVisible();
  await screenshot(page, "cart-empty");
  await page.goto("/orders");
  await screenshot(page, "orders");
  expect(errors).toEqual([]);
});

test("a membership is bought in one tap on the me page", { tag: "@postgres" }, async ({ wechatContext }) => {
  const page = await (await wechatContext({ person: "chen" })).newPage();
  const errors = watchErrors(page);
  await page.goto("/me");
  await screenshot(page, "me-stranger");
  await page.goto("/login?next=/me");
  await expect(page).toHaveURL(at("/me"));
  await screenshot(page, "me");
  await page.getByRole("button", { name: "立即开通" }).click();
  await page.getByTestId("sandbox-pay-confirm").click();
  await page.getByTestId("sandbox-pay-done").click();
  await expect(page).toHaveURL(/\/me/);
  await expect(page.getByText(/有效期至/)).toBeVisible();
  await screenshot(page, "me-vip");
  expect(errors).toEqual([]);
});

test("whoever closes the sheet can pay later, and cancel", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  const id = await orderNow(page, "peridot");
  await page.getByTestId("pay").click();
  await page.getByTestId("sandbox-pay-cancel").click();
  await expect(page.getByText("已取消支付")).toBeVisible();
  await screenshot(page, "pay-cancelled");
  await page.goto(`/orders/${id}`);
  await expect(page.getByRole("heading", { name: "待付款" })).toBeVisible();
  await screenshot(page, "order-pending");
  await page.getByRole("button", { name: "取消订单" }).click();
  await expect(page.getByRole("heading", { name: "已取消" })).toBeVisible();
  await screenshot(page, "order-cancelled");
});

test("a payment that fails at WeChat leaves the order to be paid", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  const id = await orderNow(page, "peridot");
  await page.getByTestId("pay").click();
  await page.getByTestId("sandbox-pay-fail").click();
  await page.goto(`/orders/${id}`);
  await expect(page.getByRole("heading", { name: "待付款" })).toBeVisible();
});

test("a lost notification is made up for by asking WeChat", async ({ wechatContext }) => {
  const context = await wechatContext();
  const page = await context.newPage();
  const fault = await context.request.post("/sandbox/api/faults", {
    data: { name: "notice_lost", on: true },
  });
  expect(fault.ok()).toBe(true);
  await orderNow(page, "peridot");
  await payInSheet(page);
  await expect(page).toHaveURL(/\?paid=1$/);
  await expect(page.getByText(/支付成功/)).toBeVisible();
});

for (const name of ["notice_doubled", "notice_forged", "notice_late"]) {
  test(`${name}: the order is paid once`, async ({ wechatContext }) => {
    const context = await wechatContext();
    const page = await context.newPage();
    await context.request.post("/sandbox/api/faults", { data: { name, on: true } });
    await orderNow(page, "peridot");
    await payInSheet(page);
    await expect(page).toHaveURL(/\?paid=1$/);
  });
}

test("a tap that comes before the page's script still opens the sheet", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  const id = await orderNow(page, "peridot");
  // What the browser itself does with the form while no script has loaded.
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>("form[action$='/prepay']");
    if (form) HTMLFormElement.prototype.submit.call(form);
  });
  await page.getByTestId("sandbox-pay-confirm").click();
  await page.getByTestId("sandbox-pay-done").click();
  await expect(page).toHaveURL(`/orders/${id}?paid=1`);
});
