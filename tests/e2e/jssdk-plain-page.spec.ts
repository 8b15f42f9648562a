import type { Page } from "@playwright/test";
import { at, expect, shopUrl, test, watchErrors } from "./support/test";

/** A page of our own with nothing of the shop in it, as a cloner might write one. */
async function plainPage(page: Page, path: string, html: string): Promise<void> {
  await page.route(`**${path}`, (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: `<!doctype html><title>-</title>${html}`,
    }),
  );
  await page.goto(path);
}

const useWx =
  "<script src=/weixin-config.js></script><script>" +
  "wx.error(function (res) { document.title = res.errMsg });" +
  "wx.ready(function () { wx.getNetworkType({ success: function (res) { document.title = res.networkType } }) })</script>";

for (const [what, head] of [
  ["with a Referer", ""],
  ["whose Referrer-Policy tells the origin only", '<meta name="referrer" content="origin">'],
] as const) {
  test(`a plain page ${what} uses the script, and wx from the next line on`, async ({ wechatContext }) => {
    const page = await (await wechatContext()).newPage();
    const errors = watchErrors(page);
    await plainPage(page, "/plain/page.html?a=1&b=2", head + useWx);
    await expect(page).toHaveTitle("wifi");
    expect(errors).toEqual([]);
  });
}

test("a page of ours shows the login's QR code by /weixin-login.js", { tag: "@postgres" }, async ({
  desktopContext,
  wechatContext,
}) => {
  const desktop = await (await desktopContext()).newPage();
  const errors = watchErrors(desktop);
  await plainPage(
    desktop,
    "/plain/login.html",
    "<script src='/weixin-login.js?id=here&amp;style=black&amp;next=/me'></script><p>Our own page</p><div id=here></div>",
  );
  const link = desktop.frameLocator("#here iframe").getByTestId("sandbox-qr-scan-link");
  const confirmUrl = await link.getAttribute("href");
  const phone = await (await wechatContext()).newPage();
  await phone.goto(new URL(confirmUrl ?? "", shopUrl()).toString());
  await phone.getByTestId("sandbox-confirm-allow").click();
  await expect(desktop).toHaveURL(at("/me"));
  await expect(desktop.getByRole("button", { name: "退出登录" })).toBeVisible();
  expect(errors).toEqual([]);
});
