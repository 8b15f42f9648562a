import { escapeHtml } from "./message-page";

/** A login inside a frame, by WxLogin with `self_redirect`. (Website application, embedded QR code) */

const marker = "framed";

/**
 * Whether WeChat's page has sent its own frame here. A browser counts that as another site's doing and keeps our
 * cookie back, even where the frame stands in a page of ours.
 */
export function cameWithoutCookie(request: Request, browser: string | undefined): boolean {
  if (browser !== undefined || new URL(request.url).searchParams.has(marker)) return false;
  const { headers } = request;
  return headers.get("sec-fetch-dest") === "iframe" && headers.get("sec-fetch-site") === "cross-site";
}

/**
 * The same address once more, this time sent by a page of ours: then the cookie comes along, if the frame stands in a
 * page of ours, and every check stays as it is. Nothing of the login has been used up yet.
 */
export function askAgain(request: Request): Response {
  const url = new URL(request.url);
  url.searchParams.set(marker, "1");
  const address = escapeHtml(url.pathname + url.search);
  const body = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}"><title>登录中</title></head>
<body><a href="${address}">继续登录</a></body></html>
`;
  return new Response(body, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}
