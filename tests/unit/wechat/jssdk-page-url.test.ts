import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestPageUrl, type PageUrlFault, pageUrl } from "@/lib/wechat";

const own = ["https://shop.example", "http://localhost:3000"];

describe("the address that is signed", () => {
  it.each([
    ["https://shop.example/", "https://shop.example/"],
    ["https://shop.example/a/b?c=d&e", "https://shop.example/a/b?c=d&e"],
    ["https://shop.example/a#b", "https://shop.example/a"],
    ["https://shop.example/a?b#c#d", "https://shop.example/a?b"],
    ["https://shop.example/#/route?x=1", "https://shop.example/"],
    ["https://shop.example?params=value", "https://shop.example?params=value"],
    ["https://shop.example/%E6%9C%88?q=%2F%2f+%20", "https://shop.example/%E6%9C%88?q=%2F%2f+%20"],
    ["https://shop.example/月光石", "https://shop.example/月光石"],
    ["https://shop.example/?to=https://evil.example/", "https://shop.example/?to=https://evil.example/"],
    ["http://localhost:3000/cart", "http://localhost:3000/cart"],
  ])("%s is %s", (address, url) => {
    expect(pageUrl(address, own)).toEqual({ ok: true, url });
  });

  it.each<[string | null | undefined, PageUrlFault]>([
    [null, "missing"],
    [undefined, "missing"],
    ["", "missing"],
    ["null", "malformed"],
    ["about:blank", "malformed"],
    ["about:client", "malformed"],
    ["javascript:alert(1)", "malformed"],
    ["data:text/html,https://shop.example/", "malformed"],
    ["file:///etc/passwd", "malformed"],
    ["blob:https://shop.example/0-1-2", "malformed"],
    ["/cart", "malformed"],
    ["//shop.example/", "malformed"],
    ["shop.example/cart", "malformed"],
    ["https://", "malformed"],
    // A browser's own address has a path, and nothing that it would have to mend.
    ["https://shop.example", "malformed"],
    ["https://shop.example#a", "malformed"],
    ["HTTPS://shop.example/", "malformed"],
    ["https://SHOP.example/", "malformed"],
    ["https://shop.example:443/", "malformed"],
    ["https://user@shop.example/", "malformed"],
    ["https://user:password@shop.example/", "malformed"],
    ["https:\\\\shop.example\\", "malformed"],
    ["https://shop.example\\@evil.example/", "malformed"],
    ["https:shop.example/", "malformed"],
    [" https://shop.example/", "malformed"],
    ["https://shop.example/ ", "malformed"],
    ["https://shop.example/a b", "malformed"],
    ["https://shop.example/a\tb", "malformed"],
    ["https://shop.example/a\nb", "malformed"],
    ["https://shop.example/a\r\nX-Header: 1", "malformed"],
    ["https://shop.example/\u0000", "malformed"],
    ["https://shop.example/a\u0085b", "malformed"],
    ["https://shop.exam\tple/", "malformed"],
    ["http://shop.example/", "foreign"],
    ["https://shop.example:8443/", "foreign"],
    ["https://shop.example.evil.example/", "foreign"],
    ["https://evil.example/https://shop.example/", "foreign"],
    ["https://evil.example/?https://shop.example/", "foreign"],
    ["https://www.shop.example/", "foreign"],
    ["https://shop.example@evil.example/", "foreign"],
    ["https://null/", "foreign"],
    ["http://localhost:3001/", "foreign"],
  ])("%j is %s", (address, fault) => {
    expect(pageUrl(address, own)).toEqual({ ok: false, fault });
  });

  it("is not longer than a browser tells it", () => {
    const longest = `https://shop.example/${"a".repeat(longestPageUrl - 21)}`;
    expect(pageUrl(longest, own).ok).toBe(true);
    expect(pageUrl(`${longest}a`, own)).toEqual({ ok: false, fault: "too_long" });
  });

  it("is never another site's, and never changed, whatever is handed in", () => {
    const piece = fc.constantFrom(
      "https://",
      "http:",
      "//",
      "/",
      "\\",
      "@",
      ":",
      "shop.example",
      "evil.example",
      "localhost:3000",
      "?",
      "#",
      "%2e",
      ".",
      "\t",
      " ",
      "月",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), fc.boolean(), (parts, ours) => {
        const address = (ours ? "https://shop.example/" : "") + parts.join("");
        const page = pageUrl(address, own);
        if (!page.ok) return;
        expect(address.split("#")[0]).toBe(page.url);
        expect(own).toContain(new URL(page.url).origin);
        expect(page.url).not.toMatch(/[\s#]/);
      }),
      { numRuns: 5000 },
    );
  });

  it("is the one that a browser has, for every page of ours", () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), fc.webFragments(), (path, query, fragment) => {
        const { href } = new URL(`https://shop.example${path}?${query}#${fragment}`);
        expect(pageUrl(href, own)).toEqual({ ok: true, url: href.replace(/#.*/, "") });
      }),
    );
  });
});
