import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeNext } from "@/lib/http/next";

describe("where a visitor may be sent on to", () => {
  it.each([
    ["/", "/"],
    ["/orders/M1?paid=1#top", "/orders/M1?paid=1#top"],
    ["/products/%E6%9C%88", "/products/%E6%9C%88"],
    ["/login?next=%2F%2Fevil.example", "/login?next=%2F%2Fevil.example"],
    ["/a/../b", "/b"],
    ["/a%2fb", "/a%2fb"],
    ["/@evil.example", "/@evil.example"],
    ["/\uff0fevil.example", "/%EF%BC%8Fevil.example"],
  ])("%s stays here", (next, path) => {
    expect(safeNext(next)).toBe(path);
  });

  it.each([
    undefined,
    null,
    "",
    "orders",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/ /evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/..//evil.example",
    "/%2fevil.example",
    "/%5Cevil.example",
    "/.//%2fevil.example",
    "//this.site/orders",
    "//shop@evil.example",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "@evil.example",
    " /orders",
    `/${"x".repeat(3000)}`,
  ])("%j leads elsewhere", (next) => {
    expect(safeNext(next)).toBeNull();
  });

  it("never leaves the site, whatever it is given", () => {
    const pieces = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      ":",
      "@",
      "evil.example",
      "%2f",
      "%5c",
      "\t",
      "?",
      "#",
      "a",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const path = safeNext(parts.join(""));
        if (path === null) return;
        expect(new URL(path, "https://shop.example").origin).toBe("https://shop.example");
      }),
      { numRuns: 3000 },
    );
  });
});
