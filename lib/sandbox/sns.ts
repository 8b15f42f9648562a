import { now, nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { accountKind, accountNames } from "./accounts";
import { type ApiAnswer, refuse, succeed } from "./api-answers";
import { findToken } from "./cgi-bin/token-book";
import { languageNotes } from "./cgi-bin/users";
import { checkAppid, checkGrantType, checkSecret, missing } from "./credentials";
import { type Explanation, sections } from "./explanation";
import { strikes } from "./faults";
import { accessSeconds, exchange, newToken, refreshSeconds, secondsFromNow } from "./grants";
import { avatarUrl, isPersonId, personById, unionidOf } from "./people";

type Grant = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["sandboxGrant"]["findUnique"]>>>;
type Query = URLSearchParams;

const calls: Readonly<Record<string, (query: Query) => Promise<ApiAnswer>>> = {
  "/sns/oauth2/access_token": accessToken,
  "/sns/oauth2/refresh_token": refreshToken,
  "/sns/userinfo": userinfo,
  "/sns/auth": auth,
};

/** api.weixin.qq.com/sns: the visitor's tokens and profile. @returns null for an address that is not there */
export async function answerSns(path: string, query: Query): Promise<ApiAnswer | null> {
  const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
  return call ? call(query) : null;
}

/** Exchanges a code. (Web page authorization, step 2) */
async function accessToken(query: Query): Promise<ApiAnswer> {
  const section = sections.accessToken;
  const appid = query.get("appid") ?? "";
  const refusal =
    missing(query, [["appid", 41002]], section) ??
    checkAppid(appid, section) ??
    missing(query, [["secret", 41004]], section) ??
    checkSecret(appid, query.get("secret") ?? "", section) ??
    missing(query, [["code", 41008]], section) ??
    checkGrantType(query, "authorization_code", section);
  if (refusal) return refusal;
  const code = query.get("code") ?? "";
  const grant = await db().sandboxGrant.findUnique({ where: { code } });
  const wrong = checkCode(grant, code, appid);
  if (wrong) return wrong;
  const tokens = await exchange(code);
  return grant && tokens ? tokenAnswer(grant, tokens) : codeUsed(code, null);
}

function checkCode(grant: Grant | null, code: string, appid: string): ApiAnswer | null {
  const wrong = { section: sections.accessToken, field: "code", given: code };
  if (!grant) return refuse(40029, { rule: "没有这个 code：它不是这里发出的，或者抄错了", ...wrong });
  if (grant.appid !== appid) {
    const kind = accountKind(grant.appid);
    const owner = kind ? accountNames[kind] : grant.appid;
    const rule = `code 和 appid 绑定：这个 code 是${owner}（${grant.appid}）的`;
    return refuse(40029, { rule, ...wrong, advice: "回调地址按登录方式分开，各用各的 appid 和 secret" });
  }
  if (grant.usedAt) return codeUsed(code, grant.usedAt);
  if (grant.expiresAt > now()) return null;
  const seconds = Math.round((grant.expiresAt.getTime() - grant.createdAt.getTime()) / 1000);
  const rule = `code 过期了：它 ${seconds / 60} 分钟内有效，${ago(grant.expiresAt)}失效`;
  return refuse(40029, { rule, ...wrong, advice: "让用户重新授权" });
}

const ago = (moment: Date): string => `${Math.max(0, Math.round((nowMs() - moment.getTime()) / 1000))} 秒前`;

function codeUsed(code: string, usedAt: Date | null): ApiAnswer {
  return refuse(40163, {
    rule: `一个 code 只能换一次：这个 code ${usedAt ? `${ago(usedAt)}` : "刚刚"}已经换过 access_token`,
    section: sections.accessToken,
    field: "code",
    given: code,
    advice:
      "微信（尤其是安卓）会把回调地址打开两次，用户也会按后退：记住一个 code 的结果几秒钟，或重新发起授权",
  });
}

const knowsProfile = (grant: Grant): boolean => /snsapi_(userinfo|login)/.test(grant.scope);

function tokenAnswer(grant: Grant, tokens: { accessToken: string; refreshToken: string }): ApiAnswer {
  const { openid, scope, personId, snapshot } = grant;
  const body = {
    access_token: tokens.accessToken,
    expires_in: accessSeconds,
    refresh_token: tokens.refreshToken,
    openid,
    scope,
    ...(snapshot ? { is_snapshotuser: 1 } : {}),
    ...(knowsProfile(grant) && !snapshot && isPersonId(personId) ? { unionid: unionidOf(personId) } : {}),
  };
  const who = snapshot ? "快照页的虚拟用户" : (personById(personId)?.nickname ?? personId);
  return succeed(body, `${who} ${scope}`);
}

/** Renews an access token. (Web page authorization, step 3) */
async function refreshToken(query: Query): Promise<ApiAnswer> {
  const section = sections.refreshToken;
  const appid = query.get("appid") ?? "";
  const refusal =
    missing(query, [["appid", 41002]], section) ??
    checkAppid(appid, section) ??
    checkGrantType(query, "refresh_token", section) ??
    missing(query, [["refresh_token", 41003]], section);
  if (refusal) return refusal;
  const given = query.get("refresh_token") ?? "";
  const wrong = { section, field: "refresh_token", given };
  const grant = await db().sandboxGrant.findUnique({ where: { refreshToken: given } });
  if (!grant?.usedAt || grant.appid !== appid) {
    return refuse(40030, { rule: "没有这个 refresh_token，或者它属于另一个 appid", ...wrong });
  }
  if (grant.usedAt.getTime() + refreshSeconds * 1000 <= nowMs()) {
    return refuse(42002, {
      rule: "refresh_token 30 天后失效，续期不会延长它",
      ...wrong,
      advice: "让用户重新授权",
    });
  }
  if (await strikes("grant_void")) return voided(grant.code, wrong);
  // A token that still lives is renewed; one that is over is replaced.
  const alive = grant.accessExpires !== null && grant.accessExpires > now();
  const accessToken = alive && grant.accessToken ? grant.accessToken : newToken();
  await db().sandboxGrant.update({
    where: { code: grant.code },
    data: { accessToken, accessExpires: secondsFromNow(accessSeconds) },
  });
  const { openid, scope } = grant;
  const body = { access_token: accessToken, expires_in: accessSeconds, refresh_token: given, openid, scope };
  return succeed(body, alive ? "续期：access_token 不变" : "续期：换发新的 access_token");
}

/** The person changed the password: both tokens are gone for good. */
async function voided(code: string, wrong: Explanation): Promise<ApiAnswer> {
  await db().sandboxGrant.update({ where: { code }, data: { accessToken: null, refreshToken: null } });
  const rule = "控制台安排的故障：用户改了微信密码，access_token 和 refresh_token 都作废了";
  return refuse(42007, { rule, ...wrong, advice: "忘掉这两个 token，让用户重新授权" });
}

async function tokenOf(query: Query, section: Explanation["section"]): Promise<Grant | ApiAnswer> {
  const refusal = missing(
    query,
    [
      ["access_token", 41001],
      ["openid", 41009],
    ],
    section,
  );
  if (refusal) return refusal;
  const given = query.get("access_token") ?? "";
  const grant = await db().sandboxGrant.findUnique({ where: { accessToken: given } });
  const wrong = { section, field: "access_token", given };
  if (!grant?.accessExpires) return refuse(40001, { ...(await unknownToken(given)), ...wrong });
  if (grant.accessExpires <= now()) {
    return refuse(42001, { rule: `access_token 2 小时有效，${ago(grant.accessExpires)}失效`, ...wrong });
  }
  const openid = query.get("openid") ?? "";
  if (openid === grant.openid) return grant;
  const rule = "openid 不是这个 access_token 的用户";
  return refuse(40003, { rule, section, field: "openid", expected: grant.openid, given: openid });
}

async function unknownToken(given: string): Promise<Explanation> {
  const global = await findToken(given);
  if (global) {
    const issuer = `cgi-bin/${global.issuer}`;
    const advice =
      "这里要换 code 时和 openid 一起得到的那个 access_token：它属于一个用户，两种 token 不能混用";
    return { rule: `这是账号自己的 access_token（${issuer} 发的），不是网页授权的`, advice };
  }
  const advice = "换 code、续期之后要用新得到的 access_token";
  return { rule: "没有这个 access_token，或者它已被新的代替", advice };
}

/** The profile. (Web page authorization, step 4) */
async function userinfo(query: Query): Promise<ApiAnswer> {
  const section = sections.userinfo;
  const grant = await tokenOf(query, section);
  if ("body" in grant) return grant;
  if (!knowsProfile(grant)) {
    const rule = "snsapi_base 只给 openid，不能取资料";
    const advice = "需要昵称头像时用 snsapi_userinfo 重新授权";
    return refuse(48001, {
      rule,
      section,
      field: "scope",
      expected: "snsapi_userinfo",
      given: grant.scope,
      advice,
    });
  }
  const person = grant.snapshot ? null : personById(grant.personId);
  const body = {
    openid: grant.openid,
    nickname: person?.nickname ?? "微信用户",
    sex: 0,
    language: "",
    city: "",
    province: "",
    country: "",
    headimgurl: person ? avatarUrl(person.id) : "",
    privilege: [],
    ...(person ? { unionid: unionidOf(person.id) } : {}),
  };
  return succeed(body, person?.nickname ?? "快照页的虚拟用户", languageNotes(query, section));
}

/** Whether a token still works. (Web page authorization, appendix) */
async function auth(query: Query): Promise<ApiAnswer> {
  const grant = await tokenOf(query, sections.snsAuth);
  return "body" in grant ? grant : succeed({ errcode: 0, errmsg: "ok" }, "access_token 有效");
}
