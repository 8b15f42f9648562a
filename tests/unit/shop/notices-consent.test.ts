import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";
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

async function shown(changes: Record<string, string | undefined> = {}, agent = inWechat) {
  userAgent = agent;
  restore = changeSettings({ ...templates, ...changes });
  const element = await SubscribeNotices();
  return element && renderToStaticMarkup(element);
}

it("asks in WeChat, for what is still to come, with what WeChat draws itself", async () => {
  const html = await shown();
  expect(html).toContain('<wx-open-subscribe template="ShippedTemplate01,RefundedTemplate01">');
  expect(html).toContain('<script type="text/wxtag-template"><button');
  expect(html).toContain('<script type="text/wxtag-template" slot="style"><style>');
  expect(html).toContain("请更新微信");
});

it.each([
  ["outside of WeChat", {}, "Mozilla/5.0 Chrome/130"],
  ["where template messages are sent", { WXTPL_API: "template" }, inWechat],
  ["without a template", { WXTPL_ORDER_SHIPPED: undefined, WXTPL_ORDER_REFUNDED: undefined }, inWechat],
])("does not ask %s", async (_, changes, agent) => {
  expect(await shown(changes, agent)).toBeNull();
});
