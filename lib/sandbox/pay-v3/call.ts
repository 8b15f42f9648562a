import type { Explanation } from "../explanation";

/** A v3 request as it arrived. */
export interface V3Call {
  /** `api.mch.weixin.qq.com` or its backup. */
  host: string;
  method: string;
  /** `/v3/…`, percent-encoded as it came. */
  path: string;
  /** With its question mark, as it came; empty when there is none. */
  search: string;
  /** The address as a client at this base URL sees it: `/sandbox/{host}/v3/…`. */
  fullPath: string;
  headers: Headers;
  body: string;
}

/** One that is signed by our merchant. */
export interface SignedCall extends V3Call {
  mchid: string;
  /** The key that the request names for the answer, and for what is encrypted in it. */
  serial: string | null;
  query: URLSearchParams;
  /** The signature taken apart, for the ledger. */
  why: Explanation;
}

/** Reads a request: what its signature covers must stay exactly as it was sent. */
export function readCall(host: string, request: Request, body: string): V3Call {
  // As written: URL.search would lose a lone question mark.
  const [, pathname = "", search = ""] = /^https?:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/.exec(request.url) ?? [];
  const path = pathname.replace(/^\/sandbox\/[^/]+(?=\/)/, "");
  const { method, headers } = request;
  return { host, method, path, search, fullPath: `/sandbox/${host}${path}`, headers, body };
}

const title = (name: string): string => name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());

/** A first line, headers and a body as the ledger shows them. */
export function headText(first: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${title(name)}: ${value}`);
  return [first, ...lines, "", body].join("\n");
}

/** The request for the ledger: its first line, the headers that count, its body. */
export function callText({ method, path, search, headers, body }: V3Call): string {
  const names = ["authorization", "wechatpay-serial", "content-type", "accept", "user-agent"];
  const shown = names.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return headText(`${method} ${path}${search}`, Object.fromEntries(shown), body);
}
