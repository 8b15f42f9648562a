import type { Page } from "@playwright/test";
import { expect } from "./test";

/** Opens the chat of who holds the phone: the account's profile, for who does not follow. */
export async function openChat(page: Page): Promise<void> {
  await page.goto("/sandbox/chat");
  await expect(page.getByTestId("chat")).toBeVisible();
}

/** Follows if that has not happened, and opens the keyboard. */
export async function startTalking(page: Page): Promise<void> {
  await openChat(page);
  if ((await page.getByTestId("chat").getAttribute("data-follows")) === "false") {
    await page.getByTestId("chat-follow").click();
  }
  await expect(page.getByTestId("chat-log")).toBeVisible();
}

export async function openKeyboard(page: Page): Promise<void> {
  const field = page.getByTestId("chat-text");
  if (!(await field.isVisible())) await page.getByTestId("chat-bar-switch").click();
  await expect(field).toBeVisible();
}

export async function say(page: Page, text: string): Promise<void> {
  await openKeyboard(page);
  await page.getByTestId("chat-text").fill(text);
  await page.getByTestId("chat-text").press("Enter");
  await expect(page.getByTestId("chat-text")).toHaveValue("");
}

export const lastOfAccount = (page: Page) =>
  page.locator('[data-testid="chat-line"][data-from="account"]').last();
export const lastOfPerson = (page: Page) =>
  page.locator('[data-testid="chat-line"][data-from="person"]').last();

/** Whether everything that was said has been answered: no clock and no mark beside it. */
export async function expectAnswered(page: Page): Promise<void> {
  await expect(page.getByTestId("chat-pending")).toHaveCount(0);
  await expect(page.getByRole("img", { name: "等店铺回答" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /店铺没有回答/ })).toHaveCount(0);
}
