import type { APIRequestContext, Page } from "@playwright/test";
import { sandboxAccounts } from "../../lib/sandbox/accounts";
import { openidOf, type PersonId } from "../../lib/sandbox/people";
import { nonceStr, sign } from "../../lib/wechat/sign";
import { buildXml, parseXml } from "../../lib/wechat/xml";
import { expect, screenshot, shopUrl, test, watchErrors } from "./support/test";

const { pay } = sandboxAccounts;
type Fields = Record<string, string | number>;

/** A call of our merchant to WeChat Pay v2, as any program would make it. */
async function callPay(request: APIRequestContext, path: string, fields: Fields) {
  const all = { mch_id: pay.mchid, nonce_str: nonceStr(32), ...fields };
  const data = buildXml({ ...all, sign: sign(all, pay.key, "MD5") });
  const headers = { "content-type": "text/xml" };
  const answer = await request.post(`/sandbox/api.mch.weixin.qq.com${path}`, { data, headers });
  const told = parseXml(await answer.text());
  expect(told.return_code, told.return_msg).toBe("SUCCESS");
  expect(told.result_code, told.err_code_des).toBe("SUCCESS");
  return told;
}

let counter = 0;
const number = (prefix: string) => `${prefix}${Date.now()}${counter++}`;

const placeOrder = (request: APIRequestContext, fields: Fields) =>
  callPay(request, "/pay/unifiedorder", {
    appid: pay.appid,
    body: "珍珠 × 1",
    total_fee: 6600,
    spbill_create_ip: "127.0.0.1",
    notify_url: `${shopUrl()}/wxpay/nobody/callback`,
    out_trade_no: number("E"),
    ...fields,
  });

const sendRedPack = (request: APIRequestContext, path: string, person: PersonId, fields: Fields) =>
  callPay(request, `/mmpaymkttransfers/${path}`, {
    wxappid: pay.appid,
    mch_billno: number("B").slice(0, 28),
    send_name: "月光宝石",
    re_openid: openidOf(pay.appid, person),
    client_ip: "127.0.0.1",
    act_name: "宝石换零钱",
    remark: "谢谢",
    ...fields,
  });

/** The console on a desk, its phone in lin's hands. */
async function openConsole(page: Page): Promise<ReturnType<Page["frameLocator"]>> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/sandbox");
  const phone = page.frameLocator('iframe[name="phone"]');
  await expect(phone.getByText("月光石").first()).toBeVisible();
  return phone;
}

async function scan(page: Page, text: string): Promise<void> {
  await page.getByTestId("sandbox-scan-text").fill(text);
  await page.getByTestId("sandbox-scan").click();
}

test("a NATIVE code that is scanned brings up the sheet over any page", async ({
  desktopContext,
  request,
}) => {
  const { code_url = "" } = await placeOrder(request, { trade_type: "NATIVE", product_id: "pearl" });
  const page = await (await desktopContext()).newPage();
  const errors = watchErrors(page);
  const phone = await openConsole(page);

  await scan(page, "weixin://wxpay/bizpayurl?pr=nobody");
  await expect(page.getByTestId("sandbox-scan-failure")).toContainText("二维码已失效");
  await scan(page, code_url);
  await phone.getByTestId("sandbox-pay-cancel").click();
  await expect(page.getByTestId("sandbox-order").first()).toHaveAttribute("data-state", "NOTPAY");

  // WeChat's own page has no bridge: the chat takes its place.
  await page.getByTestId("sandbox-phone-address").fill("/sandbox/open.weixin.qq.com/connect/confirm?uuid=x");
  await page.getByTestId("sandbox-phone-address").press("Enter");
  await expect(phone.getByText("二维码已失效")).toBeVisible();
  await scan(page, code_url);
  await expect(phone.getByTestId("sandbox-pay-confirm")).toBeVisible();
  await screenshot(page, "sandbox-scan-pay");
  await phone.getByTestId("sandbox-pay-confirm").click();
  await phone.getByTestId("sandbox-pay-done").click();
  await expect(page.getByTestId("sandbox-order").first()).toHaveAttribute("data-state", "SUCCESS");

  await scan(page, code_url);
  await expect(page.getByTestId("sandbox-scan-failure")).toContainText("该订单已支付");
  expect(errors.filter((error) => !error.includes("422"))).toEqual([]);
});

test("WeChat's cashier takes a browser's payment and sends it back", async ({ desktopContext, request }) => {
  const scene_info = JSON.stringify({ h5_info: { type: "Wap", wap_url: shopUrl(), wap_name: "月光宝石" } });
  const { mweb_url = "" } = await placeOrder(request, { trade_type: "MWEB", scene_info });
  const page = await (await desktopContext()).newPage();
  await page.goto(`${mweb_url}&redirect_url=${encodeURIComponent(`${shopUrl()}/cart?back=1`)}`);
  await screenshot(page, "sandbox-cashier");
  await page.getByTestId("sandbox-mweb-pay").click();
  await expect(page).toHaveURL(`${shopUrl()}/cart?back=1`);
  await page.goto(mweb_url);
  await expect(page.getByRole("heading", { name: "该订单已支付" })).toBeVisible();
});

test("a red pack drops into the phone, is opened, and fills the wallet", async ({
  desktopContext,
  request,
}) => {
  const page = await (await desktopContext()).newPage();
  const phone = await openConsole(page);
  // To whom no other test sends any.
  await page.getByTestId("sandbox-holder-owner").click();
  const purse = page.getByTestId("sandbox-person-owner").locator(".purse b");
  const before = Number((await purse.textContent())?.slice(1));

  await sendRedPack(request, "sendredpack", "owner", {
    total_amount: 888,
    total_num: 1,
    wishing: "恭喜发财",
  });
  await expect(page.getByTestId("sandbox-red-packs-owner")).toHaveText("1 个红包待领取");
  await expect(page.getByTestId("sandbox-red-pack-notice")).toContainText("[微信红包]恭喜发财");
  await screenshot(page, "sandbox-red-pack-notice");
  await page.getByTestId("sandbox-red-pack-notice").click();
  await expect(phone.getByTestId("sandbox-red-pack")).toContainText("月光宝石的红包");
  await screenshot(page, "sandbox-red-pack-sealed");
  await phone.getByTestId("sandbox-red-pack-open").click();
  await expect(phone.getByTestId("sandbox-red-pack-amount")).toHaveText("8.88元");
  await expect(phone.getByText("已存入零钱，可直接使用")).toBeVisible();
  await screenshot(page, "sandbox-red-pack-opened");
  await phone.getByTestId("sandbox-red-pack-done").click();

  await expect(purse).toHaveText(`¥${(before + 8.88).toFixed(2)}`);
  await expect(page.getByTestId("sandbox-red-packs-owner")).toHaveCount(0);
  await page.getByTestId("sandbox-money-out").click();
  await expect(page.getByTestId("sandbox-payout").first()).toHaveAttribute("data-state", "RECEIVED");
});

test("a group's red pack is for everybody, from the chat too", async ({ wechatContext, request }) => {
  const group = { total_amount: 1000, total_num: 3, amt_type: "ALL_RAND", wishing: "见者有份" };
  await sendRedPack(request, "sendgroupredpack", "lin", group);
  for (const person of ["lin", "chen", "guest"] as const) {
    const page = await (await wechatContext({ person })).newPage();
    await page.goto("/sandbox/chat");
    await page.getByTestId("sandbox-red-pack-card").last().click();
    await page.getByTestId("sandbox-red-pack-open").click();
    await expect(page.getByTestId("sandbox-red-pack-amount")).toBeVisible();
    if (person === "guest") {
      await expect(page.getByText("已领取 3/3 个，共 10.00 元")).toBeVisible();
      await expect(page.getByText("手气最佳").first()).toBeVisible();
      await screenshot(page, "sandbox-red-pack-group");
    }
    await page.getByTestId("sandbox-red-pack-done").click();
    await expect(page.getByTestId("sandbox-red-pack-card").last()).toHaveAttribute("data-sealed", "false");
  }
});

test("the merchant's balance is changed in the console", async ({ desktopContext }) => {
  const page = await (await desktopContext()).newPage();
  await openConsole(page);
  await page.getByTestId("sandbox-balance").click();
  await page.getByTestId("sandbox-balance-input").fill("12x");
  await page.getByTestId("sandbox-balance-save").click();
  await expect(page.getByText("写成 1234.56 这样的元")).toBeVisible();
  await page.getByTestId("sandbox-balance-input").fill("123456.7");
  await page.getByTestId("sandbox-balance-save").click();
  await expect(page.getByTestId("sandbox-balance")).toHaveText("¥123456.70");
});
