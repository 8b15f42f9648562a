import { type BrowserContext, test as base, type Page } from "@playwright/test";
import { newDesktopContext, newWechatContext } from "./phone";

export { expect } from "@playwright/test";
export type { Person } from "./phone";
export { shopUrl, watchErrors } from "./phone";

type Fixtures = {
  /** Opens a WeChat web view of its own; closed after the test. */
  wechatContext: (options?: Parameters<typeof newWechatContext>[1]) => Promise<BrowserContext>;
  /** Opens a desktop browser of its own; closed after the test. */
  desktopContext: (options?: Parameters<typeof newDesktopContext>[1]) => Promise<BrowserContext>;
};

/** A path of the shop, with or without the #wechat_redirect that a browser carries along from WeChat's address. */
export const at = (path: string) => new RegExp(`^http://localhost:\\d+${path}(#wechat_redirect)?$`);

/** With SCREENSHOTS=1 writes tests/screenshots/{name}-{phone|desktop}-{light|dark}.png, light and dark. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== "1") return;
  const device = (page.viewportSize()?.width ?? 0) < 600 ? "phone" : "desktop";
  const before = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({
      path: `tests/screenshots/${name}-${device}-${colorScheme}.png`,
      fullPage: true,
      animations: "disabled",
    });
  }
  await page.emulateMedia({ colorScheme: before ? "dark" : "light" });
}

/** Playwright's test with this project's browsers. */
export const test = base.extend<Fixtures>({
  wechatContext: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await newWechatContext(browser, options);
      contexts.push(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },
  desktopContext: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await newDesktopContext(browser, options);
      contexts.push(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },
});
