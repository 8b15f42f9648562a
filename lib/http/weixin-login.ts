import { z } from "zod";
import { config } from "../config";
import { log } from "../log";
import { browserName } from "../session";
import { createGateway } from "../wechat/gateway";
import type { AuthStart } from "../wechat/wxauth";
import { wxauth } from "../weixin";
import { safeNext } from "./next";
import { loginScript } from "./weixin-login-script";
import { originOf, ownOrigins, type Refusal, refuse, scriptAnswer } from "./weixin-script";

const name = "/weixin-login.js";

const featureOff: Refusal = {
  status: 404,
  code: "FEATURE_OFF",
  message: "the login by QR code is off",
  hint: "Set WXAUTH_QRCODE_APPID and WXAUTH_QRCODE_SECRET, the website application's.",
  hintZh: "请设置网站应用的 WXAUTH_QRCODE_APPID 和 WXAUTH_QRCODE_SECRET。",
};

const foreignPage: Refusal = {
  status: 403,
  code: "PAGE_FOREIGN",
  message:
    "this script is for our own pages: in another site's it would give away a login that was begun here",
  hint: "Load it from a page under APP_URL. A browser that says nothing of the page (no Referer, no Sec-Fetch-Site) is refused as well.",
  hintZh: "请在 APP_URL 的页面里引用。浏览器既不带 Referer 也不带 Sec-Fetch-Site 时同样不予登录。",
};

const unavailable: Refusal = {
  status: 503,
  code: "UNAVAILABLE",
  message: "the login could not be begun",
  hint: "See the server's log (event login_script.failed).",
  hintZh: "详情见服务器日志（login_script.failed）。",
};

const wrongParameters = (faults: string[]): Refusal => ({
  status: 400,
  code: "PARAMETERS",
  message: faults.join("; "),
  hint: "The parameters are WxLogin's: id, style, href, self_redirect, stylelite, fast_login, lang; and next.",
  hintZh: "参数与 WxLogin 相同：id、style、href、self_redirect、stylelite、fast_login、lang，另有 next。",
});

/** A style sheet may be long; an address of this length still passes every proxy. */
const longestHref = 4000;
const styleSheet = /^(https:\/\/[^\s"'<>\\]+|data:text\/css;base64,[A-Za-z0-9+/]+={0,2})$/;
const flag = (name: string) =>
  z
    .enum(["0", "1"], `${name} is 0 or 1`)
    .transform((digit) => Number(digit))
    .optional();

const parameters = z.object({
  id: z
    .string("id is missing: the element that the QR code goes into")
    .regex(/^[A-Za-z][\w:.-]{0,63}$/, "id is an element's id: a letter, then letters, digits, _ : . -"),
  style: z.enum(["black", "white"], "style is black or white").optional(),
  href: z
    .string()
    .max(longestHref, "href is too long")
    .regex(styleSheet, "href is a style sheet: https:// or data:text/css;base64,")
    .optional(),
  next: z.string().optional(),
  self_redirect: z.enum(["true", "false"], "self_redirect is true or false").default("false"),
  stylelite: flag("stylelite"),
  fast_login: flag("fast_login"),
  lang: z.enum(["cn", "en"], "lang is cn or en").optional(),
});
type Parameters = z.infer<typeof parameters>;

/** The page that loads the script, as a place to come back to. */
function pageOf(request: Request): string {
  const referer = request.headers.get("referer");
  if (!referer || !URL.canParse(referer)) return "/";
  const { pathname, search } = new URL(referer);
  return safeNext(pathname + search) ?? "/";
}

function optionsOf({ next: _, ...given }: Parameters, login: AuthStart) {
  const { appid, scope, state, redirectUri } = login;
  return {
    ...given,
    self_redirect: given.self_redirect === "true",
    href: given.href && encodeURIComponent(given.href),
    appid,
    scope,
    redirect_uri: encodeURIComponent(redirectUri),
    state,
  };
}

/**
 * Answers `GET /weixin-login.js?id=&style=&href=`: begins a login that is bound to this browser and shows its QR code
 * in the element `id`, by WeChat's own WxLogin. `next` is where the visitor goes afterwards: by default, the page that
 * loads the script. (Website application, embedded QR code)
 *
 * The script holds the login's state, so only a page of ours gets one: whoever knows another's state could have them
 * log in as somebody else.
 */
export async function answerWeixinLogin(request: Request): Promise<Response> {
  const { auth, gatewayUrl } = config();
  if (!auth.qrcode) return refuse(request, name, featureOff);
  if (originOf(request.headers, ownOrigins(request.headers)) !== "own")
    return refuse(request, name, foreignPage);
  const given = parameters.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!given.success)
    return refuse(request, name, wrongParameters(given.error.issues.map(({ message }) => message)));
  const next = given.data.next === undefined ? pageOf(request) : safeNext(given.data.next);
  if (next === null) return refuse(request, name, wrongParameters(["next leads to another site"]));
  try {
    const browser = await browserName();
    const login = await wxauth().begin("qrcode", { next, browser });
    const script = createGateway(gatewayUrl ?? undefined).url(
      "res.wx.qq.com",
      "/connect/zh_CN/htmledition/js/wxLogin.js",
    );
    return scriptAnswer(loginScript(optionsOf(given.data, login), script));
  } catch (error) {
    log.error("login_script.failed", { error });
    return refuse(request, name, unavailable);
  }
}
