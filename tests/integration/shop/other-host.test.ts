import { beforeEach, describe, expect, it, vi } from "vitest";
import { POST as prepayRoute } from "@/app/api/orders/[id]/prepay/route";
import { beginLogin } from "@/lib/http/login";
import { phoneUserAgent } from "@/lib/sandbox/phone-agent";
import { startSession } from "@/lib/session";
import { placeOrder } from "@/lib/shop/orders/place";
import { parseXml } from "@/lib/wechat/xml";
import { freshBrowser, sendHeaders } from "@/tests/support/cookies";
import { freshWorld, interceptWechat, makeUser, shipping } from "@/tests/support/world";

/** Whatever name the shop is called by: the addresses that WeChat is given are those of APP_URL. */

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const evil = "evil.example";
const appUrl = "http://localhost:3000";
/** As a proxy passes on, or whoever speaks to the server directly. */
const called = {
  host: evil,
  "x-forwarded-host": evil,
  "x-forwarded-proto": "https",
  forwarded: `host=${evil};proto=https`,
  "user-agent": phoneUserAgent,
};

beforeEach(async () => {
  freshBrowser();
  await freshWorld();
  sendHeaders(called);
});

describe("called by another host's name", () => {
  it.each(["mp", "qrcode"])("the login %s comes back to APP_URL", async (action) => {
    const request = new Request(`https://${evil}/login/${action}?next=/me`, { headers: called });
    const location = (await beginLogin(request, action)).headers.get("location") ?? "";
    const address = new URL(location);
    expect(address.searchParams.get("redirect_uri")).toBe(`${appUrl}/oauth/wechat/callback/${action}`);
    expect(location).not.toContain(evil);
  });

  it.each(["v2", "v3"])("a payment over %s is told to APP_URL", async (api) => {
    await freshWorld({ WXPAY_API: api });
    const user = await makeUser();
    await startSession(user);
    const line = { productId: "garnet", quantity: 1 };
    const id = await placeOrder(user.id, [line], shipping, { fromCart: false });
    const told: string[] = [];
    interceptWechat(async (request) => {
      if (!/unifiedorder|transactions\/jsapi/.test(request.url)) return null;
      const text = await request.text();
      told.push(api === "v2" ? (parseXml(text).notify_url ?? "") : JSON.parse(text).notify_url);
      return null;
    });
    const request = new Request(`https://${evil}/api/orders/${id}/prepay`, {
      method: "POST",
      headers: { ...called, accept: "application/json" },
    });
    const answer = await prepayRoute(request, { params: Promise.resolve({ id }) });
    expect(told).toEqual([`${appUrl}/wxpay/shop/callback`]);
    expect(await answer.text()).not.toContain(evil);
  });
});
