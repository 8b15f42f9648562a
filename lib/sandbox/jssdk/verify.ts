import { z } from "zod";
import { timingSafeEqualText } from "@/lib/wechat/sign";
import { accountKind, accountNames, sandboxAccounts } from "../accounts";
import { type Explanation, sections } from "../explanation";
import { strikes } from "../faults";
import { record } from "../ledger";
import { effectiveUserAgent } from "../phone-agent";
import { appUrl, checkDomain } from "../site";
import { isInterface, isOpenTag, meantInterface } from "./api-list";
import { diagnose } from "./diagnosis";
import { knownPages, rememberPages } from "./pages";
import { jssdkParts, type SignedValues } from "./signed-text";
import { rightTickets, wrongTickets } from "./tickets";
import type { PageContext } from "./url-mistakes";

/** What WeChat does when a page calls `wx.config`: `preVerifyJSAPI`. (wx.config; JS-SDK, appendix 1) */

// jweixin turns what the page left out into this text.
const text = z
  .union([z.string().max(2048), z.number()])
  .nullish()
  .transform((value) =>
    value === null || value === undefined || value === "undefined" ? "" : String(value),
  );
const names = z.array(z.string().max(100)).max(300).default([]);

export const verifyInput = z.object({
  appId: text,
  timestamp: text,
  nonceStr: text,
  signature: text,
  /** The page as WeChat sees it: on Android where it is now, on iOS where it was loaded. */
  url: z.string().max(4096),
  jsApiList: names,
  openTagList: names,
  /** The address bar at this moment, with its fragment: it only helps to find a mistake. */
  href: z.string().max(4096).optional(),
  /** The address at which the page was loaded, with its fragment: likewise. */
  landing: z.string().max(4096).optional(),
});
export type VerifyInput = z.infer<typeof verifyInput>;

export type VerifyResult = { ok: true; granted: string[] } | { ok: false; errMsg: string };

interface Verdict {
  result: VerifyResult;
  outcome: string;
  why: Explanation;
}

const { mp } = sandboxAccounts;
const section = sections.jssdkConfig;

const refused = (errMsg: string, why: Explanation): Verdict => ({
  result: { ok: false, errMsg },
  outcome: errMsg,
  why: { section, ...why },
});

/**
 * Checks a page's `wx.config` and writes it to the ledger, with the reason of a refusal.
 * @param headers the request's: they tell the kind of phone, and the page that is shown
 */
export async function verifyConfig(input: VerifyInput, headers: Headers): Promise<VerifyResult> {
  const started = performance.now();
  const url = input.url.split("#", 1)[0] ?? "";
  const page = await pageContext(input, headers);
  const { result, outcome, why } = await decide({ ...input, url }, page);
  await record({
    direction: "page",
    method: "JS",
    address: "wx.config",
    request: JSON.stringify({ ...input, platform: page.platform }, null, 2),
    answer: JSON.stringify(result, null, 2),
    httpStatus: 200,
    outcome,
    ok: result.ok,
    why,
    durationMs: performance.now() - started,
  });
  await rememberPages([...new Set([url, ...page.seen])].filter((address) => checkDomain(address).ok));
  return result;
}

async function pageContext(input: VerifyInput, headers: Headers): Promise<PageContext> {
  const platform = /iPhone|iPad|iPod/.test(effectiveUserAgent(headers) ?? "") ? "ios" : "android";
  const href = input.href ?? headers.get("referer") ?? undefined;
  return { platform, landing: input.landing, href, seen: await knownPages() };
}

async function decide(input: VerifyInput, page: PageContext): Promise<Verdict> {
  if (await strikes("js_refused")) {
    return refused("config:fail", { rule: "控制台安排的故障：这一次 wx.config 被拒绝" });
  }
  return (
    checkAppid(input.appId) ??
    checkPresent(input) ??
    checkTimestamp(input.timestamp) ??
    checkPageDomain(input.url) ??
    (await checkSigned(input, page))
  );
}

function checkAppid(appId: string): Verdict | null {
  if (appId === mp.appid) return null;
  const kind = accountKind(appId);
  const why = { field: "appId", expected: mp.appid, given: appId };
  const advice = kind
    ? `这是${accountNames[kind]}的 appid：微信里的网页要用公众号的`
    : "核对 WXAUTH_MP_APPID，它要和换 jsapi_ticket 的账号一致";
  const rule = appId === "" ? "appId 必填" : "appId 必须是绑定了 JS 接口安全域名的公众号的";
  return refused("config:fail, 系统错误，错误码：40013, invalid appid", { rule, ...why, advice });
}

function checkPresent(input: VerifyInput): Verdict | null {
  const missing = (["timestamp", "nonceStr", "signature"] as const).find((name) => input[name] === "");
  if (missing === undefined) return null;
  return refused("config:invalid signature", {
    rule: `${missing} 必填`,
    field: missing,
    advice: "appId、timestamp、nonceStr、signature 四项都要给；名字区分大小写",
  });
}

function checkTimestamp(timestamp: string): Verdict | null {
  if (/^\d+$/.test(timestamp)) return null;
  return refused("config:invalid signature", {
    rule: "timestamp 是以秒为单位的整数",
    field: "timestamp",
    given: timestamp,
    advice: "Math.floor(Date.now() / 1000)",
  });
}

function checkPageDomain(url: string): Verdict | null {
  const domain = checkDomain(url);
  if (domain.ok) return null;
  return refused("config:invalid url domain", {
    rule: "页面的域名必须在公众号的 JS 接口安全域名里（不含协议和端口）",
    section: sections.jssdkDomain,
    field: "url",
    expected: domain.expected,
    given: domain.given,
    advice: `用 ${appUrl()} 打开页面：localhost 和 127.0.0.1 是两个域名`,
  });
}

async function checkSigned(input: VerifyInput, page: PageContext): Promise<Verdict> {
  const { nonceStr, timestamp, url, signature } = input;
  const tickets = await rightTickets();
  const valuesOf = (ticket: string): SignedValues => ({
    jsapi_ticket: ticket,
    noncestr: nonceStr,
    timestamp,
    url,
  });
  const all = tickets.map((ticket) => partsOf(valuesOf(ticket), input));
  const right = all.find((parts) => timingSafeEqualText(parts.expected, signature));
  if (right) return granted(input, { section, signature: right });
  const values = valuesOf(tickets[0] ?? "");
  const diagnosis = diagnose({ values, given: signature, page, tickets: await wrongTickets() });
  const [parts] = all;
  const rule = parts
    ? "签名与按有效的 jsapi_ticket 和这个页面的 url 算出来的不一致"
    : "公众号现在没有有效的 jsapi_ticket：没有人取过，或者已经过期";
  return refused("config:invalid signature", {
    rule,
    section: sections.jssdkSign,
    field: parts ? "signature" : "jsapi_ticket",
    ...(parts ? { expected: parts.expected, given: signature, signature: parts } : {}),
    advice: diagnosis?.text ?? unknownAdvice(page),
    diagnosis,
  });
}

const partsOf = (values: SignedValues, { signature }: VerifyInput) =>
  jssdkParts(values, signature, {
    appId: "只有上面四项参与签名",
    signature: "签名本身不参与签名",
  });

function unknownAdvice({ platform }: PageContext): string {
  const side = platform === "ios" ? "打开页面时的地址" : "当前的地址";
  return `常见的错误都对不上：核对 jsapi_ticket 是不是取自这个公众号、noncestr 和 timestamp 是不是和 wx.config 里的一样、url 是不是${side}（不含 #）`;
}

function granted(input: VerifyInput, why: Explanation): Verdict {
  const apis = input.jsApiList.filter(isInterface);
  const notes = remarks(input);
  return {
    result: { ok: true, granted: apis },
    outcome: `config:ok，${apis.length} 个接口`,
    why: { ...why, ...(notes.length > 0 ? { notes } : {}) },
  };
}

/** Where the sandbox looked away and WeChat would not, and what helps nobody. */
function remarks({ url, timestamp, jsApiList, openTagList }: VerifyInput): string[] {
  const notes: string[] = [];
  if (checkDomain(url).portForgiven) {
    notes.push("页面带端口：真实的 JS 接口安全域名不收端口，沙箱放过，因为本机的程序都有端口");
  }
  if (timestamp.length >= 13) notes.push("timestamp 看起来是毫秒：文档要秒，这里只看签名是否一致");
  if (jsApiList.length === 0) notes.push("jsApiList 是空的：没有接口可用，开放标签的按钮也可能不显示");
  for (const name of jsApiList.filter((candidate) => !isInterface(candidate))) {
    const meant = meantInterface(name);
    notes.push(`没有名为 ${name} 的接口，没有授权${meant ? `：是不是 ${meant}` : ""}`);
  }
  for (const name of openTagList.filter((candidate) => !isOpenTag(candidate))) {
    notes.push(`没有名为 ${name} 的开放标签`);
  }
  return notes;
}
