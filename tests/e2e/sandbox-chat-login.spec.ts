import type { FrameLocator, Page } from "@playwright/test";
import { openChat } from "./support/chat";
import { at, expect, test } from "./support/test";

/** WeChat asks no follower for nickname and picture who opened the page from the account's chat or menu. */

const login = "/login/mp?scope=snsapi_userinfo&next=/me";
const tapShop = (phone: Page | FrameLocator) =>
  phone.getByTestId("chat-menu-button").filter({ hasText: "逛商店" }).click();

test("a follower who comes by the menu is not asked", async ({ wechatContext }) => {
  const page = await (await wechatContext({ person: "lin" })).newPage();
  await page.goto(login);
  await expect(page.getByTestId("sandbox-consent-allow")).toBeVisible();
  await openChat(page);
  await tapShop(page);
  await expect(page).toHaveURL(at("/"));
  await page.goto(login);
  await expect(page).toHaveURL(at("/me"));
  await expect(page.getByText("林月").first()).toBeVisible();
});

test("the console's phone asks again, once it was taken elsewhere", async ({ desktopContext }) => {
  const page = await (await desktopContext()).newPage();
  await page.goto("/sandbox?open=/sandbox/chat");
  const phone = page.frameLocator('iframe[name="phone"]');
  await tapShop(phone);
  await expect(page.getByTestId("sandbox-phone-address")).toHaveValue("/");
  const cookies = async () => (await page.context().cookies()).map(({ name }) => name);
  expect(await cookies()).toContain("sandbox_from_chat");
  await page.getByTestId("sandbox-phone-address").fill(login);
  await page.getByTestId("sandbox-phone-address").press("Enter");
  await expect(phone.getByTestId("sandbox-consent-allow")).toBeVisible();
  expect(await cookies()).not.toContain("sandbox_from_chat");
});
