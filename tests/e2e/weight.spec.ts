import type { BrowserContext, Page } from "@playwright/test";
import { startBareApp } from "../weight/bare-app";
import { type Weight, weigh } from "../weight/weigh";
import { orderNow } from "./support/shopping";
import { at, expect, shopUrl, test } from "./support/test";

/** Bytes after gzip: of scripts above what a bare Next app loads, and of style sheets. */
const limit = 12_000;

type Row = Weight & { path: string };

/** In WeChat our script for the JS-SDK comes late, and fetches WeChat's own. */
const untilJssdk = (page: Page) => page.waitForFunction(() => "wx" in window);

async function weighAll(
  context: BrowserContext,
  paths: string[],
  until?: (page: Page) => Promise<unknown>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const path of paths) rows.push({ path, ...(await weigh(context, shopUrl() + path, until)) });
  return rows;
}

test("every page stays within its weight", async ({ wechatContext, desktopContext }) => {
  test.setTimeout(180_000);
  const phone = await wechatContext();
  const bare = await startBareApp();
  const { scripts: floor } = await weigh(phone, bare.url).finally(bare.stop);
  expect(floor).toBeGreaterThan(100_000);

  const order = await orderNow(await phone.newPage(), "moonstone");
  const pages = [
    "/",
    "/products/moonstone",
    "/cart",
    "/checkout?product=moonstone&quantity=1",
    "/orders",
    `/orders/${order}`,
    `/orders/${order}/pay`,
    "/me",
  ];
  const rows = await weighAll(phone, pages, untilJssdk);
  // In WeChat this page leads straight on; elsewhere it shows the QR code.
  rows.push(...(await weighAll(await desktopContext(), ["/login"])));

  const table = rows.map(({ path, scripts, styles }) => ({ path, own: scripts - floor, styles }));
  console.log(`A bare Next app loads ${floor} bytes of scripts (gzip). Above it, and style sheets:`);
  for (const { path, own, styles } of table)
    console.log(`${String(own).padStart(7)} ${String(styles).padStart(7)}  ${path}`);
  for (const { path, own, styles } of table) {
    expect.soft(own, `scripts of ${path}`).toBeLessThanOrEqual(limit);
    expect.soft(styles, `style sheets of ${path}`).toBeLessThanOrEqual(limit);
    expect.soft(styles, `style sheets of ${path}`).toBeGreaterThan(0);
  }
});

for (const path of ["/", "/products/moonstone"]) {
  test(`${path} is static output, also for whoever is logged in`, async ({ wechatContext }) => {
    const context = await wechatContext();
    const page = await context.newPage();
    await page.goto("/login?next=/me");
    await expect(page).toHaveURL(at("/me"));
    expect((await context.cookies()).map(({ name }) => name)).toContain("moonstone_session");

    await context.request.get(path);
    const answer = await context.request.get(path);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["x-nextjs-cache"]).toBe("HIT");
    expect(answer.headers()["cache-control"]).toMatch(/s-maxage=\d+/);
    expect(answer.headers()["set-cookie"]).toBeUndefined();
  });
}
