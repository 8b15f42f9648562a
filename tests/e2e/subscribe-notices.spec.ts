import { startTalking } from "./support/chat";
import { openByCode } from "./support/operator";
import { startShop } from "./support/server";
import { orderNow, payInSheet } from "./support/shopping";
import { at, expect, screenshot, test, watchErrors } from "./support/test";

test("a buyer who agreed after paying is told of the parcel, once", async ({
  wechatContext,
  desktopContext,
}) => {
  test.setTimeout(120_000);
  const shop = await startShop({ env: { WXTPL_API: "subscribe" } });
  try {
    const { url } = shop;
    const context = await wechatContext({ url });
    const buyer = await context.newPage();
    const errors = watchErrors(buyer);
    const id = await orderNow(buyer, "spinel");
    await payInSheet(buyer);
    await buyer.getByRole("button", { name: "接收发货和退款通知" }).click();
    await expect(buyer.getByRole("dialog", { name: "接收以下通知" })).toContainText("订单发货通知");
    await screenshot(buyer, "subscribe-question");
    await buyer.getByTestId("sandbox-subscribe-accept").click();
    await expect(buyer.getByText("已订阅")).toBeVisible();

    const owner = await (await wechatContext({ person: "owner", url })).newPage();
    const desk = await (await desktopContext({ url })).newPage();
    await openByCode(desk, owner, `/admin/orders/${id}`);
    await desk.getByLabel("运单号").fill("SF1234567890");
    await desk.getByRole("button", { name: "确认发货" }).click();

    const chat = await context.newPage();
    await startTalking(chat);
    const notice = chat.getByTestId("chat-template").filter({ hasText: "SF1234567890" });
    await expect(notice).toBeVisible({ timeout: 20_000 });
    await screenshot(chat, "subscribe-notice");
    await notice.click();
    await expect(chat).toHaveURL(at(`/orders/${id}`));
    expect(errors).toEqual([]);
  } finally {
    await shop.stop();
  }
});

test("a buyer who agreed before paying is told of the payment", async ({ wechatContext }) => {
  test.setTimeout(120_000);
  const shop = await startShop({ env: { WXTPL_API: "subscribe" } });
  try {
    const context = await wechatContext({ url: shop.url });
    const buyer = await context.newPage();
    const errors = watchErrors(buyer);
    const id = await orderNow(buyer, "citrine");
    await buyer.getByRole("button", { name: "接收订单通知" }).click();
    await expect(buyer.getByRole("dialog", { name: "接收以下通知" })).toContainText("订单支付成功通知");
    await buyer.getByTestId("sandbox-subscribe-accept").click();
    await expect(buyer.getByText("已订阅")).toBeVisible();
    await screenshot(buyer, "subscribe-before-paying");
    await payInSheet(buyer);

    const chat = await context.newPage();
    await startTalking(chat);
    await expect(chat.getByTestId("chat-template").filter({ hasText: id })).toBeVisible({ timeout: 20_000 });
    expect(errors).toEqual([]);
  } finally {
    await shop.stop();
  }
});
