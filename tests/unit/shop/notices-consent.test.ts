import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SubscribeNotices } from "@/app/(shop)/_components/subscribe-notices";
import { changeSettings } from "@/tests/support/settings";

const inWechat = "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.47.2560(0x28002F37)";
let userAgent = inWechat;
vi.mock("next/headers", () => ({ headers: async () => new Headers({ "user-agent": userAgent }) }));

const templates = {
  WXAUTH_MP_APPID: "wx0123456789abcdef",
  WXAUTH_MP_SECRET: "0123456789abcdef0123456789abcdef",
  WXTPL_API: "subscribe",
  WXTPL_ORDER_PAID: "PaidTemplate01",
  WXTPL_ORDER_SHIPPED: "ShippedTemplate01",
  WXTPL_ORDER_REFUNDED: "RefundedTemplate01",
};
let restore = () => {};
afterEach(() => restore());

type When = Parameters<typeof SubscribeNotices>[0]["when"];

async function shown(
  when: When,
  changes: Record<string, string | undefined> = {},
  agent: string = inWechat,
): Promise<string | null> {
  userAgent = agent;
  restore = changeSettings({ ...templates, ...changes });
  const element = await SubscribeNotices({ when });
  return element && renderToStaticMarkup(element);
}

it("asks before a payment for all that will be told", async () => {
  const html = await shown("beforePaying");
  expect(html).toContain(
    '<wx-open-subscribe template="PaidTemplate01,ShippedTemplate01,RefundedTemplate01">',
  );
  expect(html).toContain("接收订单通知");
});

it("does not stand before a payment of which nothing is told", async () => {
  expect(await shown("beforePaying", { WXTPL_ORDER_PAID: undefined })).toBeNull();
});

it("asks in WeChat, for what is still to come, with what WeChat draws itself", async () => {
  const html = await shown("afterPaying");
  expect(html).toContain('<wx-open-subscribe template="ShippedTemplate01,RefundedTemplate01">');
  expect(html).toContain('<script type="text/wxtag-template"><button');
  expect(html).toContain('<script type="text/wxtag-template" slot="style"><style>');
  expect(html).toContain("请更新微信");
});

describe.each(["beforePaying", "afterPaying"] as const)("%s", (when) => {
  it.each([
    ["outside of WeChat", {}, "Mozilla/5.0 Chrome/130"],
    ["where template messages are sent", { WXTPL_API: "template" }, inWechat],
    [
      "without a template",
      { WXTPL_ORDER_PAID: undefined, WXTPL_ORDER_SHIPPED: undefined, WXTPL_ORDER_REFUNDED: undefined },
      inWechat,
    ],
  ])("does not ask %s", async (_, changes, agent) => {
    expect(await shown(when, changes, agent)).toBeNull();
  });
});
