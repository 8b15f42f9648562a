import { config } from "../config";

/** What a request tells of who sends it. */

/**
 * Whether a request comes from a page of this site, or from no page at all. The session's cookie is SameSite=Lax;
 * this also stops what an old browser or a sibling domain would let through.
 */
export function sameOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return request.headers.get("sec-fetch-site") !== "cross-site";
  if (origin === config().appUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.get("host");
}

/** Whether a script of ours, or an app, asks, and not the browser itself. */
export const wantsJson = (request: Request) =>
  request.headers.get("accept")?.includes("application/json") ?? false;
