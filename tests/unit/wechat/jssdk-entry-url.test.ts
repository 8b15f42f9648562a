import { afterEach, expect, it, vi } from "vitest";
import { entryUrl, withoutFragment } from "@/lib/wechat/browser/entry-url";

afterEach(() => vi.unstubAllGlobals());

function browser(names: string[], href: string) {
  vi.stubGlobal("performance", { getEntriesByType: () => names.map((name) => ({ name })) });
  vi.stubGlobal("location", { href });
}

it("is what the document was loaded under, although the address has changed since", () => {
  browser(["https://shop.example/orders/1/pay?tapped=1#top"], "https://shop.example/orders/1/pay");
  expect(entryUrl()).toBe("https://shop.example/orders/1/pay?tapped=1");
});

it.each([[[]], [["document"]], [[""]]])("is the present address where the browser remembers %j", (names) => {
  browser(names, "https://shop.example/cart#top");
  expect(entryUrl()).toBe("https://shop.example/cart");
});

it("leaves out all of a fragment", () => {
  expect(withoutFragment("https://shop.example/?a#b#c")).toBe("https://shop.example/?a");
  expect(withoutFragment("https://shop.example/")).toBe("https://shop.example/");
});
