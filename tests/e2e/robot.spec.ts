import type { APIRequestContext, Page } from "@playwright/test";
import { sandboxAccounts } from "../../lib/sandbox/accounts";
import { startShop } from "./support/server";
import { orderNow, payInSheet } from "./support/shopping";
import { at, expect, type Person, screenshot, test, watchErrors } from "./support/test";

async function openChat(page: Page): Promise<void> {
  await page.goto("/sandbox/chat");
  await expect(page.getByTestId("chat")).toBeVisible();
}

/** Follows if that has not happened, and opens the keyboard. */
async function startTalking(page: Page): Promise<void> {
  await openChat(page);
  if ((await page.getByTestId("chat").getAttribute("data-follows")) === "false") {
    await page.getByTestId("chat-follow").click();
  }
  await expect(page.getByTestId("chat-log")).toBeVisible();
}

async function openKeyboard(page: Page): Promise<void> {
  const field = page.getByTestId("chat-text");
  if (!(await field.isVisible())) await page.getByTestId("chat-bar-switch").click();
  await expect(field).toBeVisible();
}

async function say(page: Page, text: string): Promise<void> {
  await openKeyboard(page);
  await page.getByTestId("chat-text").fill(text);
  await page.getByTestId("chat-text").press("Enter");
  await expect(page.getByTestId("chat-text")).toHaveValue("");
}

const lastOfAccount = (page: Page) => page.locator('[data-testid="chat-line"][data-from="account"]').last();
const lastOfPerson = (page: Page) => page.locator('[data-testid="chat-line"][data-from="person"]').last();

/** Whether everything that was said has been answered: no clock and no mark beside it. */
async function expectAnswered(page: Page): Promise<void> {
  await expect(page.getByTestId("chat-pending")).toHaveCount(0);
  await expect(page.getByRole("img", { name: "等商店回答" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /商店没有回答/ })).toHaveCount(0);
}

/** From following to a conversation of several steps: the same in either mode. */
async function converse(page: Page): Promise<void> {
  await startTalking(page);
  await expect(page.getByText("已关注月光宝石").last()).toBeVisible();
  await expect(lastOfAccount(page)).toContainText("这里是月光宝石");

  await say(page, "你好");
  await expect(lastOfPerson(page)).toContainText("你好");
  await expect(lastOfAccount(page)).toContainText("「选宝石」");
  await say(page, "订单");
  await expect(lastOfAccount(page)).toContainText("订单");
  await expectAnswered(page);

  await say(page, "选宝石");
  await expect(lastOfAccount(page)).toContainText("问您三个小问题");
  for (const step of ["1", "1"]) {
    const question = await lastOfAccount(page).textContent();
    await say(page, step);
    await expect(lastOfAccount(page)).not.toHaveText(question ?? "");
  }
  await say(page, "1");
  // What it recommends is a card that leads to the stone.
  await expect(lastOfAccount(page).locator(".news")).toBeVisible();
  await expectAnswered(page);
}

/** The messages as they went to the shop, the newest first, by the ledger. */
async function pushesInLedger(request: APIRequestContext, base = ""): Promise<string[]> {
  const calls: { id: number; direction: string; method: string; address: string }[] = await (
    await request.get(`${base}/sandbox/api/calls`)
  ).json();
  const pushes = calls.filter((call) => call.direction === "out" && call.address.endsWith("/wechat"));
  return Promise.all(
    pushes.slice(0, 3).map(async ({ id }) => {
      const detail: { request: string } = await (await request.get(`${base}/sandbox/api/calls/${id}`)).json();
      return detail.request;
    }),
  );
}

test("following, talking and choosing a stone, encrypted", async ({ wechatContext, request }) => {
  const page = await (await wechatContext({ person: "chen" })).newPage();
  const errors = watchErrors(page);
  await openChat(page);
  await expect(page.getByRole("heading", { name: "月光宝石" }).last()).toBeVisible();
  await screenshot(page, "chat-profile");
  await converse(page);
  await screenshot(page, "chat");
  const [newest = ""] = await pushesInLedger(request);
  expect(newest).toContain("msg_signature=");
  expect(newest).toContain("<Encrypt>");
  expect(newest).not.toContain("<Content>");

  await lastOfAccount(page).locator("button").click();
  await expect(page).toHaveURL(at("/products/[a-z]+"));
  expect(errors).toEqual([]);
});

test("a shop without an EncodingAESKey talks in plain text", async ({ wechatContext, playwright }) => {
  const shop = await startShop({ env: { WEROBOT_MODE: "plain" } });
  try {
    const page = await (await wechatContext({ person: "guest", url: shop.url })).newPage();
    const errors = watchErrors(page);
    await converse(page);
    const request = await playwright.request.newContext();
    const [newest = ""] = await pushesInLedger(request, shop.url);
    expect(newest).toContain("<Content>");
    expect(newest).not.toContain("<Encrypt>");
    await request.dispose();
    expect(errors).toEqual([]);
  } finally {
    await shop.stop();
  }
});

test("the account's menu answers and opens pages", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  await startTalking(page);
  await page.getByTestId("chat-menu-button").filter({ hasText: "我的" }).click();
  await screenshot(page, "chat-menu");
  await page.getByRole("menuitem", { name: "宝石余额" }).click();
  await expect(lastOfAccount(page)).toContainText("宝石");

  await page.getByTestId("chat-menu-button").filter({ hasText: "服务" }).click();
  await page.getByRole("menuitem", { name: "扫码看宝石" }).click();
  await page.getByTestId("chat-scan-text").fill(new URL("/products/garnet", page.url()).href);
  await page.getByTestId("chat-scan-send").click();
  await expect(lastOfAccount(page).locator(".news")).toContainText("石榴石");

  await page.getByTestId("chat-menu-button").filter({ hasText: "逛商店" }).click();
  await expect(page).toHaveURL(at("/"));
});

test("pictures, voices, places and links are sent and answered", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  const errors = watchErrors(page);
  await startTalking(page);
  await openKeyboard(page);

  await page.getByTestId("chat-more").click();
  await page.getByTestId("chat-more-picture").click();
  await page.getByTestId("chat-sample-picture").first().click();
  await expect(lastOfAccount(page)).toContainText("照片收到了");
  await lastOfPerson(page).getByRole("button", { name: "图片，点开看大图" }).click();
  await expect(page.getByTestId("chat-viewer").getByRole("img")).toHaveJSProperty("complete", true);
  await page.getByTestId("chat-viewer-close").click();

  await page.getByTestId("chat-more-place").click();
  await page.getByTestId("chat-place").first().click();
  await expect(lastOfAccount(page)).toContainText("收到位置：上海市徐汇区衡山路 8 号");

  await page.getByTestId("chat-more-link").click();
  await page.getByTestId("chat-link-send").click();
  await expect(lastOfAccount(page).locator(".news")).toContainText("月光石");

  await page.getByTestId("chat-speak").click();
  await page.getByTestId("chat-hold").click();
  await page.getByTestId("chat-voice-heard").fill("");
  await page.getByTestId("chat-voice-send").click();
  await expect(lastOfAccount(page)).toContainText("语音我还听不太懂");
  await expectAnswered(page);
  await screenshot(page, "chat-media");
  expect(errors).toEqual([]);
});

test("a paid order is told of in the chat, and the message opens it", async ({ wechatContext }) => {
  const context = await wechatContext();
  const page = await context.newPage();
  await startTalking(page);
  const shop = await context.newPage();
  const id = await orderNow(shop, "peridot");
  await payInSheet(shop);
  const notice = page.getByTestId("chat-template").filter({ hasText: id });
  await expect(notice).toBeVisible({ timeout: 20_000 });
  await expect(notice).toContainText("橄榄石");
  await expect(notice).toContainText("查看详情");
  await screenshot(page, "chat-template");
  await notice.click();
  await expect(page).toHaveURL(at(`/orders/${id}`));
});

const { mp } = sandboxAccounts;

/** A code of the account with a scene, as the shop's operator makes it. */
async function codeOf(request: APIRequestContext, scene: string): Promise<string> {
  const api = "/sandbox/api.weixin.qq.com/cgi-bin";
  const data = { grant_type: "client_credential", appid: mp.appid, secret: mp.secret };
  const { access_token } = await (await request.post(`${api}/stable_token`, { data })).json();
  const made = await request.post(`${api}/qrcode/create?access_token=${access_token}`, {
    data: { expire_seconds: 600, action_name: "QR_STR_SCENE", action_info: { scene: { scene_str: scene } } },
  });
  return (await made.json()).url;
}

const holder = (page: Page, person: Person) => page.getByTestId(`sandbox-holder-${person}`);

test("a product's code is scanned in the console: the person follows and is shown the stone", async ({
  desktopContext,
  request,
}) => {
  const url = await codeOf(request, "product:opal");
  const page = await (await desktopContext()).newPage();
  await page.setViewportSize({ width: 1440, height: 1000 });
  const errors = watchErrors(page);
  await page.goto("/sandbox");
  const phone = page.frameLocator('iframe[name="phone"]');
  await expect(phone.getByText("月光石").first()).toBeVisible();
  await holder(page, "owner").click();
  await page.getByTestId("sandbox-scan-text").fill(url);
  await page.getByTestId("sandbox-scan").click();
  await expect(phone.locator(".news").last()).toContainText("欧泊");
  await expect(page.getByTestId("sandbox-follows-owner")).toBeChecked();

  // The panel: the address is checked, and what was pushed leads to the ledger.
  await page.getByTestId("sandbox-robot-summary").click();
  await page.getByTestId("sandbox-robot-verify").click();
  await expect(page.getByTestId("sandbox-robot-result")).toContainText("服务器地址正确");
  const push = page.locator('[data-testid="sandbox-push"][data-name="subscribe"]').first();
  await expect(push).toHaveAttribute("data-status", "answered");
  await screenshot(page, "sandbox-robot");
  await push.getByTestId("sandbox-push-call").click();
  await expect(page.getByTestId("sandbox-ledger").getByText("msg_signature").first()).toBeVisible();

  // Staff takes over, answers and goes.
  await phone.getByTestId("chat-bar-switch").click();
  await phone.getByTestId("chat-text").fill("人工");
  await phone.getByTestId("chat-text").press("Enter");
  await page.getByTestId("sandbox-staff-text").fill("您好，我是小周");
  await page.getByTestId("sandbox-staff-say").click();
  await expect(phone.getByText("您好，我是小周")).toBeVisible();
  await page.getByTestId("sandbox-staff-end").click();
  await expect(phone.getByText("客服结束了会话")).toBeVisible();

  // The dots lead to the profile, where one leaves.
  await page.getByTestId("sandbox-phone-menu").click();
  await phone.getByTestId("chat-unfollow").click();
  await expect(phone.getByTestId("chat-follow")).toBeVisible();
  await expect(page.getByTestId("sandbox-follows-owner")).not.toBeChecked();
  await page.getByTestId("sandbox-phone-shop").click();
  await expect(phone.getByText("月光石").first()).toBeVisible();
  expect(errors).toEqual([]);
});

test("what could not be sent waits, and is sent again by a tap", async ({ wechatContext }) => {
  const page = await (await wechatContext()).newPage();
  await startTalking(page);
  await page.route("**/sandbox/api/chat/say", (route) => route.abort());
  await say(page, "帮助");
  await expect(page.getByText("未发送，点 ! 重试")).toBeVisible();
  await page.unroute("**/sandbox/api/chat/say");
  await page.getByTestId("chat-retry").click();
  await expect(page.getByText("未发送，点 ! 重试")).toHaveCount(0);
  await expect(lastOfPerson(page)).toContainText("帮助");
  await expect(lastOfAccount(page)).toContainText("您可以发送");
});
