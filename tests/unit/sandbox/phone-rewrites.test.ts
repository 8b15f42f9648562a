import type { NextConfig } from "next";
import { getRewrittenUrl, unstable_getResponseFromNextConfig } from "next/experimental/testing/server";
import { describe, expect, it } from "vitest";

const origin = "http://localhost:3000";

/** What next.config.mjs does with a request. */
async function ask(path: string, headers: Record<string, string> = {}, cookies: Record<string, string> = {}) {
  const address = new URL("../../../next.config.mjs", import.meta.url).href;
  const { default: nextConfig }: { default: NextConfig } = await import(/* @vite-ignore */ address);
  return unstable_getResponseFromNextConfig({ url: `${origin}${path}`, nextConfig, headers, cookies });
}

const framed = { "sec-fetch-dest": "iframe" };
const consoleOpen = { sandbox_phone: "lin" };

describe("what goes through the phone", () => {
  it.each([
    ["/", true],
    ["/products/opal", true],
    ["/oauth/wechat/callback/mp", true],
    ["/login/mp", true],
    ["/login", true],
    // WeChat's own side, and what is the same for everybody.
    ["/sandbox", false],
    ["/sandbox/open.weixin.qq.com/connect/qrconnect", false],
    ["/_next/static/chunks/a.js", false],
    ["/stones/opal.svg", false],
    // A desktop's: also where its frame stands beside the console in one browser.
    ["/login/qrcode?next=%2F&embed=1", false],
    ["/qrcode-login.html", false],
    ["/oauth/wechat/callback/qrcode?code=1&state=2", false],
  ])("%s of a frame or a script in it: %s", async (path, goes) => {
    const asked = [await ask(path, framed, consoleOpen), await ask(path, { "x-sandbox-phone": "1" })];
    for (const response of asked) {
      const target = getRewrittenUrl(response) ?? "";
      expect(target.startsWith(`${origin}/sandbox/phone/`)).toBe(goes);
    }
  });

  it("nothing of a browser that never had the console open, and nothing outside of frames", async () => {
    const plain = [
      await ask("/cart", framed),
      await ask("/cart", { "sec-fetch-dest": "document" }, consoleOpen),
    ];
    for (const response of plain) expect(getRewrittenUrl(response)).toBeNull();
  });
});

describe("who may frame what", () => {
  const policyOf = async (path: string) => (await ask(path)).headers.get("content-security-policy") ?? "";

  it("WeChat's QR code stands in anybody's page, with that page's style sheet; the rest only in ours", async () => {
    const qrCode = await policyOf("/sandbox/open.weixin.qq.com/connect/qrconnect");
    expect(qrCode).toContain("frame-ancestors *");
    expect(qrCode).toContain("style-src https: data: 'self'");
    expect(qrCode).toContain("form-action 'self'");
    for (const path of ["/", "/sandbox", "/sandbox/open.weixin.qq.com/connect/confirm", "/login"]) {
      expect(await policyOf(path), path).toContain("frame-ancestors 'self'");
      expect(await policyOf(path), path).toContain("style-src 'self'");
    }
  });

  it("WeChat's login and its open tags stand in our pages", async () => {
    // WeChat's document on open tags wants exactly this of pages with a policy.
    for (const path of ["/login/qrcode", "/pay/1", "/orders/1"])
      expect(await policyOf(path)).toMatch(/(^|; )frame-src 'self' https:\/\/\*\.qq\.com webcompt:(;|$)/);
  });
});
