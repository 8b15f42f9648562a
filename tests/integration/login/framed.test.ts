import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { currentUser } from "@/lib/session";
import { freshBrowser, keepBrowser } from "@/tests/support/cookies";
import { freshWorld } from "@/tests/support/world";
import { callback, forgetEverybody, started } from "./support";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

/** As a browser navigates a frame that stands on WeChat's own page. */
const inFrame = { "sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site" };

beforeAll(() => freshWorld());
beforeEach(forgetEverybody);

it("a frame that WeChat sends here without the cookie comes once more, by a page of ours, and is logged in", async () => {
  const query = await started("qrcode");
  const takeUp = keepBrowser();
  freshBrowser();
  const page = await callback("qrcode", query, inFrame);
  expect(page.status).toBe(200);
  expect(page.headers.get("cache-control")).toBe("no-store");
  const text = await page.text();
  const address = /content="0;url=([^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(address).toBe(`/oauth/wechat/callback/qrcode?${query}&framed=1`);
  expect(await currentUser()).toBeNull();

  takeUp();
  const again = await callback("qrcode", address.split("?")[1] ?? "", {
    ...inFrame,
    "sec-fetch-site": "same-origin",
  });
  expect([again.status, again.headers.get("location")]).toEqual([302, "/me"]);
  expect(await currentUser()).not.toBeNull();
});

it("who has no cookie the second time either starts again", async () => {
  const query = await started("qrcode");
  freshBrowser();
  const answer = await callback("qrcode", `${query}&framed=1`, inFrame);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("请在同一个浏览器里登录");
});

it("what another site's frame brings along stays text", async () => {
  freshBrowser();
  const text = await (await callback("qrcode", `code="><script>&state='x`, inFrame)).text();
  expect(text).not.toContain("<script");
  expect(text).toContain("framed=1");
});

it.each([
  ["a whole page", { ...inFrame, "sec-fetch-dest": "document" }],
  ["a frame of this site's", { ...inFrame, "sec-fetch-site": "same-origin" }],
  ["an old browser", {}],
])("%s is judged at once", async (_, headers) => {
  const query = await started("qrcode");
  freshBrowser();
  expect((await callback("qrcode", query, headers)).status).toBe(400);
});
