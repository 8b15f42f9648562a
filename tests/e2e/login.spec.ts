import type { APIRequestContext, Page } from "@playwright/test";
import { startShop } from "./support/server";
import { orderNow } from "./support/shopping";
import { at, expect, type Person, screenshot, shopUrl, test, watchErrors } from "./support/test";

/** The tap that lets WeChat tell name and picture. */
const upgrade = (page: Page) => page.getByRole("link", { name: "使用微信头像和昵称" });

/** Scans the code that a desktop page shows, with another person's phone, and agrees. */
async function scan(desktop: Page, phone: Page): Promise<void> {
  const link = desktop.frameLocator("iframe").getByTestId("sandbox-qr-scan-link");
  const confirm = (await link.getAttribute("href")) ?? "";
  await phone.goto(new URL(confirm, desktop.url()).toString());
  await phone.getByTestId("sandbox-confirm-allow").click();
}

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

test("name and picture by a tap on one's own page, inside WeChat only", async ({
  wechatContext,
  desktopContext,
}) => {
  const shop = await startShop();
  try {
    const page = await (await wechatContext({ person: "guest", url: shop.url })).newPage();
    await page.goto("/login?next=/me");
    await expect(page.getByRole("heading", { name: "月光访客" })).toBeVisible();
    await upgrade(page).click();
    await page.getByTestId("sandbox-consent-allow").click();
    await expect(page).toHaveURL(at("/me"));
    await expect(page.getByRole("heading", { name: "新朋友" })).toBeVisible();
    await expect(page.locator(".person__face")).toHaveAttribute("src", /\/guest\/132$/);
    await expect(upgrade(page)).toHaveCount(0);

    const another = await wechatContext({ person: "chen", url: shop.url });
    const stranger = await another.newPage();
    await stranger.goto("/login?next=/me");
    await expect(upgrade(stranger)).toBeVisible();
    const { cookies } = await another.storageState();
    const desktop = await desktopContext({ url: shop.url });
    await desktop.addCookies(cookies);
    const elsewhere = await desktop.newPage();
    await elsewhere.goto("/me");
    await expect(elsewhere.getByRole("heading", { name: "月光访客" })).toBeVisible();
    await expect(upgrade(elsewhere)).toHaveCount(0);
  } finally {
    await shop.stop();
  }
});

/** What a native app does: gets a code from WeChat's app, and posts it to its own server. */
async function appLogin(app: APIRequestContext, personId: Person) {
  const { code } = await (await app.post("/sandbox/api/code", { data: { personId } })).json();
  const answer = await app.post("/oauth/wechat/callback/mobile", { data: { code } });
  expect(answer.status()).toBe(200);
  return { code, ...(await answer.json()) };
}

test("in a native app, with a token or with a cookie", { tag: "@postgres" }, async ({ playwright }) => {
  const app = await playwright.request.newContext({ baseURL: shopUrl() });
  const { code, token, user, expiresIn } = await appLogin(app, "chen");
  expect(user).toMatchObject({ nickname: "陈星", avatarUrl: expect.stringContaining("/chen/132") });
  expect(expiresIn).toBeGreaterThan(24 * 60 * 60);
  expect(await (await app.get("/me")).text()).toContain("陈星");
  const again = await app.post("/oauth/wechat/callback/mobile", { form: { code } });
  expect(again.status()).toBe(400);
  expect(await again.json()).toMatchObject({ code: 20006, reason: "dead_code", errcode: 40163 });
  await app.dispose();

  const json = { accept: "application/json" };
  const withToken = await playwright.request.newContext({
    baseURL: shopUrl(),
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  expect(await (await withToken.get("/me")).text()).toContain("陈星");
  const put = await withToken.post("/cart/items", { form: { productId: "garnet" }, headers: json });
  expect(await put.json()).toEqual({ ok: true, location: "/cart" });
  expect((await (await withToken.get("/api/me")).json()).loggedIn).toBe(true);
  expect((await withToken.storageState()).cookies).toEqual([]);

  await withToken.post("/logout", { form: { everywhere: "1" }, headers: json });
  const ended = await withToken.post("/cart/items", { form: { productId: "garnet" }, headers: json });
  expect(ended.status()).toBe(401);
  expect(await ended.json()).toMatchObject({ ok: false, code: 20005, key: "WXAUTH_REQUIRED" });
  expect((await withToken.get("/me", { maxRedirects: 0 })).status()).toBe(200);
  expect((await withToken.get("/orders", { maxRedirects: 0 })).headers().location).toContain("/login?next=");
  await withToken.dispose();
});

/** The orders that somebody sees. */
const ordersOn = async (page: Page): Promise<string[]> => {
  await page.goto("/orders");
  const links = await page
    .locator('a[href^="/orders/"]')
    .evaluateAll((all) =>
      all.map((one) => /^\/orders\/(\w+)$/.exec(one.getAttribute("href") ?? "")?.[1] ?? ""),
    );
  return [...new Set(links.filter(Boolean))].sort();
};

const loggedIn = (page: Page) => expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();

test("two users who turn out to be one person are one from then on, in every browser", {
  tag: "@postgres",
}, async ({ wechatContext, desktopContext }) => {
  test.setTimeout(120_000);
  const shop = await startShop();
  try {
    const { url } = shop;
    const desktop = await (await desktopContext({ url })).newPage();
    const [phone, oldPhone] = [
      await (await wechatContext({ url })).newPage(),
      await (await wechatContext({ url })).newPage(),
    ];
    await desktop.goto("/login?next=/me");
    await scan(desktop, phone);
    await loggedIn(desktop);
    const first = await orderNow(desktop, "garnet");

    // Inside WeChat nobody asks for a profile, so nobody knows yet that it is the same person.
    for (const page of [oldPhone, phone]) {
      await page.goto("/login?next=/me");
      await loggedIn(page);
    }
    const second = await orderNow(oldPhone, "citrine");
    expect(await ordersOn(desktop)).toEqual([first]);
    expect(await ordersOn(phone)).toEqual([second]);

    await phone.goto("/me");
    await upgrade(phone).click();
    await phone.getByTestId("sandbox-consent-allow").click();
    await expect(phone.getByRole("heading", { name: "林月" })).toBeVisible();
    for (const page of [phone, desktop, oldPhone]) {
      expect(await ordersOn(page)).toEqual([first, second].sort());
      await page.goto("/me");
      await loggedIn(page);
      await expect(page.getByRole("heading", { name: "林月" })).toBeVisible();
    }
    expect(shop.output()).toContain('"event":"user.merged"');

    await desktop.getByRole("button", { name: "退出所有设备" }).click();
    await expect(desktop.getByRole("button", { name: "退出登录" })).toHaveCount(0);
    for (const page of [phone, oldPhone]) {
      await page.reload();
      await expect(page.getByRole("button", { name: "退出登录" })).toHaveCount(0);
    }
  } finally {
    await shop.stop();
  }
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
