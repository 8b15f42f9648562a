import { config } from "../config";
import { log } from "../log";
import { WechatError } from "../wechat/errors";
import { type PageUrl, type PageUrlFault, pageUrl, type WxConfig } from "../wechat/jssdk";
import { jssdk } from "../weixin";
import { wantsJson } from "./caller";
import { configScript } from "./weixin-config-script";
import { jsonAnswer, originOf, ownOrigins, type Refusal, refuse, scriptAnswer } from "./weixin-script";

const name = "/weixin-config.js";

const featureOff: Refusal = {
  status: 404,
  code: "FEATURE_OFF",
  message: "the JS-SDK is off",
  hint: "Set WXAUTH_MP_APPID and WXAUTH_MP_SECRET, the official account's.",
  hintZh: "请设置公众号的 WXAUTH_MP_APPID 和 WXAUTH_MP_SECRET。",
};

const refusals: Record<PageUrlFault | "cut", Refusal> = {
  missing: {
    status: 400,
    code: "PAGE_MISSING",
    message: "nobody said which page to sign: there is no Referer and no url",
    hint: "Send a Referer (Referrer-Policy: strict-origin-when-cross-origin), or add ?url=encodeURIComponent(location.href).",
    hintZh:
      "请让浏览器带上 Referer（Referrer-Policy: strict-origin-when-cross-origin），或加上 ?url=encodeURIComponent(location.href)。",
  },
  malformed: {
    status: 400,
    code: "PAGE_MALFORMED",
    message: "the page's address is not one that a browser would have",
    hint: "Hand in location.href as it is, once through encodeURIComponent.",
    hintZh: "请原样传入 location.href，并且只做一次 encodeURIComponent。",
  },
  too_long: {
    status: 400,
    code: "PAGE_TOO_LONG",
    message: "the page's address has more than 4096 characters",
    hint: "Shorten the page's query.",
    hintZh: "请缩短页面地址里的参数。",
  },
  foreign: {
    status: 403,
    code: "PAGE_FOREIGN",
    message: "this page is not one of ours: only pages of APP_URL are signed",
    hint: "Open the page under APP_URL, or set APP_URL to the origin that it is opened under.",
    hintZh: "请用 APP_URL 的域名打开页面，或把 APP_URL 设为页面实际的域名。",
  },
  cut: {
    status: 400,
    code: "PAGE_CUT",
    message: "the url ends where its own query begins to be taken for ours",
    hint: "Put it through encodeURIComponent: ?url=encodeURIComponent(location.href).",
    hintZh: "url 要先做 encodeURIComponent，否则它的参数会被截断。",
  },
};

/** Of an account's troubles, and of our server's address, visitors of a real shop are told nothing. */
function ticketRefusal(error: unknown): Refusal {
  const known = error instanceof WechatError && !config().production ? error : null;
  return {
    status: 503,
    code: known?.code ?? "UNAVAILABLE",
    message: "the jsapi_ticket could not be had, so nothing was signed",
    hint: known?.hint ?? "See the server's log (event jssdk.failed).",
    hintZh: known?.hintZh ?? "详情见服务器日志（jssdk.failed）。",
  };
}

type Asked = { page: PageUrl; asked: boolean; debug: boolean; cut: boolean };

/** An address that was not encoded ends at its first `&`, and what follows looks like parameters of ours. */
const isCut = (query: URLSearchParams, search: string): boolean =>
  /[?&]url=https?:\//i.test(search) && [...query.keys()].some((key) => key !== "url" && key !== "debug");

function whatIsAsked(request: Request, origins: readonly string[]): Asked {
  const at = request.url.indexOf("?");
  const search = at === -1 ? "" : request.url.slice(at);
  const query = new URLSearchParams(search);
  const named = query.get("url");
  return {
    page: pageUrl(named ?? request.headers.get("referer"), origins),
    asked: named !== null,
    debug: query.get("debug") === "true",
    cut: isCut(query, search),
  };
}

/**
 * Answers `GET /weixin-config.js[?debug=true][&url=]`: a script that calls wx.config for the page that loads it, or
 * the same as JSON. The page is `url`, else the Referer, and has to be ours: a foreign one is not signed, and no
 * ticket is asked for. (JS-SDK, step 3)
 */
export async function answerWeixinConfig(request: Request): Promise<Response> {
  if (!config().auth.mp) return refuse(request, name, featureOff);
  const origins = ownOrigins(request.headers);
  if (originOf(request.headers, origins) === "foreign") return refuse(request, name, refusals.foreign);
  const { page, asked, debug, cut } = whatIsAsked(request, origins);
  if (cut) return refuse(request, name, refusals.cut);
  if (!page.ok) return refuse(request, name, refusals[page.fault]);
  const sdk = jssdk();
  let signed: WxConfig;
  try {
    signed = await sdk.config(page.url, { debug });
  } catch (error) {
    log.error("jssdk.failed", { error });
    return refuse(request, name, ticketRefusal(error));
  }
  const answer = { config: signed, url: page.url, scripts: sdk.scripts };
  if (wantsJson(request)) return jsonAnswer({ ok: true, ...answer });
  return scriptAnswer(configScript({ ...answer, asked }));
}
