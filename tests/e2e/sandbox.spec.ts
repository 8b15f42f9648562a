import { startShop } from "./support/server";
import { fillAddress } from "./support/shopping";
import { expect, screenshot, test, watchErrors } from "./support/test";

test("a stone is bought in the console's phone, and the ledger tells the story", {
  tag: "@postgres",
}, async ({ desktopContext }) => {
  const page = await (await desktopContext()).newPage();
  await page.setViewportSize({ width: 1440, height: 1000 });
  const errors = watchErrors(page);
  await page.goto("/sandbox");
  const phone = page.frameLocator('iframe[name="phone"]');
  await expect(phone.getByText("月光石").first()).toBeVisible();
  await expect(page.getByText("沙箱 · 不会真的扣款").first()).toBeVisible();
  await screenshot(page, "sandbox");

  await phone
    .getByRole("link", { name: /月光石/ })
    .first()
    .click();
  await phone.getByRole("link", { name: "立即购买" }).click();
  await expect(phone.locator("[name=receiver]")).toBeVisible();
  await fillAddress(phone);
  await phone.getByRole("button", { name: "提交订单" }).click();
  await phone.getByTestId("pay").click();
  await expect(phone.getByTestId("sandbox-pay-confirm")).toBeVisible();
  await screenshot(page, "sandbox-paying");
  await phone.getByTestId("sandbox-pay-confirm").click();
  await phone.getByTestId("sandbox-pay-done").click();
  await expect(phone.getByText("支付成功")).toBeVisible();

  const order = page.getByTestId("sandbox-order").first();
  await expect(order).toHaveAttribute("data-state", "SUCCESS");
  await expect(order.getByTestId("sandbox-notice").first()).toHaveAttribute("data-status", "delivered");

  await order.getByTestId("sandbox-forge").selectOption("signature");
  // Of this order alone: a forged notice of an earlier one may be in sight, too.
  await expect(order.locator('[data-testid="sandbox-notice"][data-kind="signature"]')).toHaveAttribute(
    "data-status",
    "refused",
  );
  await screenshot(page, "sandbox-paid");
  expect(errors.filter((error) => !error.includes("400"))).toEqual([]);
});

test("a call with a wrong key is refused, and the ledger says why", async ({ desktopContext, request }) => {
  const xml =
    "<xml><appid>wx7f3c1e9a5b20d846</appid><mch_id>1628430975</mch_id><nonce_str>abc</nonce_str>" +
    "<out_trade_no>M20260101000000</out_trade_no><sign>0123456789ABCDEF0123456789ABCDEF</sign></xml>";
  const answer = await request.post("/sandbox/api.mch.weixin.qq.com/pay/orderquery", {
    data: xml,
    headers: { "content-type": "text/xml" },
  });
  expect(await answer.text()).toContain("签名错误");
  const page = await (await desktopContext()).newPage();
  await page.goto("/sandbox");
  await page
    .getByText(/签名错误/)
    .first()
    .click();
  await expect(
    page.getByText(/appid=wx7f3c1e9a5b20d846&mch_id=1628430975&nonce_str=abc/).first(),
  ).toBeVisible();
  await screenshot(page, "sandbox-refusal");
});

test("time moves for the shop and for WeChat alike", async ({ wechatContext, request }) => {
  const page = await (await wechatContext()).newPage();
  await page.goto("/products/pearl");
  await page.getByRole("link", { name: "立即购买" }).click();
  await fillAddress(page);
  await page.getByRole("button", { name: "提交订单" }).click();
  await expect(page.getByTestId("pay")).toBeVisible();
  const order = page.url().replace(/\/pay$/, "");
  const moved = await request.post("/sandbox/api/clock", { data: { advanceSeconds: 1860 } });
  expect(moved.ok()).toBe(true);
  await page.goto(order);
  await expect(page.getByRole("heading", { name: "已过期" })).toBeVisible();
  await screenshot(page, "order-expired");
  await request.post("/sandbox/api/clock", { data: { reset: true } });
});

test("a sandbox that is off leaves no trace", async () => {
  const shop = await startShop({ env: { WECHAT_SANDBOX: "0" } });
  try {
    const paths = [
      "/sandbox",
      "/sandbox/bridge.js",
      "/sandbox/settings",
      "/sandbox/api/state",
      "/sandbox/api.weixin.qq.com/sns/auth",
      "/sandbox/open.weixin.qq.com/connect/oauth2/authorize",
      "/sandbox/open.weixin.qq.com/connect/qrconnect",
      "/sandbox/phone/",
      "/sandbox/chat",
      "/sandbox/api/messages",
      "/sandbox/api/merchant",
      "/sandbox/wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb",
    ];
    const unknown = await fetch(`${shop.url}/nowhere`);
    expect(unknown.status).toBe(404);
    for (const path of paths) {
      for (const method of ["GET", "POST"]) {
        expect((await fetch(shop.url + path, { method })).status, `${method} ${path}`).toBe(404);
      }
    }
    const login = await fetch(`${shop.url}/login/mp`, { redirect: "manual" });
    expect(login.status).toBe(503);
    const catalogue = await fetch(shop.url);
    expect(catalogue.status).toBe(200);
    expect(await catalogue.text()).not.toMatch(/sandbox|沙箱/);
  } finally {
    await shop.stop();
  }
});

test("the shop's pages hold nothing of the sandbox, even while it is on", async ({ request }) => {
  for (const path of ["/", "/products/moonstone", "/cart"]) {
    expect(await (await request.get(path)).text(), path).not.toMatch(/sandbox|沙箱/);
  }
});

test("a sandbox beside real secrets refuses to start, and says so", async () => {
  const env = { WXPAY_APPID: "wx1234567890abcdef", WXPAY_MCHID: "1900000001", WXPAY_KEY: "k".repeat(32) };
  await expect(startShop({ env })).rejects.toThrow(/WECHAT_SANDBOX.*WXPAY_KEY/);
});
