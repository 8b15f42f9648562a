import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ regex: string, destination: string, has?: unknown, missing?: unknown }} Rewrite */

/**
 * A page that a rewrite leads to, with anything where a parameter stands.
 * @param {Rewrite} rewrite
 * @returns {[RegExp, string]}
 */
const target = ({ regex, destination }) => [
  new RegExp(regex, "i"),
  destination.replace(/\?.*/, "").replace(/:\w+[*+?]?/g, "x"),
];

/**
 * Which addresses are static pages, by what the build says of itself: a page that comes to read its query is none of
 * them any more.
 * @param {string} folder of the build
 * @returns {(pathname: string) => boolean}
 */
export function staticPages(folder) {
  /** @param {string} name */
  const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const { routes, dynamicRoutes } = read("prerender-manifest.json");
  /** @type {RegExp[]} */
  const patterns = Object.values(dynamicRoutes).map(({ routeRegex }) => new RegExp(routeRegex));
  /** @param {string} page */
  const isPage = (page) => Object.hasOwn(routes, page) || patterns.some((pattern) => pattern.test(page));
  /** @type {Rewrite[]} */
  const rewrites = Object.values(read("routes-manifest.json").rewrites).flat();
  const leading = rewrites
    .filter(({ has, missing }) => !has && !missing)
    .map(target)
    .filter(([, page]) => isPage(page));
  return (pathname) => isPage(pathname) || leading.some(([source]) => source.test(pathname));
}

/**
 * The address that Next is to see. Next puts the query of whoever a static page is made for into that page, and all
 * others get to read it: an openid, or whatever else a link carries. Only `_rsc`, with which Next's router fetches, is
 * needed; in the browser the address stays as it is.
 * @param {import("node:http").IncomingMessage} req
 * @param {(pathname: string) => boolean} isStatic
 */
export function addressForNext({ url = "/", headers }, isStatic) {
  const [path = "/", query] = url.split("?", 2);
  if (query === undefined) return url;
  // As Next sees it: without dots and fragments.
  const { pathname } = new URL(`http://localhost${path}`);
  // With a slash at the end it is redirected, and the browser's query with it.
  const redirected = pathname !== "/" && pathname.endsWith("/");
  if (redirected || !isStatic(pathname)) return url;
  const hash = headers.rsc === undefined ? null : new URLSearchParams(query).get("_rsc");
  return hash === null ? path : `${path}?_rsc=${encodeURIComponent(hash)}`;
}
