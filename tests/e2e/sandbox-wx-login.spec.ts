import { createServer } from "node:http";
import type { BrowserContext, FrameLocator } from "@playwright/test";
import { sandboxAccounts } from "../../lib/sandbox/accounts";
import { expect, shopUrl, test } from "./support/test";

const wxLogin = "/sandbox/res.wx.qq.com/connect/zh_CN/htmledition/js/wxLogin.js";

/** A page with WxLogin in it, that sends the login to /landing. */
function loginPage(script: string, options: object): string {
  const { appid } = sandboxAccounts.qrcode;
  const redirect_uri = encodeURIComponent(`${shopUrl()}/landing?x=1`);
  const given = { id: "qr", appid, scope: "snsapi_login", redirect_uri, state: "abc", ...options };
  return `<!DOCTYPE html><div id="qr"></div><script src="${script}"></script>
<script>new WxLogin(${JSON.stringify(given)})</script>`;
}

async function routeLanding(context: BrowserContext): Promise<void> {
  const landed = { contentType: "text/html", body: "<h1>landed</h1>" };
  await context.route(/\/landing/, (route) => route.fulfill(landed));
}

/** Somebody scans the code in the frame with a phone, and agrees. */
async function scanAndAgree(context: BrowserContext, code: FrameLocator): Promise<void> {
  const address = await code.getByTestId("sandbox-qr-scan-link").getAttribute("href");
  const phone = await context.newPage();
  await phone.goto(address ?? "");
  await expect(code.getByTestId("sandbox-qr-status")).toHaveAttribute("data-status", "scanned");
  await phone
    .getByRole("button", { name: /登录|同意|允许|确认/ })
    .first()
    .click();
}

const callback = /\/landing\?x=1&code=\w+&state=abc$/;

test("wxLogin.js: with self_redirect the frame logs in, beside an open console too", async ({
  desktopContext,
}) => {
  const context = await desktopContext();
  await context.addCookies([{ name: "sandbox_phone", value: "lin", url: shopUrl() }]);
  await routeLanding(context);
  const page = await context.newPage();
  const css = Buffer.from(".qr-image { border-top: 9px solid red }").toString("base64");
  const options = { self_redirect: true, style: "white", href: `data:text/css;base64,${css}` };
  const body = loginPage(wxLogin, options);
  await page.route(/\/embed/, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto("/embed");
  const code = page.frameLocator("iframe");
  await expect(code.locator(".qr-image")).toHaveCSS("border-top-width", "9px");
  await expect(code.locator("main")).toHaveCSS("color", "rgb(255, 255, 255)");
  await scanAndAgree(context, code);
  await expect(code.getByRole("heading", { name: "landed" })).toBeVisible();
  expect(page.url()).toBe(`${shopUrl()}/embed`);
  expect(page.frames().at(-1)?.url()).toMatch(callback);
});

test("wxLogin.js in a page of another origin moves the window", async ({ desktopContext }) => {
  const context = await desktopContext();
  await routeLanding(context);
  const body = loginPage(shopUrl() + wxLogin, {});
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(body),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
    await scanAndAgree(context, page.frameLocator("iframe"));
    await expect(page).toHaveURL(callback);
  } finally {
    server.close();
  }
});

test("a code in a frame runs out, and a tap makes a new one", async ({ desktopContext, request }) => {
  const context = await desktopContext();
  const page = await context.newPage();
  const body = loginPage(wxLogin, { stylelite: 1, lang: "en" });
  await page.route(/\/embed/, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto("/embed");
  const code = page.frameLocator("iframe");
  const status = code.getByTestId("sandbox-qr-status");
  await expect(status).toContainText("Scan the QR code");
  const first = await code.getByTestId("sandbox-qr-scan-link").getAttribute("href");
  try {
    await request.post("/sandbox/api/clock", { data: { advanceSeconds: 301 } });
    await code.getByTestId("sandbox-qr-refresh").click();
    await expect(status).toHaveAttribute("data-status", "waiting");
    expect(await code.getByTestId("sandbox-qr-scan-link").getAttribute("href")).not.toBe(first);
  } finally {
    await request.post("/sandbox/api/clock", { data: { reset: true } });
  }
});

test("a desktop's frame stays a desktop's, beside an open console too", async ({ desktopContext }) => {
  const context = await desktopContext();
  await context.addCookies([{ name: "sandbox_phone", value: "lin", url: shopUrl() }]);
  const page = await context.newPage();
  await page.route(/\/embed/, (route) =>
    route.fulfill({ contentType: "text/html", body: '<iframe src="/cart"></iframe>' }),
  );
  await page.goto("/embed");
  await expect(page.frameLocator("iframe").getByRole("heading").first()).toBeVisible();
  const inside = await page.frames()[1]?.evaluate("[navigator.userAgent, 'WeixinJSBridge' in window]");
  expect(inside).toEqual([expect.not.stringContaining("MicroMessenger"), false]);
});
