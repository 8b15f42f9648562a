import type { Page, Request } from "@playwright/test";
import { launchOldChromium, newOldPhone } from "./support/old-chromium";
import { fillAddress, orderNow } from "./support/shopping";
import { at, expect, screenshot, shopUrl, test, watchErrors } from "./support/test";

/** The pages that our server was asked to sign, in turn. */
function watchSigned(page: Page): string[] {
  const signed: string[] = [];
  page.on("request", (request: Request) => {
    const url = new URL(request.url());
    if (url.pathname === "/weixin-config.js") signed.push(url.searchParams.get("url") ?? "");
  });
  return signed;
}

/** WeChat's ··· menu. */
const openMenu = (page: Page) =>
  page.evaluate(() => window.postMessage({ sandboxPhone: "menu" }, window.location.origin));

const card = (page: Page) => page.getByTestId("sandbox-share-card");

const closeMenu = (page: Page) => page.getByTestId("sandbox-menu-close").click();

/** Opens the menu until it shows this card, which the page hands over a moment after it is there. */
async function expectCard(page: Page, texts: string[]): Promise<void> {
  await expect(async () => {
    await openMenu(page);
    const shown = (await card(page).textContent()) ?? "";
    if (!texts.every((text) => shown.includes(text))) await closeMenu(page);
    for (const text of texts) expect(shown).toContain(text);
  }).toPass({ timeout: 20_000 });
}

const toProduct = (page: Page, name: string) =>
  page
    .locator(".grid")
    .getByRole("link", { name: new RegExp(name) })
    .click();

for (const device of ["android", "iphone"] as const) {
  test(`${device}: configured and used after three client navigations`, { tag: "@postgres" }, async ({
    wechatContext,
  }) => {
    const page = await (await wechatContext({ device })).newPage();
    const errors = watchErrors(page);
    const signed = watchSigned(page);
    await page.goto("/?from=singlemessage#top");
    await expect(page.getByRole("button", { name: "扫一扫" })).toBeVisible();
    await page.evaluate(() => document.body.setAttribute("data-same", "document"));

    await toProduct(page, "紫水晶");
    await expectCard(page, ["紫水晶 · 月光宝石", "/products/amethyst"]);
    await closeMenu(page);
    await page.locator(".bar").getByRole("link", { name: "首页" }).click();
    await expect(page).toHaveURL(at("/"));
    await toProduct(page, "橄榄石");
    await expect(page).toHaveURL(at("/products/peridot"));

    await page.getByRole("button", { name: "查看橄榄石的大图" }).click();
    await expect(page.getByTestId("sandbox-preview")).toBeVisible();
    await expect(page.getByTestId("sandbox-preview-counter")).toHaveText("1/2");
    await expect
      .poll(() =>
        page
          .getByTestId("sandbox-preview")
          .locator("img")
          .evaluate((img: HTMLImageElement) => img.naturalWidth),
      )
      .toBe(750);
    await screenshot(page, "preview");
    await page.getByTestId("sandbox-preview-close").click();

    await expect(page.locator("body")).toHaveAttribute("data-same", "document");
    const landing = `${shopUrl()}/?from=singlemessage`;
    const pages = ["/products/amethyst", "/", "/products/peridot"].map((path) => shopUrl() + path);
    expect(signed).toEqual(device === "iphone" ? [landing] : [landing, ...pages]);
    expect(errors).toEqual([]);
  });
}

test("a friend sees the product's card, and on other pages the shop's", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  await page.goto("/products/garnet");
  await expectCard(page, ["石榴石 · 月光宝石", "¥", `${shopUrl()}/products/garnet`]);
  await expect
    .poll(() =>
      card(page)
        .locator("img")
        .evaluate((img: HTMLImageElement) => img.naturalWidth),
    )
    .toBe(300);
  await screenshot(page, "share-card");
  await page.getByTestId("sandbox-share-friend").click();
  await expect(card(page)).toContainText("石榴石");
  await closeMenu(page);
  await page.locator(".bar").getByRole("link", { name: "购物车" }).click();
  await expect(page).toHaveURL(at("/cart"));
  await expectCard(page, ["月光宝石 Moonstone", "十二颗石头"]);
  await expect(card(page)).not.toContainText("/cart");
});

test("an address of WeChat's fills the checkout, and the note stays", { tag: "@postgres" }, async ({
  wechatContext,
}) => {
  const page = await (await wechatContext()).newPage();
  const errors = watchErrors(page);
  await page.goto("/login?next=/checkout?product=citrine");
  await page.locator("[name=note]").fill("请用礼盒");
  await screenshot(page, "checkout-wechat");
  await page.getByRole("button", { name: "使用微信收货地址" }).click();
  await page.getByTestId("sandbox-address-0").click();
  await expect(page.locator("[name=receiver]")).toHaveValue("林月");
  await expect(page.locator("[name=phone]")).toHaveValue("13800138000");
  await expect(page.locator("[name=region]")).toHaveValue("浙江省 杭州市 西湖区");
  await expect(page.locator("[name=address]")).toHaveValue(/龙井路/);
  await expect(page.locator("[name=note]")).toHaveValue("请用礼盒");
  await expect(page.getByText("已填入")).toBeVisible();
  await screenshot(page, "checkout-filled");
  await page.getByRole("button", { name: "提交订单" }).click();
  await expect(page).toHaveURL(/\/orders\/\w+\/pay$/);
  expect(errors).toEqual([]);
});

test("whoever closes WeChat's addresses types their own", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  await page.goto("/login?next=/checkout?product=citrine");
  await fillAddress(page);
  await page.getByRole("button", { name: "使用微信收货地址" }).click();
  await expect(page.getByTestId("sandbox-address-0")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("[name=region]")).toHaveValue("上海市 徐汇区");
  await expect(page.getByRole("button", { name: "使用微信收货地址" })).toBeEnabled();
});

test("a scanned code of ours opens its page; any other is shown, not followed", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  await page.goto("/");
  const scan = async (text: string) => {
    await page.getByRole("button", { name: "扫一扫" }).click();
    await page.getByTestId("sandbox-scan-input").fill(text);
    await page.getByTestId("sandbox-scan-confirm").click();
  };
  await page.getByRole("button", { name: "扫一扫" }).click();
  await page.getByTestId("sandbox-scan-cancel").click();
  for (const text of ["https://evil.example/products/opal", "javascript:alert(1)"]) {
    await scan(text);
    await expect(page.getByRole("alertdialog")).toContainText(text);
    await expect(page).toHaveURL(at("/"));
    await page.getByRole("button", { name: "知道了" }).click();
  }
  await scan("6901234567892");
  await screenshot(page, "scanned");
  await page.getByRole("button", { name: "知道了" }).click();
  await page.evaluate(() => document.body.setAttribute("data-same", "document"));
  await scan(`${shopUrl()}/products/opal?from=poster`);
  await expect(page).toHaveURL(at("/products/opal\\?from=poster"));
  await expect(page.getByRole("heading", { name: "欧泊" })).toBeVisible();
  await expect(page.locator("body")).toHaveAttribute("data-same", "document");
});

/** In what WeChat draws over the page: a shadow tree, which an old puppeteer does not enter. */
const inSheet = (testId: string) =>
  `[...document.querySelectorAll("*")].map((el) => el.shadowRoot && el.shadowRoot.querySelector('[data-testid="${testId}"]')).find(Boolean)`;

test("Chromium 86, the oldest web view, scans as well", async () => {
  const browser = await launchOldChromium();
  try {
    const { page, errors } = await newOldPhone(browser);
    await page.goto(shopUrl());
    for (const [text, until] of [
      ["no address", 'document.querySelector("[role=alertdialog]")'],
      [`${shopUrl()}/products/opal`, 'location.pathname === "/products/opal"'],
    ] as const) {
      await page.waitForSelector(".scan", { visible: true });
      await page.evaluate('document.querySelector(".scan").click()');
      await page.waitForFunction(`Boolean(${inSheet("sandbox-scan-input")})`);
      await page.evaluate(`${inSheet("sandbox-scan-input")}.value = ${JSON.stringify(text)}`);
      await page.evaluate(`${inSheet("sandbox-scan-confirm")}.click()`);
      await page.waitForFunction(until);
    }
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});

type Spy = { wx: { chooseWXPay(options: object): void }; paid?: string };

test("pays through chooseWXPay", { tag: "@postgres" }, async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  const errors = watchErrors(page);
  const id = await orderNow(page, "peridot");
  await page.waitForFunction(() => "wx" in window);
  await page.evaluate(() => {
    const spy = window as unknown as Spy;
    const pay = spy.wx.chooseWXPay;
    spy.wx.chooseWXPay = (options) => {
      spy.paid = Object.keys(options).sort().join();
      pay(options);
    };
  });
  await page.getByTestId("pay").click();
  await page.getByTestId("sandbox-pay-confirm").click();
  expect(await page.evaluate(() => (window as unknown as Spy).paid)).toBe(
    "cancel,fail,nonceStr,package,paySign,signType,success,timestamp",
  );
  await page.getByTestId("sandbox-pay-done").click();
  await expect(page).toHaveURL(`/orders/${id}?paid=1`);
  expect(errors).toEqual([]);
});

test("a tap on the sheet's cross is told apart from a failure", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  await orderNow(page, "peridot");
  await page.waitForFunction(() => "wx" in window);
  await page.getByTestId("pay").click();
  await page.getByTestId("sandbox-pay-cancel").click();
  await expect(page.getByText("已取消支付")).toBeVisible();
});

/** Another first letter. */
const broken = (signature: string) => (signature.startsWith("0") ? "1" : "0") + signature.slice(1);

test("a broken signature is refused: the developer sees why, the visitor shops on", {
  tag: "@postgres",
}, async ({ wechatContext, request }) => {
  const page = await (await wechatContext()).newPage();
  await page.route("**/weixin-config.js?*", async (route) => {
    try {
      const answer = await route.fetch();
      const body = await answer.json();
      body.config.signature = broken(body.config.signature);
      await route.fulfill({ response: answer, json: body });
    } catch (error) {
      // The visitor went on to another page meanwhile.
      if (!/disposed|closed|handled/.test(String(error))) throw error;
    }
  });
  const told: string[] = [];
  page.on("console", (message) => told.push(message.text()));
  const uncaught: string[] = [];
  page.on("pageerror", (error) => uncaught.push(error.message));

  await page.goto("/products/garnet");
  await expect.poll(() => told.join()).toContain("config:invalid signature");
  expect(told.join()).toContain(`Signed was ${shopUrl()}/products/garnet`);
  await expect(page.getByRole("button", { name: "查看石榴石的大图" })).toHaveCount(0);

  const calls: { id: number; address: string; outcome: string }[] = await (
    await request.get("/sandbox/api/calls")
  ).json();
  const refused = calls.find(({ outcome }) => /invalid signature/.test(outcome));
  const detail = await request.get(`/sandbox/api/calls/${refused?.id}`);
  expect(JSON.stringify(await detail.json())).toMatch(/signature/);

  await orderNow(page, "peridot");
  await page.getByTestId("pay").click();
  await page.getByTestId("sandbox-pay-confirm").click();
  await page.getByTestId("sandbox-pay-done").click();
  await expect(page.getByText(/支付成功/)).toBeVisible();
  expect(uncaught).toEqual([]);
});

for (const [what, status] of [
  ["answers 503", 503],
  ["cannot be reached", 0],
] as const) {
  test(`a /weixin-config.js that ${what} leaves the purchase possible`, async ({ wechatContext }) => {
    const page = await (await wechatContext()).newPage();
    const uncaught: string[] = [];
    page.on("pageerror", (error) => uncaught.push(error.message));
    await page.route("**/weixin-config.js?*", (route) =>
      status === 0
        ? route.abort()
        : route.fulfill({ status, json: { ok: false, code: "40164", hint: "allow the IP" } }),
    );
    await page.goto("/");
    await expect(page.getByRole("button", { name: "扫一扫" })).toHaveCount(0);
    await orderNow(page, "peridot");
    await page.getByTestId("pay").click();
    await page.getByTestId("sandbox-pay-confirm").click();
    await page.getByTestId("sandbox-pay-done").click();
    await expect(page.getByText(/支付成功/)).toBeVisible();
    expect(uncaught).toEqual([]);
  });
}

test("outside WeChat nothing of it shows, and nothing is loaded", async ({ desktopContext }) => {
  const page = await (await desktopContext()).newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/products/garnet", { waitUntil: "networkidle" });
  await page.goto("/", { waitUntil: "networkidle" });
  expect(asked.filter((url) => /weixin|jweixin/.test(url))).toEqual([]);
  await expect(page.getByRole("button", { name: /扫一扫|大图/ })).toHaveCount(0);
});
