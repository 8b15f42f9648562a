import type { APIRequestContext, Page } from "@playwright/test";
import { expect } from "./test";

/**
 * Opens a page that needs a person on a desktop where nobody is logged in: the code is scanned with a phone.
 * @param phone a page of that phone's WeChat
 */
export async function openByCode(desktop: Page, phone: Page, path: string): Promise<void> {
  await desktop.goto(path);
  await expect(desktop).toHaveURL(/\/login\?next=/);
  const link = desktop.frameLocator("iframe").getByTestId("sandbox-qr-scan-link");
  const confirm = (await link.getAttribute("href")) ?? "";
  await phone.goto(new URL(confirm, desktop.url()).toString());
  await phone.getByTestId("sandbox-confirm-allow").click();
  await expect(desktop).toHaveURL(path);
}

/** Moves the clock that the shop and its WeChat share; `null` puts it back. */
export async function moveClock(request: APIRequestContext, seconds: number | null): Promise<void> {
  const data = seconds === null ? { reset: true } : { advanceSeconds: seconds };
  const answer = await request.post("/sandbox/api/clock", { data });
  expect(answer.ok()).toBe(true);
}

/** Waits until the page's script has taken its form over: before that the browser sends it by itself. */
export const untilLive = (page: Page) =>
  page.waitForFunction(() => {
    const form = document.querySelector("form[aria-busy]");
    return form !== null && Object.keys(form).some((key) => key.startsWith("__reactProps"));
  });
