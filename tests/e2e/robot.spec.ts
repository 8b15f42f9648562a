import type { APIRequestContext, Page } from "@playwright/test";
import {
  expectAnswered,
  lastOfAccount,
  lastOfPerson,
  openChat,
  openKeyboard,
  say,
  startTalking,
} from "./support/chat";
import { startShop } from "./support/server";
import { orderNow, payInSheet } from "./support/shopping";
import { at, expect, screenshot, test, watchErrors } from "./support/test";

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
