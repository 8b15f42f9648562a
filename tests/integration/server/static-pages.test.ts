import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

/** scripts/server/static-pages.mjs, with manifests in the form in which Next's build writes them. */

type IsStatic = (pathname: string) => boolean;
type Asked = Pick<IncomingMessage, "url" | "headers">;

const {
  staticPages,
  addressForNext,
}: { staticPages: (folder: string) => IsStatic; addressForNext: (req: Asked, isStatic: IsStatic) => string } =
  await import(new URL("../../../scripts/server/static-pages.mjs", import.meta.url).href);

const folder = mkdtempSync(join(tmpdir(), "moonstone-build-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
write("prerender-manifest.json", {
  routes: { "/about": {} },
  dynamicRoutes: {
    "/catalogue/[shelf]": { routeRegex: "^/catalogue/([^/]+?)(?:/)?$" },
    "/products/[id]": { routeRegex: "^/products/([^/]+?)(?:/)?$" },
  },
});
write("routes-manifest.json", {
  rewrites: {
    beforeFiles: [
      {
        regex: "^(?:/(.*))(?:/)?$",
        destination: "/catalogue/all",
        has: [{ type: "header", key: "x-phone" }],
      },
      { regex: "^/(?:/)?$", destination: "/catalogue/all" },
      { regex: "^/mp-login\\.html(?:/)?$", destination: "/login/mp" },
      { regex: "^/p/([^/]+?)(?:/)?$", destination: "/products/:id?from=p" },
    ],
    afterFiles: [{ regex: "^/elsewhere$", destination: "https://other.example/catalogue/all" }],
    fallback: [],
  },
});
const isStatic = staticPages(folder);
const forNext = (url: string, headers = {}) => addressForNext({ url, headers }, isStatic);

describe("of a static page's address Next sees", () => {
  it.each([
    ["/?sharer=o1", "/"],
    ["/products/opal?sharer=o1&_rsc=1", "/products/opal"],
    ["/products/opal?", "/products/opal"],
    ["/products/opal?a?b", "/products/opal"],
    ["/products/%6fpal?a", "/products/%6fpal"],
    ["/products/nothing?a", "/products/nothing"],
    ["/catalogue/new?a", "/catalogue/new"],
    ["/about?a", "/about"],
    ["/p/opal?a", "/p/opal"],
    ["/P/opal?a", "/P/opal"],
    // In whatever way it is written.
    ["/x/../products/opal?a", "/x/../products/opal"],
    ["/products/%2e%2e/?a", "/products/%2e%2e/"],
    ["/products\\opal?a", "/products\\opal"],
    ["/#?a", "/#"],
  ])("nothing of the query: %s", (url, seen) => {
    expect(forNext(url)).toBe(seen);
  });

  it("`_rsc`, where Next's router asks", () => {
    const rsc = { rsc: "1" };
    expect(forNext("/products/opal?sharer=o1&_rsc=1a2b3", rsc)).toBe("/products/opal?_rsc=1a2b3");
    expect(forNext("/?_rsc=%26who%3d1", rsc)).toBe("/?_rsc=%26who%3D1");
    expect(forNext("/?sharer=o1", rsc)).toBe("/");
  });
});

it.each([
  "/orders?state=paid",
  "/login/mp?next=%2F",
  "/mp-login.html?next=%2F",
  "/elsewhere?a",
  "/products?a",
  "/products/opal/more?a",
  // The browser is sent to the address without the slash, with its query.
  "/products/opal/?a",
  "/products/opal",
  "//products/opal?a",
  "/",
])("other addresses stay as they are: %s", (url) => {
  expect(forNext(url)).toBe(url);
  expect(forNext(url, { rsc: "1" })).toBe(url);
});
