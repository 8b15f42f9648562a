import { isWechat } from "@/lib/wechat/useragent";
import { accountKind, sandboxAccounts } from "./accounts";
import { cameFromChat } from "./authorize-entry";
import { type Explanation, sections } from "./explanation";
import { createCode } from "./grants";
import { record } from "./ledger";
import { holderOfRequest, isPersonId, type PersonId, personById, readPerson } from "./people";
import { effectiveUserAgent } from "./phone-agent";
import { firstValue, misplaced, type RawParam, rawParams, withParams } from "./raw-query";
import { checkDomain } from "./site";

/** The page https://open.weixin.qq.com/connect/oauth2/authorize: page authorization inside WeChat. */

export interface AuthorizeRequest {
  appid: string;
  redirectUri: string;
  scope: "snsapi_base" | "snsapi_userinfo";
  /** null when there was none. */
  state: string | null;
  /** The page asked for snapshot mode: a virtual person. */
  snapshot: boolean;
  /** A follower opened the page from the account's chat or menu. */
  fromChat: boolean;
  /** Where the sandbox looked away and WeChat would not. */
  notes: string[];
}

export interface AuthorizeRefusal {
  ok: false;
  /** WeChat's error number; null where it shows a text only. */
  code: number | null;
  /** What WeChat's page says. */
  text: string;
  why: Explanation;
}

export type AuthorizeCheck = { ok: true; request: AuthorizeRequest } | AuthorizeRefusal;

const address = "https://open.weixin.qq.com/connect/oauth2/authorize";
const order = ["appid", "redirect_uri", "response_type", "scope", "state"] as const;
const trailing: ReadonlySet<string> = new Set(["forcePopup", "forceSnapShot", "connect_redirect"]);
const section = sections.authorize;

/**
 * Checks what WeChat checks before it shows its page. (Web page authorization, step 1)
 * @param query the query as it came: WeChat looks at the order of the parameters
 */
export function checkAuthorize(query: string | URLSearchParams, userAgent: string | null): AuthorizeCheck {
  const params = rawParams(query);
  const refusal = checkBrowser(userAgent) ?? checkAppid(params) ?? checkRedirect(params) ?? checkRest(params);
  if (refusal) return refusal;
  const redirectUri = firstValue(params, "redirect_uri") ?? "";
  const scope = firstValue(params, "scope") === "snsapi_base" ? "snsapi_base" : "snsapi_userinfo";
  return {
    ok: true,
    request: {
      appid: sandboxAccounts.mp.appid,
      redirectUri,
      scope,
      state: firstValue(params, "state") ?? null,
      snapshot: firstValue(params, "forceSnapShot") === "true" && scope === "snsapi_userinfo",
      fromChat: false,
      notes: leniencies(params, redirectUri),
    },
  };
}

const refuse = (code: number | null, text: string, why: Explanation): AuthorizeRefusal => ({
  ok: false,
  code,
  text,
  why: { section, ...why },
});

function checkBrowser(userAgent: string | null): AuthorizeRefusal | null {
  if (isWechat(userAgent)) return null;
  return refuse(null, "请在微信客户端打开链接", {
    rule: "网页授权页只能在微信里打开：User-Agent 里要有 MicroMessenger",
    given: userAgent ?? "",
    advice: "在左边的手机里打开，或在电脑上改用扫码登录（connect/qrconnect）",
  });
}

function checkAppid(params: RawParam[]): AuthorizeRefusal | null {
  const appid = firstValue(params, "appid") ?? "";
  const expected = sandboxAccounts.mp.appid;
  const wrong = { field: "appid", expected, given: appid };
  if (appid === "") return refuse(10012, "appid不能为空", { rule: "appid 必填", field: "appid", expected });
  const kind = accountKind(appid);
  if (kind === null) return refuse(null, "AppID 参数错误", { rule: "没有这个 appid", ...wrong });
  if (kind === "mp") return null;
  return refuse(10016, "不支持微信开放平台的Appid，请使用公众号Appid", {
    rule: "网页授权要用公众号的 appid，这里给的是开放平台应用的",
    ...wrong,
  });
}

function checkRedirect(params: RawParam[]): AuthorizeRefusal | null {
  const given = firstValue(params, "redirect_uri") ?? "";
  const field = "redirect_uri";
  if (given === "") return refuse(10011, "redirect_uri不能为空", { rule: "redirect_uri 必填", field });
  const domain = checkDomain(given);
  if (domain.ok) return null;
  return refuse(10003, "redirect_uri域名与后台配置不一致", {
    rule: "redirect_uri 的域名必须与后台的网页授权域名完全一致（不含协议和端口，子域名也不行）",
    section: sections.callbackDomain,
    field,
    expected: domain.expected,
    given: domain.given,
    advice: "redirect_uri 要用 APP_URL 拼出来，不要用请求里的 Host；并且要做 URL 编码",
  });
}

function checkRest(params: RawParam[]): AuthorizeRefusal | null {
  const responseType = firstValue(params, "response_type");
  if (responseType !== "code") {
    const wrong = { field: "response_type", expected: "code", given: responseType ?? "" };
    return refuse(null, "response_type 参数错误", { rule: "response_type 固定为 code", ...wrong });
  }
  return checkScope(firstValue(params, "scope") ?? "") ?? checkOrder(params) ?? checkState(params);
}

function checkScope(scope: string): AuthorizeRefusal | null {
  const field = "scope";
  if (scope === "") return refuse(10010, "scope不能为空", { rule: "scope 必填", field });
  if (scope === "snsapi_base" || scope === "snsapi_userinfo") return null;
  return refuse(10005, "Scope 参数错误或没有 Scope 权限", {
    rule: "公众号网页授权只有 snsapi_base 和 snsapi_userinfo 两种 scope",
    field,
    expected: "snsapi_base 或 snsapi_userinfo",
    given: scope,
  });
}

function checkOrder(params: RawParam[]): AuthorizeRefusal | null {
  const field = misplaced(params, order);
  if (field === null) return null;
  return refuse(null, "链接无法打开", {
    rule: "授权链接的参数顺序会被强匹配校验，顺序不对页面打不开",
    field,
    expected: order.filter((name) => firstValue(params, name) !== undefined).join(" → "),
    given: params.map((param) => param.name).join(" → "),
  });
}

/** State: letters and digits, 128 bytes at most. (Web page authorization, step 1) */
export function isState(state: string): boolean {
  return /^[a-zA-Z0-9]{0,128}$/.test(state);
}

function checkState(params: RawParam[]): AuthorizeRefusal | null {
  const state = firstValue(params, "state") ?? "";
  if (isState(state)) return null;
  return refuse(null, "state 参数错误", {
    rule: "state 只能有 a-zA-Z0-9，最多 128 字节",
    field: "state",
    given: state,
    advice: "不要把签名串、base64 或网址放进 state：随机取一串，其余的存在服务器上",
  });
}

function leniencies(params: RawParam[], redirectUri: string): string[] {
  const notes: string[] = [];
  if (checkDomain(redirectUri).portForgiven) {
    notes.push("redirect_uri 带端口：真实的微信会报 10003，沙箱放过端口，因为本机的程序都有端口");
  }
  const known = new Set<string>(order);
  const extra = params.filter(({ name }) => !known.has(name) && !trailing.has(name)).map(({ name }) => name);
  if (extra.length > 0) {
    notes.push(`多出的参数 ${extra.join("、")}：是不是 redirect_uri 忘了 URL 编码？沙箱忽略它们`);
  }
  return notes;
}

/** Whether WeChat asks nothing: for the openid alone, in snapshot mode, and of followers who come from the chat. */
export function isSilent(request: AuthorizeRequest): boolean {
  return request.scope === "snsapi_base" || request.snapshot || request.fromChat;
}

/** The request, with what the person's way to it adds. */
async function asEntered(
  request: AuthorizeRequest,
  headers: Headers,
  personId: PersonId,
): Promise<AuthorizeRequest> {
  if (isSilent(request) || !cameFromChat(headers.get("cookie"), personId)) return request;
  if (!(await readPerson(personId)).follows) return request;
  const note = "关注者从公众号的聊天或菜单打开网页：snsapi_userinfo 也不询问；从别处打开就要用户点“允许”";
  return { ...request, fromChat: true, notes: [...request.notes, note] };
}

/** The person agrees, or is not asked. @returns where WeChat sends the browser: the callback with code and state */
export async function grantCode(request: AuthorizeRequest, personId: PersonId): Promise<string> {
  const { appid, scope, snapshot, redirectUri, state } = request;
  const code = await createCode({ appid, scope, personId, snapshot });
  const target = withParams(redirectUri, { code, state });
  const who = personById(personId)?.nickname ?? personId;
  const manner = snapshot ? "快照页模式，虚拟用户" : isSilent(request) ? "静默授权" : "同意授权";
  await recordPage(request, target, `${who}${manner} ${scope}，code 5 分钟内有效`);
  return target;
}

/** The person refuses. @returns where WeChat sends the browser: the callback with the state alone */
export async function deny(request: AuthorizeRequest): Promise<string> {
  const target = withParams(request.redirectUri, { state: request.state });
  await recordPage(request, target, "用户拒绝授权：回调地址没有 code，只有 state");
  return target;
}

async function recordPage(request: AuthorizeRequest, target: string, outcome: string): Promise<void> {
  await record({
    direction: "page",
    method: "GET",
    address,
    request: JSON.stringify(request, null, 2),
    answer: `302 Found\nLocation: ${target}`,
    httpStatus: 302,
    outcome,
    ok: true,
    why: request.notes.length > 0 ? { section, notes: request.notes } : undefined,
    durationMs: 0,
  });
}

export type OpenedAuthorize =
  | { ok: true; request: AuthorizeRequest; silent: boolean; personId: PersonId }
  | AuthorizeRefusal;

/**
 * What the page and the form behind it call: checks, and writes a refusal to the ledger.
 * @param headers the request's: they tell the browser, and by the cookie who holds the phone
 * @param person who agrees, when it is not the phone's holder
 */
export async function openAuthorize(
  query: string | URLSearchParams,
  headers: Headers,
  person?: string,
): Promise<OpenedAuthorize> {
  const check = checkAuthorize(query, effectiveUserAgent(headers));
  if (check.ok) {
    const personId = isPersonId(person) ? person : holderOfRequest(headers);
    const request = await asEntered(check.request, headers, personId);
    return { ok: true, request, silent: isSilent(request), personId };
  }
  await record({
    direction: "page",
    method: "GET",
    address,
    request: `${address}?${query.toString().replace(/^\?/, "")}`,
    answer: check.text,
    httpStatus: 200,
    outcome: check.code === null ? check.text : `${check.code} ${check.text}`,
    ok: false,
    why: check.why,
    durationMs: 0,
  });
  return check;
}
