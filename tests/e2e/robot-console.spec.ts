import type { APIRequestContext, Page } from "@playwright/test";
import { sandboxAccounts } from "../../lib/sandbox/accounts";
import { expect, type Person, screenshot, test, watchErrors } from "./support/test";

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
  // A page that is left while WeChat checks its signature is told that this failed.
  expect(errors.filter((error) => !error.includes("config:fail"))).toEqual([]);
});
