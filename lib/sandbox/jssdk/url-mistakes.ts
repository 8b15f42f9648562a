import { appUrl } from "../site";
import type { Variant } from "./attempt";

/** What is known about the page beside the address that WeChat signs. */
export interface PageContext {
  /** iOS goes by the address at which the page was loaded, Android by the one of the moment. (SPA URL quirks) */
  platform: "ios" | "android";
  /** The address at which the page was loaded. */
  landing?: string | undefined;
  /** The address bar at this moment, with its fragment. */
  href?: string | undefined;
  /** Other addresses of the site that were seen. */
  seen: readonly string[];
}

/** What the url in the signature may have been in place of `url`. (JS-SDK, appendix 1) */
export function* urlVariants(url: string, page: PageContext): Generator<Variant> {
  yield* fragments(url, page);
  yield* spellings(url);
  if (URL.canParse(url)) {
    yield* parts(url);
    yield* queries(new URL(url));
    yield* origins(new URL(url));
  }
  yield* otherPages(url, page);
  for (const value of ["", "undefined", "null"]) {
    yield { mistake: "url-missing", text: "签名时没有拿到页面的地址（url 是空的）", value };
  }
}

function* fragments(url: string, { href, landing }: PageContext): Generator<Variant> {
  const text = "签名时 url 带上了 # 和它后面的部分：签名只到 # 之前";
  const whole = [href, landing].filter((address) => address?.split("#", 1)[0] === url);
  for (const value of [...whole, ...["#", "#/", "#wechat_redirect", "#rd"].map((end) => url + end)]) {
    if (value !== undefined) yield { mistake: "fragment", text, value };
  }
}

function decoded(value: string, decode: (text: string) => string): string {
  try {
    return decode(value);
  } catch {
    return value;
  }
}

function* spellings(url: string): Generator<Variant> {
  const encoded = "签名时 url 做了 URL 编码：要用浏览器地址栏里的原样";
  const lower = encodeURIComponent(url).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  for (const value of [encodeURIComponent(url), lower, encodeURI(url)]) {
    yield { mistake: "url-encoded", text: encoded, value };
  }
  const plain = "签名时 url 解了码：要用浏览器地址栏里的原样，中文和空格保持 %XX";
  for (const decode of [decodeURI, decodeURIComponent]) {
    yield { mistake: "url-decoded", text: plain, value: decoded(url, decode) };
  }
  const escaped = url.replaceAll("&", "&amp;");
  yield { mistake: "html-escaped", text: "签名时 & 成了 &amp;：要用没有转义的地址", value: escaped };
  yield { mistake: "url-case", text: "签名时 url 成了小写：大小写要原样", value: url.toLowerCase() };
  for (const value of [`${url} `, `${url}\n`, ` ${url}`]) {
    yield { mistake: "whitespace", text: "签名时 url 前后多了空白或换行", value };
  }
}

function* parts(address: string): Generator<Variant> {
  const url = new URL(address);
  const { origin, pathname, search } = url;
  yield {
    mistake: "query-left-out",
    text: "签名时 url 没有带上 ? 后面的查询参数：它们也要签",
    value: origin + pathname,
  };
  const swapped = url.protocol === "http:" ? "https:" : "http:";
  yield {
    mistake: "scheme",
    text: `签名时 url 的协议是 ${swapped.slice(0, -1)}，页面的是 ${url.protocol.slice(0, -1)}：反向代理后面要用 APP_URL 的协议`,
    value: address.replace(/^https?:/i, swapped),
  };
  const slashed = pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`;
  const text = pathname.endsWith("/") ? "少了路径末尾的 /" : "多了路径末尾的 /";
  for (const end of [search, ""]) {
    yield { mistake: "trailing-slash", text: `签名时 url ${text}`, value: origin + slashed + end };
  }
  const relative = "签名的 url 没有协议和域名：要用完整的地址";
  for (const value of [pathname + search, pathname, url.host + pathname + search]) {
    yield { mistake: "url-relative", text: relative, value };
  }
}

/** More than pages have: each one tried makes an attempt of its own, and another with every ticket. */
const mostParameters = 30;

/** What WeChat and the ways into the page append: a program that builds the address itself does not know of it. */
function* queries(url: URL): Generator<Variant> {
  const base = url.origin + url.pathname;
  const pairs = url.search.slice(1).split("&").filter(Boolean);
  const nameOf = (pair: string): string => pair.split("=", 1)[0] ?? "";
  const without = (names: readonly string[]): string => {
    const rest = pairs.filter((pair) => !names.includes(nameOf(pair)));
    return rest.length === 0 ? base : `${base}?${rest.join("&")}`;
  };
  const tail =
    "：签名要用浏览器里此刻的完整地址，微信分享会加参数（from、isappinstalled 等），登录会加 code 和 state";
  const groups = [...new Set(pairs.map(nameOf))].slice(0, mostParameters).map((name) => [name]);
  for (const names of [...groups, ["from", "isappinstalled"], ["code", "state"]]) {
    const text = `签名时 url 少了参数 ${names.join("、")}${tail}`;
    yield { mistake: "parameter-left-out", text, value: without(names) };
  }
  const sorted = [...pairs].sort().join("&");
  yield { mistake: "parameter-order", text: "签名时 url 的参数换了顺序：要原样", value: `${base}?${sorted}` };
}

function* origins(url: URL): Generator<Variant> {
  const rest = url.pathname + url.search;
  const port = new URL(appUrl()).port || "3000";
  const inner = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].flatMap((host) => [
    `http://${host}:${port}`,
    `http://${host}`,
  ]);
  const others = [appUrl(), `${url.protocol}//${url.hostname}`, `${url.protocol}//www.${url.host}`, ...inner];
  for (const origin of others) {
    const text = `签名时 url 的域名或端口是 ${origin}，页面的是 ${url.origin}：用 APP_URL 拼地址，不要用请求里的 Host`;
    yield { mistake: "origin", text, value: origin + rest };
  }
}

function* otherPages(url: string, { platform, landing, href, seen }: PageContext): Generator<Variant> {
  const cut = (address: string): string => address.split("#", 1)[0] ?? "";
  if (landing !== undefined && platform === "android") {
    const text = `签的是打开页面时的地址 ${cut(landing)}：安卓按当前地址验证，每次换页都要用当前地址重新签名并 wx.config（iOS 才用打开时的地址）`;
    yield { mistake: "landing-page", text, value: cut(landing) };
  }
  if (href !== undefined && platform === "ios") {
    const text = `签的是此刻的地址 ${cut(href)}：iOS 按打开页面时的地址（${url}）验证，换页以后也要用那个地址签名（安卓才用当前地址）`;
    yield { mistake: "current-page", text, value: cut(href) };
  }
  const how =
    platform === "android"
      ? "安卓按当前地址验证，换页以后要用当前地址重新签名并 wx.config"
      : "iOS 按打开页面时的地址验证";
  for (const other of [href, landing, ...seen, `${appUrl()}/`, appUrl()]) {
    if (other === undefined) continue;
    const text = `签的是本站另一个地址 ${cut(other)}：${how}；也不要缓存别的页面的配置`;
    yield { mistake: "other-page", text, value: cut(other) };
  }
}
