import type { BrowserContext, Page } from "@playwright/test";
import { moveClock, openByCode, untilLive } from "./support/operator";
import { fillAddress, orderNow, payInSheet } from "./support/shopping";
import { expect, screenshot, test, watchErrors } from "./support/test";

/** Buys a stone in WeChat, and shows its order. */
async function buy(page: Page, product: string): Promise<string> {
  const id = await orderNow(page, product);
  await payInSheet(page);
  await expect(page).toHaveURL(/\?paid=1$/);
  await page.goto(`/orders/${id}`);
  return id;
}

/** Asks for the money of the order that the page shows. */
async function askForRefund(page: Page, reason: string): Promise<void> {
  await page.getByRole("link", { name: "申请退款" }).click();
  await page.getByText(reason, { exact: true }).click();
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByText("待店主处理")).toBeVisible();
}

const heading = (page: Page, name: string) => page.getByRole("heading", { name });

/** The shop's owner at a desktop, logged in with the phone. */
async function operatorAt(
  path: string,
  desktopContext: () => Promise<BrowserContext>,
  wechatContext: (options: { person: "owner" }) => Promise<BrowserContext>,
): Promise<Page> {
  const desktop = await (await desktopContext()).newPage();
  const phone = await (await wechatContext({ person: "owner" })).newPage();
  await openByCode(desktop, phone, path);
  await phone.close();
  return desktop;
}

/** Sends money back from the page of a payment: the second page names it and the buyer, and only its button sends it. */
async function refundAsOwner(page: Page, amount: string): Promise<void> {
  const payment = page.url();
  await page.locator("[name=amount]").fill(amount);
  await page.locator("[name=reason]").fill("补偿");
  // As the button: it sends nothing yet.
  await page.locator("[name=reason]").press("Enter");
  await expect(heading(page, "确认退款")).toBeVisible();
  await expect(page.getByText(`¥${amount}`, { exact: true })).toBeVisible();
  await expect(page.getByText("补偿", { exact: true })).toBeVisible();
  await expect(page.getByText("月光访客")).toBeVisible();
  await page.goto(payment);
  await expect(page.getByRole("link", { name: `¥${amount}` })).toHaveCount(0);
  await page.goBack();
  await screenshot(page, "admin-refund-confirm");
  await page.getByRole("button", { name: "确认退款" }).click();
  await expect(page).toHaveURL(payment);
  await expect(page.getByRole("link", { name: `¥${amount}` })).toBeVisible();
}

// Two browsers, and a login by code.
test.beforeEach(() => test.setTimeout(120_000));
test.afterEach(async ({ request }) => moveClock(request, null));

test("asked for in WeChat, granted on a desktop, arrived", { tag: "@postgres" }, async ({
  wechatContext,
  desktopContext,
}) => {
  const context = await wechatContext();
  const buyer = await context.newPage();
  const errors = watchErrors(buyer);
  const id = await buy(buyer, "labradorite");
  await screenshot(buyer, "order-refundable");
  await buyer.getByRole("link", { name: "申请退款" }).click();
  await screenshot(buyer, "refund-form");
  await buyer.goBack();
  await askForRefund(buyer, "不想要了");
  await expect(buyer.getByText("退款处理中，暂不发货。")).toBeVisible();
  await screenshot(buyer, "order-refund-asked");

  const operator = await operatorAt("/admin", desktopContext, wechatContext);
  await screenshot(operator, "admin-overview");
  await operator.getByRole("link", { name: /退款申请/ }).click();
  await screenshot(operator, "admin-refunds");
  await operator
    .getByRole("row", { name: new RegExp(id) })
    .getByRole("link")
    .first()
    .click();
  await operator.locator("[name=answer]").fill("没关系，期待您下次再来");
  await screenshot(operator, "admin-refund");
  await operator.getByRole("button", { name: "同意退款" }).click();
  await expect(operator.getByText(/退款途中|已到账/).first()).toBeVisible();

  await moveClock(context.request, 3600);
  await expect(async () => {
    await buyer.goto(`/orders/${id}`);
    await expect(heading(buyer, "已退款")).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(buyer.getByText("没关系，期待您下次再来").first()).toBeVisible();
  await expect(buyer.locator("#refunds").getByText(/已退到/)).toBeVisible();
  await screenshot(buyer, "order-refunded");
  await buyer.goto(`/orders/${id}/receipt`);
  await expect(buyer.getByText(/^−¥/)).toBeVisible();
  await screenshot(buyer, "receipt-refunded");
  expect(errors).toEqual([]);
});

test("two of three stones go back, chosen without a script", async ({ wechatContext, desktopContext }) => {
  const context = await wechatContext({ person: "lin" });
  const buyer = await context.newPage();
  await buyer.goto("/checkout?product=garnet&quantity=3");
  await fillAddress(buyer);
  await buyer.getByRole("button", { name: "提交订单" }).click();
  await expect(buyer).toHaveURL(/\/orders\/[^/]+\/pay$/);
  const id = /orders\/([^/]+)\/pay/.exec(buyer.url())?.[1] ?? "";
  await payInSheet(buyer);
  await expect(buyer).toHaveURL(/\?paid=1$/);

  const plain = await wechatContext({ person: "lin", javaScriptEnabled: false });
  await plain.addCookies((await context.storageState()).cookies);
  const page = await plain.newPage();
  await page.goto(`/orders/${id}/refund`);
  const whole = await page.locator(".bar__sum").textContent();
  await page.getByRole("link", { name: /少退一件/ }).click();
  await expect(page.getByLabel(/退几件/)).toHaveText("2");
  expect(await page.locator(".bar__sum").textContent()).not.toBe(whole);
  await page.getByText("拍错或多拍了").click();
  await page.locator("[name=more]").fill("只想要一颗");
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByText("待店主处理")).toBeVisible();
  await expect(page.getByText("拍错或多拍了：只想要一颗").first()).toBeVisible();

  const operator = await operatorAt(`/admin/orders/${id}`, desktopContext, wechatContext);
  await expect(operator.getByRole("button", { name: "确认发货" })).toHaveCount(0);
  await operator.getByRole("link", { name: "去处理" }).click();
  await operator.getByRole("button", { name: "同意退款" }).click();
  await expect(operator.getByText(/退款途中|已到账/).first()).toBeVisible();
  await moveClock(context.request, 3600);
  await expect(async () => {
    await page.goto(`/orders/${id}`);
    await expect(page.locator("#refunds").getByText("已退款")).toBeVisible({ timeout: 1000 });
  }).toPass();
  // One stone is still to be sent.
  await expect(heading(page, "待发货")).toBeVisible();

  await operator.goto(`/admin/orders/${id}`);
  await screenshot(operator, "admin-order");
  await operator.locator("[name=trackingNo]").fill("SF1234567890123");
  await operator.getByRole("button", { name: "确认发货" }).click();
  await expect(operator.getByText("SF1234567890123").first()).toBeVisible();
  await page.goto(`/orders/${id}`);
  await expect(page.getByText("SF1234567890123").first()).toBeVisible();
  await buyer.goto(`/orders/${id}`);
  await screenshot(buyer, "order-shipped");
  await page.getByRole("button", { name: "确认收货" }).click();
  await expect(heading(page, "已完成")).toBeVisible();
});

test("declined with an answer, withdrawn by the buyer", async ({ wechatContext, desktopContext }) => {
  const buyer = await (await wechatContext({ person: "chen" })).newPage();
  const id = await buy(buyer, "peridot");
  await askForRefund(buyer, "其他");
  await buyer.getByRole("button", { name: "撤销申请" }).click();
  await expect(buyer.getByText("已撤销")).toBeVisible();
  await askForRefund(buyer, "不想要了");

  const operator = await operatorAt("/admin/refunds", desktopContext, wechatContext);
  await operator
    .getByRole("row", { name: new RegExp(id) })
    .getByRole("link")
    .first()
    .click();
  await untilLive(operator);
  // Enter is no decision.
  await operator.locator("[name=amount]").press("Enter");
  await expect(operator.getByText("请选择同意或拒绝")).toBeVisible();
  await operator.getByRole("button", { name: "知道了" }).click();
  await operator.getByRole("button", { name: "拒绝" }).click();
  await expect(operator.getByText("拒绝时请告诉买家原因")).toBeVisible();
  await operator.getByRole("button", { name: "知道了" }).click();
  await operator.locator("[name=answer]").fill("已经为您定制刻字，不能退款");
  await operator.getByRole("button", { name: "拒绝" }).click();
  await expect(operator.getByText("已拒绝")).toBeVisible();

  await buyer.reload();
  await expect(buyer.getByText("店主：已经为您定制刻字，不能退款")).toBeVisible();
  await screenshot(buyer, "order-refund-declined");
});

test("the owner sends a membership's money back, in two parts", async ({ wechatContext, desktopContext }) => {
  const context = await wechatContext({ person: "chen" });
  const buyer = await context.newPage();
  await buyer.goto("/login?next=/me");
  await buyer.getByRole("button", { name: /立即开通|续一年/ }).click();
  await buyer.getByTestId("sandbox-pay-confirm").click();
  await buyer.getByTestId("sandbox-pay-done").click();
  await expect(buyer).toHaveURL(/\/me\?paid=1/);

  const operator = await operatorAt("/admin/members", desktopContext, wechatContext);
  await operator.getByRole("row").nth(1).getByRole("link").click();
  const plain = await desktopContext({ javaScriptEnabled: false });
  await plain.addCookies(await operator.context().cookies());
  const withoutScript = await plain.newPage();
  await withoutScript.goto(operator.url());
  await refundAsOwner(operator, "9.00");
  await withoutScript.reload();
  await refundAsOwner(withoutScript, "90.00");
  await expect(withoutScript.getByRole("button", { name: "下一步" })).toHaveCount(0);
  await screenshot(withoutScript, "admin-member");
  await moveClock(context.request, 3600);
  await operator.goto("/admin/refunds?state=success");
  await screenshot(operator, "admin-refunds-done");
  // What an object has by nature is no deed that was done.
  expect((await operator.goto("/admin/account?did=constructor"))?.status()).toBe(200);
});

test("the operator's pages are a 404 for a customer, and no form of theirs works", async ({
  wechatContext,
}) => {
  const context = await wechatContext({ person: "guest" });
  const page = await context.newPage();
  await page.goto("/login?next=/me");
  await expect(page).toHaveURL(/\/me/);
  for (const path of ["/admin", "/admin/orders", "/admin/refunds", "/admin/members", "/admin/transfers"]) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByText("没有这一页")).toBeVisible();
  }
  await screenshot(page, "admin-stranger");
  const forms = [
    ["/admin/members/V1/refunds", "amount=1&reason=a"],
    ["/admin/orders/M1/ship", "carrier=a&trackingNo=SF12345678"],
    ["/admin/orders/M1/refunds", "amount=1&reason=a"],
    ["/admin/refunds/R1/decide", "decision=decline&answer=a"],
    ["/admin/refunds/R1/again", ""],
  ] as const;
  for (const [path, data] of forms) {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await context.request.post(path, { data, headers });
    expect(answer.status()).toBe(404);
  }
});
