import type { APIRequestContext, BrowserContext, Page } from "@playwright/test";
import { fillAddress, orderNow } from "./support/shopping";
import { at, expect, screenshot, shopUrl, test } from "./support/test";

const callback = "**/oauth/wechat/callback/mp?*";
const session = "moonstone_session";
const restart = (page: Page) => page.getByRole("link", { name: "重新登录" });
const loggedIn = (page: Page) => expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();

/** Begins a login and stops before its callback. Returns the callback's address. */
async function callbackOf(page: Page): Promise<string> {
  await page.route(callback, (route) => route.abort());
  const asked = page.waitForRequest(callback);
  await page.goto("/login?next=/me").catch(() => null);
  const url = (await asked).url();
  await page.unroute(callback);
  return url;
}

const makeFail = (request: APIRequestContext, name: string) =>
  request.post("/sandbox/api/faults", { data: { name, on: true } });

test("cookies that get lost on the way lead to a fresh start, not past the check", async ({
  wechatContext,
}) => {
  const context = await wechatContext();
  const page = await context.newPage();
  const lost = await callbackOf(page);
  await context.clearCookies({ name: session });
  const answer = await page.goto(lost);
  expect(answer?.status()).toBe(400);
  await expect(page.getByText("请在同一个浏览器里登录")).toBeVisible();
  await screenshot(page, "login-other-browser");
  await restart(page).click();
  await expect(page).toHaveURL(at("/me"));
  await loggedIn(page);
});

test("a login that WeChat ends inside its own frame gets its cookie back, and is checked as any other", async ({
  wechatContext,
}) => {
  const context = await wechatContext();
  const page = await context.newPage();
  const back = await callbackOf(page);
  // With this cookie the frame would be the console's phone.
  await context.clearCookies({ name: "sandbox_phone" });
  // The browser takes 127.0.0.1 and localhost for two sites, as it does open.weixin.qq.com and the shop.
  const wechat = "http://127.0.0.1:9/frame";
  const html = (body: string) => ({ contentType: "text/html", body });
  await page.route(wechat, (route) =>
    route.fulfill(html(`<script>location.href = ${JSON.stringify(back)}</script>`)),
  );
  await page.route("**/embedding", (route) =>
    route.fulfill(html(`<iframe src="${wechat}" allow="local-network-access"></iframe>`)),
  );
  // A page that a test makes up counts as one of the internet, and this machine as none of it.
  await context.grantPermissions(["local-network-access"]);
  const bare = page.waitForRequest(back);
  await page.goto("/embedding");
  expect((await (await bare).allHeaders()).cookie ?? "").not.toContain(session);
  await expect(page.frameLocator("iframe").getByRole("button", { name: "退出登录" })).toBeVisible();
  await page.goto("/me");
  await loggedIn(page);
});

test("a callback that is loaded twice at the same instant logs in both times", async ({ wechatContext }) => {
  const context = await wechatContext();
  const page = await context.newPage();
  const url = await callbackOf(page);
  const load = () => context.request.get(url, { maxRedirects: 0 });
  const answers = await Promise.all([load(), load(), load(), load()]);
  for (const answer of answers) {
    expect(answer.status()).toBe(302);
    expect(answer.headers().location).toBe("/me");
  }
  await page.goto("/me");
  await loggedIn(page);
});

test("a login that WeChat does not answer can be started again", async ({ wechatContext, request }) => {
  const page = await (await wechatContext()).newPage();
  await makeFail(request, "api_error");
  await page.goto("/login?next=/me");
  await expect(page.getByText("微信暂时没有答复")).toBeVisible();
  await screenshot(page, "login-unavailable");
  await restart(page).click();
  await loggedIn(page);
});

test("a script asks and is answered as a script", async ({ request }) => {
  const headers = { accept: "application/json", origin: shopUrl() };
  const needed = await request.post("/me/vip", { headers });
  expect(needed.status()).toBe(401);
  expect(await needed.json()).toMatchObject({ ok: false, code: 20005, location: "/login?next=%2Fme" });
  const failed = await request.get("/oauth/wechat/callback/mp?code=c", { headers });
  expect(await failed.json()).toMatchObject({
    ok: false,
    code: 20006,
    err: "args_error",
    reason: "missing_state",
  });
  const begun = await request.get("/login/qrcode?next=/me", { headers });
  expect((await begun.json()).location).toContain("/connect/qrconnect?");
});

test("no other site's page can log its visitor in as somebody else", async ({ desktopContext, request }) => {
  const { code } = await (await request.post("/sandbox/api/code", { data: { personId: "chen" } })).json();
  const page = await (await desktopContext()).newPage();
  const address = `${shopUrl()}/oauth/wechat/callback/mobile`;
  await page.route("https://evil.example/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<form method="post" action="${address}"><input name="code" value="${code}"><button>.</button></form>
        <img src="${address}?code=${code}">`,
    }),
  );
  await page.goto("https://evil.example/");
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button").click();
  expect((await answer).status()).toBe(403);
  await page.goto("/me");
  await expect(page.getByRole("link", { name: "微信登录" })).toBeVisible();
  const own = await request.post("/oauth/wechat/callback/mobile", { data: { code } });
  expect(own.status()).toBe(200);
});

for (const next of ["//evil.example", "/%5c%5cevil.example", "/\t/evil.example", "https://evil.example"]) {
  test(`nobody is led to ${JSON.stringify(next)}, inside WeChat or outside`, async ({
    wechatContext,
    desktopContext,
  }) => {
    for (const context of [await wechatContext(), await desktopContext()]) {
      const page = await context.newPage();
      const answer = await page.goto(`/login?next=${encodeURIComponent(next)}`);
      expect(answer?.status()).toBe(400);
      await expect(page.getByText("这个地址不在本店")).toBeVisible();
      expect(new URL(page.url()).origin).toBe(shopUrl());
      await expect(restart(page)).toHaveAttribute("href", /^\/login(\/\w+)?\?next=%2F$/);
    }
  });
}

test.describe("a session that has ended meanwhile", () => {
  const forget = (context: BrowserContext) => context.clearCookies({ name: session });
  /** Taps what leads over WeChat and back, without a word. */
  async function overWechat(page: Page, tap: () => Promise<void>): Promise<void> {
    const back = page.waitForRequest(callback);
    await tap();
    await back;
  }

  test("is begun anew by the tap that needs it, at the checkout", async ({ wechatContext }) => {
    const context = await wechatContext();
    const page = await context.newPage();
    await page.goto("/login?next=/checkout?product=garnet");
    await fillAddress(page);
    await forget(context);
    await overWechat(page, () => page.getByRole("button", { name: "提交订单" }).click());
    await expect(page).toHaveURL(at("/checkout\\?product=garnet"));
    await expect(page.getByRole("button", { name: "提交订单" })).toBeVisible();
  });

  test("is begun anew by a tap on pay", async ({ wechatContext }) => {
    const context = await wechatContext();
    const page = await context.newPage();
    const id = await orderNow(page, "citrine");
    await forget(context);
    await overWechat(page, () => page.getByTestId("pay").click());
    await expect(page).toHaveURL(at(`/orders/${id}/pay`));
    await page.getByTestId("pay").click();
    await expect(page.getByTestId("sandbox-pay-confirm")).toBeVisible();
  });
});
