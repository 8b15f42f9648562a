import { at, expect, screenshot, test, watchErrors } from "./support/test";

test("on a desktop by QR code, scanned in a second window", { tag: "@postgres" }, async ({
  desktopContext,
  wechatContext,
}) => {
  const desktop = await (await desktopContext()).newPage();
  const errors = watchErrors(desktop);
  await desktop.goto("/orders");
  await expect(desktop).toHaveURL(/\/login\?next=/);
  const frame = desktop.frameLocator("iframe");
  const link = frame.getByTestId("sandbox-qr-scan-link");
  await expect(link).toBeVisible();
  await screenshot(desktop, "login");
  const confirmUrl = await link.getAttribute("href");

  const phone = await (await wechatContext()).newPage();
  await phone.goto(new URL(confirmUrl ?? "", desktop.url()).toString());
  await screenshot(phone, "sandbox-confirm");
  await phone.getByTestId("sandbox-confirm-allow").click();
  await expect(desktop).toHaveURL("/orders");
  await screenshot(desktop, "orders");
  await desktop.goto("/me");
  await expect(desktop.getByText("林月").first()).toBeVisible();
  await screenshot(desktop, "me");
  expect(errors).toEqual([]);
});

test("in WeChat without a word, and with the profile on demand", async ({ wechatContext }) => {
  const page = await (await wechatContext({ person: "guest" })).newPage();
  await page.goto("/login?next=/me");
  await expect(page).toHaveURL(at("/me"));
  await page.goto("/login/mp?scope=snsapi_userinfo&next=/me");
  await expect(page.getByTestId("sandbox-consent-allow")).toBeVisible();
  await screenshot(page, "sandbox-consent");
  await page.getByTestId("sandbox-consent-allow").click();
  await expect(page).toHaveURL(at("/me"));
  await expect(page.getByText("新朋友").first()).toBeVisible();
});

test("whoever refuses is told so and can start again", async ({ wechatContext }) => {
  const page = await (await wechatContext({ person: "chen" })).newPage();
  await page.goto("/login/mp?scope=snsapi_userinfo&next=/me");
  await page.getByTestId("sandbox-consent-deny").click();
  await expect(page.getByText("您没有同意登录")).toBeVisible();
  await screenshot(page, "login-denied");
  await expect(page.getByRole("link", { name: "重新登录" })).toHaveAttribute("href", "/login/mp?next=%2Fme");
});

test("a callback that comes twice logs in once and shows no error", async ({ wechatContext }) => {
  const context = await wechatContext();
  const page = await context.newPage();
  const callbacks: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/oauth/wechat/callback/mp")) callbacks.push(request.url());
  });
  await page.goto("/login?next=/me");
  await expect(page).toHaveURL(at("/me"));
  const [callback = ""] = callbacks;
  await page.goto(callback);
  await expect(page).toHaveURL(at("/me"));
  await expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();
});

test("a callback in another browser logs nobody in", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  await page.route("**/oauth/wechat/callback/mp?*", (route) => route.abort());
  const asked = page.waitForRequest("**/oauth/wechat/callback/mp?*");
  await page.goto("/login?next=/me").catch(() => null);
  const callback = (await asked).url();

  const victim = await (await wechatContext({ person: "chen" })).newPage();
  const answer = await victim.goto(callback);
  expect(answer?.status()).toBe(400);
  await expect(victim.getByText("请在同一个浏览器里登录")).toBeVisible();
  await victim.goto("/me");
  await expect(victim.getByRole("button", { name: "退出登录" })).toHaveCount(0);
});

test("logging out everywhere ends the other browser's session too", async ({ wechatContext }) => {
  const [first, second] = [await (await wechatContext()).newPage(), await (await wechatContext()).newPage()];
  for (const page of [first, second]) {
    await page.goto("/login?next=/me");
    await expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();
  }
  await first.getByRole("button", { name: "退出所有设备" }).click();
  await expect(first.getByRole("button", { name: "退出登录" })).toHaveCount(0);
  await second.reload();
  await expect(second.getByRole("button", { name: "退出登录" })).toHaveCount(0);
});
