import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { type AccountKind, accountKind, accountNames, sandboxAccounts } from "../accounts";
import { type ApiAnswer, refuse } from "../api-answers";
import { type Explanation, sections } from "../explanation";
import { endOf, findToken, type TokenRow } from "./token-book";

/** Whose access_token a call carries. */

export interface Bearer {
  appid: string;
  kind: AccountKind;
}

type Section = Explanation["section"];

/** The account behind `access_token`, or the refusal. (Access token, rules for every call) */
export async function bearerOf(query: URLSearchParams, section: Section): Promise<Bearer | ApiAnswer> {
  const given = query.get("access_token") ?? "";
  const wrong = { section, field: "access_token", given };
  if (given === "") {
    const advice = "POST 的接口也一样：access_token 放在查询参数里";
    return refuse(41001, { rule: "access_token 必填", section, field: "access_token", advice });
  }
  const row = await findToken(given);
  if (!row) return unknownToken(given, wrong);
  const kind = accountKind(row.appid);
  if (kind === null) return unknownToken(given, wrong);
  const moment = now();
  if (row.endsAt > moment) return { appid: row.appid, kind };
  if (row.expiresAt <= moment) {
    const advice = "按 expires_in 提前更新；收到 42001 时只刷新一次，再试一次";
    return refuse(42001, { rule: `access_token 7200 秒有效，${ago(row.expiresAt)}失效`, ...wrong, advice });
  }
  return replacedToken(row, wrong);
}

const ago = (moment: Date): string =>
  `${Math.max(0, Math.round((now().getTime() - moment.getTime()) / 1000))} 秒前`;

/** Letters, digits, _ and - after a number: what WeChat's tokens look like, ours included. */
const tokenShape = /^\d{1,3}_[\w-]{40,512}$/;

async function unknownToken(given: string, wrong: Explanation): Promise<ApiAnswer> {
  const sns = await db().sandboxGrant.findUnique({ where: { accessToken: given } });
  if (sns) {
    const advice = "cgi-bin 的接口要用 cgi-bin/stable_token 取的 access_token，两种 token 不能混用";
    return refuse(40001, { rule: "这是网页授权（sns）的 access_token", ...wrong, advice });
  }
  if (tokenShape.test(given)) {
    const advice = "核对是不是从这个沙箱、用 stable_token 或 token 取的";
    return refuse(40001, { rule: "没有这个 access_token", ...wrong, advice });
  }
  const owner = (["mp", "qrcode", "mobile"] as const).find((kind) => sandboxAccounts[kind].secret === given);
  const advice = owner
    ? `这是${accountNames[owner]}的 AppSecret：先用它换 access_token`
    : "是不是变量还没有值，或者把整个 JSON 当成了 token";
  return refuse(40014, { rule: "它看起来不是 access_token", ...wrong, advice });
}

const ends = {
  forced: "有人用 force_refresh 取了新的",
  displaced: "有人又调了一次 cgi-bin/token，旧的只再活 5 分钟",
  revoked: "控制台使它失效了",
} as const;

async function replacedToken(row: TokenRow, wrong: Explanation): Promise<ApiAnswer> {
  const rule = `access_token ${ago(row.endsAt)}失效了：${ends[await endOf(row)]}`;
  const advice =
    "几处程序共用一个存起来的 token；收到 40001 先看存着的是不是已经换过，没有才刷新一次。用 stable_token 就不会互相挤掉";
  return refuse(40001, { ...wrong, rule, section: sections.tokenRules, advice });
}

/** Refuses an account that has no followers. */
export function onlyOfficialAccount({ kind, appid }: Bearer, section: Section): ApiAnswer | null {
  if (kind === "mp") return null;
  return refuse(48001, {
    rule: `${accountNames[kind]}没有粉丝：这个接口只有公众号能用`,
    section,
    field: "access_token",
    expected: sandboxAccounts.mp.appid,
    given: appid,
    advice: "用公众号的 appid 和 secret 取 access_token",
  });
}
